package import MaruBankLink
package import MaruDomain
package import MaruStore

/// A participating bank of the test bed: real accounts, real transactions, a real record of what it answered.
package final class SimulatedBank: BankLink {
  package let bank: Bank
  package let store: any Store
  package let desk: BankDesk
  let world: World
  /// How long a caller waits for an answer.
  let timeout: Duration

  package init(bank: Bank, store: any Store, desk: BankDesk, world: World, timeout: Duration) {
    self.bank = bank
    self.store = store
    self.desk = desk
    self.world = world
    self.timeout = timeout
  }

  package func balance(of account: AccountNumber) async -> BankAnswer<AccountBalanceAtBank> {
    await answer {
      let found = try await self.usable(account)
      return AccountBalanceAtBank(
        balance: found.balance, available: found.available, type: found.type, productName: found.productName,
        branch: found.branch)
    }
  }

  package func holder(of account: AccountNumber, info: HolderInfo?) async -> BankAnswer<AccountHolder> {
    await answer {
      let found = try await self.usable(account)
      if let info, !found.holderInfo.text.hasPrefix(info.text) { throw self.refusal(.realNameNumberDiffers) }
      return AccountHolder(name: found.holderName, branch: found.branch, type: found.type)
    }
  }

  package func accounts(heldBy person: PersonIdentity) async -> BankAnswer<[HeldAccount]> {
    await answer {
      try await self.store.read { try BankAccountTable.held(by: person.ci, at: self.bank.code, in: $0) }
        .filter { $0.state != .closed }
        .map {
          HeldAccount(
            number: $0.account.number, holderName: $0.holderName, type: $0.type, productName: $0.productName,
            branch: $0.branch)
        }
    }
  }

  package func endService(_ service: AccountService, of account: AccountNumber) async -> BankAnswer<Void> {
    await answer { _ = try await self.stored(account) }
  }

  package func transactions(_ query: TransactionQuery) async -> BankAnswer<TransactionPage> {
    await answer {
      let account = try await self.usable(query.account)
      let range = HistoryRange(
        accountID: account.id, from: query.from, to: query.to, inquiryType: query.inquiryType)
      let after = query.cursor.flatMap(HistoryCursor.init)
      if query.cursor != nil, after == nil { throw self.refusal(.cannotProcess, "조회추적정보 오류") }
      let (count, rows) = try await self.store.read { session in
        (
          try BankTransactionTable.count(range, in: session),
          try BankTransactionTable.page(
            range, sortOrder: query.sortOrder, after: after.map { ($0.at, $0.sequence) },
            skipping: (query.pageIndex - 1) * query.pageSize, atMost: query.pageSize + 1, in: session)
        )
      }
      let shown = rows.prefix(query.pageSize)
      let next = rows.count > query.pageSize ? shown.last.flatMap { HistoryCursor($0).trace } : nil
      return TransactionPage(
        balance: account.balance, totalCount: count, transactions: shown.map(AccountTransaction.init), next: next)
    }
  }

  package func debit(_ leg: LegOrder) async -> BankAnswer<LegReceipt> { await move(leg) }
  package func credit(_ leg: LegOrder) async -> BankAnswer<LegReceipt> { await move(leg) }
  package func reverse(_ leg: LegOrder) async -> BankAnswer<LegReceipt> { await move(leg) }

  private func move(_ leg: LegOrder) async -> BankAnswer<LegReceipt> {
    let refusal = refusal(of: leg)
    return await answer {
      let at = DateTime(self.world.now())
      let record = try await self.store.write(asking: self.questions([leg])) { session in
        try LegPosting(leg: leg, bank: self.bank, at: at, refusal: refusal).post(in: session)
      }
      return try self.receipt(record)
    }
  }

  /// Several legs that came in one message, one after the other in one unit of work.
  func move(_ legs: [LegOrder]) async -> BankAnswer<[Result<LegReceipt, BankRefusal>]> {
    let asked = legs.map { ($0, refusal(of: $0)) }
    return await answer {
      let at = DateTime(self.world.now())
      let records = try await self.store.write(asking: self.questions(legs)) { session in
        try asked.map { leg, refusal in
          try LegPosting(leg: leg, bank: self.bank, at: at, refusal: refusal).post(in: session)
        }
      }
      return try records.map { record in
        do {
          return .success(try self.receipt(record))
        } catch let refusal as BankRefusal {
          return .failure(refusal)
        }
      }
    }
  }

  private func questions(_ legs: [LegOrder]) -> [SQLQuestion] {
    legs.flatMap {
      BankLegLook.questions($0.id.description, of: BankAccount(bank: bank.code, number: $0.account))
    }
  }

  /// With what the bank refuses a leg in its mood of the moment; nil when it does not. Taken when the leg arrives, and kept with
  /// it: a late duplicate must not succeed where the first was refused.
  private func refusal(of leg: LegOrder) -> BankResponseCode? {
    switch leg.id.leg {
    case .reversal: nil
    case .credit where desk[bank.code] == .refuseCredit: .cannotProcess
    case .debit, .credit: desk.status(of: bank.code).refusal
    }
  }

  package func status(of leg: LegID) async -> BankAnswer<LegStatus> {
    await answer {
      guard
        let record = try await self.store.read({ try BankLegTable.find(leg.description, at: self.bank.code, in: $0) })
      else {
        return .notFound
      }
      do {
        return .done(try self.receipt(record))
      } catch let refusal as BankRefusal {
        return .refused(refusal)
      }
    }
  }

  package func statement(of date: BusinessDate, after cursor: TraceInfo?) async -> BankAnswer<StatementPage> {
    await statement(of: date, after: cursor, atMost: StatementPage.size)
  }

  /// As the bank-side API asks for it, with a page size.
  func statement(
    of date: BusinessDate, after cursor: TraceInfo?, atMost size: Int
  ) async -> BankAnswer<StatementPage> {
    await answer {
      let after = cursor.map { Int64($0.text) } ?? 0
      guard let after, after >= 0 else { throw self.refusal(.cannotProcess, "조회추적정보 오류") }
      let (count, records) = try await self.store.read { session in
        (
          try BankLegTable.count(of: date, at: self.bank.code, in: session),
          try BankLegTable.page(of: date, at: self.bank.code, after: after, atMost: size, in: session)
        )
      }
      let lines = try records.map { record in
        guard let id = LegID(record.id) else { throw StoreError.damaged("leg id \(record.id)") }
        return StatementLine(
          id: id, account: record.number, amount: record.amount, code: record.code, bookedAt: record.bookedAt)
      }
      let last = records.last?.place.line ?? after
      return StatementPage(
        date: date, isClosed: self.isClosed(date), lineCount: Int(count), lines: lines,
        next: last < count ? TraceInfo(String(last)) : nil)
    }
  }

  /// A leg takes its time when it arrives and is on disk a little later: the day closes a minute after midnight.
  private func isClosed(_ date: BusinessDate) -> Bool {
    world.now().adding(seconds: -60).businessDate > date
  }

  package func health() async -> BankAnswer<BankStatusCode> { await answer { self.desk.status(of: self.bank.code) } }

  private func receipt(_ record: BankLegRecord) throws -> LegReceipt {
    guard record.code == .accepted, let name = record.holderName, let branch = record.branch else {
      throw refusal(record.code, record.message)
    }
    return LegReceipt(holderName: name, branch: branch)
  }

  private func stored(_ number: AccountNumber) async throws -> BankLedgerAccount {
    let account = BankAccount(bank: bank.code, number: number)
    guard let found = try await store.read({ try BankAccountTable.find(account, in: $0) }) else {
      throw refusal(.noSuchAccount)
    }
    return found
  }

  private func usable(_ number: AccountNumber) async throws -> BankLedgerAccount {
    if let code = desk.status(of: bank.code).refusal { throw refusal(code) }
    let found = try await stored(number)
    if found.state == .closed { throw refusal(.accountClosed) }
    return found
  }

  private func refusal(_ code: BankResponseCode, _ message: String? = nil) -> BankRefusal {
    BankRefusal(by: bank.code, code: code, message: message)
  }

  /// Answers as the bank behaves just now. `work` throws a ``BankRefusal`` to refuse; a store's trouble is no answer.
  private func answer<Value: Sendable>(
    _ work: @escaping @Sendable () async throws -> Value
  ) async -> BankAnswer<Value> {
    switch desk[bank.code] {
    case .up, .refuseCredit: return await outcome(of: work)
    case .down: return .unknown(.notSent)
    case .loseAnswer:
      _ = await outcome(of: work)
      return .unknown(.connectionLost)
    case .slow(let delay):
      // A caller that gives up takes nothing back: the bank does not know and does it all the same.
      let late = Task {
        try? await world.sleep(delay)
        return await outcome(of: work)
      }
      guard delay >= timeout else { return await late.value }
      try? await world.sleep(timeout)
      return .unknown(.timedOut)
    }
  }

  private func outcome<Value: Sendable>(
    of work: @Sendable () async throws -> Value
  ) async -> BankAnswer<Value> {
    do {
      return .confirmed(try await work())
    } catch let refusal as BankRefusal {
      return .refused(refusal)
    } catch {
      return .unknown(.unreadable)
    }
  }
}

extension BankLedgerAccount {
  /// What can be withdrawn: nothing from an account that may not be debited.
  var available: Won {
    switch state {
    case .normal, .noDeposit: Won(max(0, balance.amount)) ?? .zero
    case .closed, .suspended, .noDebit: .zero
    }
  }
}
