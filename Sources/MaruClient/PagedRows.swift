public import MaruContract
public import MaruDomain

/// The rows of a list that comes in pages: each page is asked for when its first row is.
public struct PagedRows<Row: Sendable>: AsyncSequence, Sendable {
  public typealias Element = Row
  public typealias Failure = MaruError

  /// What the page before says about the next one.
  struct Cursor: Sendable {
    var pageIndex = 1
    var trace: TraceInfo?
    var listSequence: Int?
  }
  struct Page: Sendable {
    let rows: [Row]
    /// Nil after the last page.
    let next: Cursor?
  }
  let load: @Sendable (Cursor) async throws -> Page

  /// Starts with the first page.
  public func makeAsyncIterator() -> Iterator { Iterator(load: load) }

  /// Walks the pages.
  public struct Iterator: AsyncIteratorProtocol {
    let load: @Sendable (Cursor) async throws -> Page
    private var waiting: ArraySlice<Row> = []
    private var next: Cursor? = Cursor()

    init(load: @escaping @Sendable (Cursor) async throws -> Page) { self.load = load }

    /// The next row, or nil after the last one.
    public mutating func next() async throws -> Row? { try await next(isolation: nil) }

    /// The next row, or nil after the last one.
    public mutating func next(isolation actor: isolated (any Actor)?) async throws(MaruError) -> Row? {
      if waiting.isEmpty, let cursor = next {
        do {
          let page = try await load(cursor)
          waiting = page.rows[...]
          // A page without rows that names another one would never end.
          next = page.rows.isEmpty ? nil : page.next
        } catch let error as MaruError {
          throw error
        } catch {
          throw .failed(CallFailure(.unreadable("\(error)")))
        }
      }
      return waiting.popFirst()
    }
  }
}

extension MaruClient {
  /// Every row of an account's history between two days, inclusive. Scope inquiry.
  public func transactions(
    of number: FintechUseNumber, from: BusinessDate, to: BusinessDate, type: InquiryType = .all,
    sortOrder: SortOrder = .descending, token: AccessToken
  ) -> PagedRows<AccountTransactionList.Row> {
    PagedRows { cursor in
      let page = try await accountTransactionList(
        AccountTransactionList.Request(
          fintechUseNumber: number, inquiryType: type, fromDate: from, toDate: to, sortOrder: sortOrder,
          pageIndex: cursor.pageIndex, requestedAt: tranDtime, trace: cursor.trace,
          listSequence: cursor.listSequence), token: token
      ).body
      return PagedRows.Page(
        rows: page.rows,
        next: page.nextPage.flag
          ? .init(pageIndex: cursor.pageIndex + 1, trace: page.trace, listSequence: page.listSequence) : nil)
    }
  }

  /// Everybody who sent money to the organisation's collection account between two days, inclusive.
  public func remitters(
    into account: BankAccount, from: BusinessDate, to: BusinessDate, sortOrder: SortOrder = .descending
  ) -> PagedRows<InquiryRemitList.Row> {
    PagedRows { cursor in
      let page = try await inquiryRemitList(
        InquiryRemitList.Request(
          bankCode: account.bank, accountNumber: account.number, fromDate: from, fromTime: 0, toDate: to,
          toTime: 86_399, sortOrder: sortOrder, requestedAt: tranDtime, trace: cursor.trace,
          pageIndex: cursor.pageIndex)
      ).body
      return PagedRows.Page(
        rows: page.rows,
        next: page.nextPage.flag ? .init(pageIndex: cursor.pageIndex + 1, trace: page.trace, listSequence: nil) : nil)
    }
  }
}
