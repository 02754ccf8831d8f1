import Hummingbird
import MaruBankLink
import MaruContract
import MaruDomain
import MaruTestBed
import NIOCore
import NIOPosix
import Synchronization
import TestSupport

/// A bank's server with one mistake that somebody could make: a simulated bank behind a server that gets one rule wrong.
final class WrongBank: Sendable {
  /// The mistakes, and what a check must say of each.
  enum Mistake: String, CaseIterable, Sendable {
    case makesUpAStatus, knowsEverybody, givesStrangersAccounts, repeatsMoveMoney, takesAnotherAmount, guessesDone
    case answers503, comparesNoNames, reversesAnything, endsPagesEarly, mixesDirections, listsNoLegs, takesAnyCursor
    case answers400, knowsNoNewFields, answersAnyPath, takesAnySize, forgetsQuestions, mixesResults
    case movesEachMessage

    /// The rules that it breaks; others may be broken along with them.
    var broken: Set<String> {
      switch self {
      case .makesUpAStatus: ["상태조회"]
      case .knowsEverybody: ["예금주 조회", "실명번호 대조", "잔액조회"]
      case .givesStrangersAccounts: ["보유계좌 조회"]
      case .repeatsMoveMoney: ["출금·취소", "입금", "동시 중복"]
      case .takesAnotherAmount: ["다른 내용의 같은 번호"]
      case .guessesDone: ["거래결과 조회"]
      case .answers503: ["잔액 부족", "없는 계좌", "해지 계좌"]
      case .comparesNoNames: ["예금주명 대조"]
      case .reversesAnything: ["취소 규칙"]
      case .endsPagesEarly: ["거래내역 페이지"]
      case .mixesDirections: ["거래내역 구분"]
      case .listsNoLegs: ["일마감 명세"]
      case .takesAnyCursor: ["명세 페이지"]
      case .answers400: ["잘못된 입력"]
      case .knowsNoNewFields: ["모르는 항목"]
      case .answersAnyPath: ["없는 경로"]
      case .takesAnySize: ["큰 본문"]
      case .forgetsQuestions: ["물어본 뒤의 거래"]
      case .mixesResults, .movesEachMessage: ["출금·입금 묶음"]
      }
    }
  }

  private let mistake: Mistake
  private let right: BankClient
  /// The first body of each leg, and how often it came.
  private let seen = Mutex<[String: (body: String, times: Int)]>([:])
  /// Legs whose status was asked before they came.
  private let asked = Mutex<Set<String>>([])

  private init(_ mistake: Mistake, before right: BankClient) {
    self.mistake = mistake
    self.right = right
  }

  /// Runs `body` with a client of a server that makes `mistake` in front of `running`.
  static func with<Value: Sendable>(
    _ mistake: Mistake, before running: RunningBank, _ body: @Sendable (BankClient) async throws -> Value
  ) async throws -> Value {
    let wrong = WrongBank(mistake, before: running.client)
    let (ports, found) = AsyncStream.makeStream(of: Int.self)
    let app = Application(
      responder: CallbackResponder<BasicRequestContext> { request, _ in
        let bytes = Array(try await request.body.collect(upTo: 1 << 20).readableBytesView)
        let (status, answer) = try await wrong.answer(request.uri.path, bytes)
        return Response(
          status: .init(code: status), headers: [.contentType: "application/json"],
          body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer)))
      },
      configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { channel in
        found.yield(channel.localAddress?.port ?? 0)
        found.finish()
      },
      logger: RunningBank.logger)
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await app.run() }
      guard let port = await ports.first(where: { _ in true }) else { throw TestHub.Missing("a port") }
      let client = BankClient(
        host: "127.0.0.1", port: port, timeout: .seconds(20), group: MultiThreadedEventLoopGroup.singleton)
      let value = try await body(client)
      client.close()
      group.cancelAll()
      try? await group.waitForAll()
      return value
    }
  }

  private func answer(_ path: String, _ body: [UInt8]) async throws -> (status: Int, body: [UInt8]) {
    var request = String(decoding: body, as: UTF8.self)
    if let made = before(path, &request) { return (200, Array(made.utf8)) }
    guard case .answered(let status, let answer) = await right.post(path, Array(request.utf8)) else {
      throw TestHub.Missing("an answer of the right bank")
    }
    return after(path, status, String(decoding: answer, as: UTF8.self))
  }

  /// Changes a request before the right bank gets it; a text is the answer at once.
  private func before(_ path: String, _ request: inout String) -> String? {
    switch mistake {
    case .makesUpAStatus where path == BankSideHealth.path: return done(#""bank_status":"X""#)
    case .givesStrangersAccounts where path == BankSideAccounts.path:
      return done(
        #""res_list":[{"account_num":"6002000000000","account_holder_name":"김철수","account_type":"1","#
          + #""product_name":"","bank_code_sub":"0040001"}]"#)
    case .repeatsMoveMoney where isMovement(path):
      // Each repeat comes as another leg.
      let times = count(path, request)
      if times > 1, let id = value("bank_tran_id", of: request) {
        request = request.replacing(id, with: id.dropLast(4) + String(1_000 + times))
        if path == BankSideReversal.path { return done(#""account_holder_name":"김철수","bank_code_sub":"0040001""#) }
      }
    case .takesAnotherAmount where isMovement(path):
      _ = count(path, request)
      request = seen.withLock { $0[key(path, request)]?.body ?? request }
    case .comparesNoNames where path == BankSideCredit.path:
      if let name = value("account_holder_name", of: request) { request = request.replacing(name, with: "") }
    case .mixesDirections where path == BankSideTransactions.path:
      request = request.replacing(#""inquiry_type":"I""#, with: #""inquiry_type":"A""#)
    case .takesAnyCursor where path == BankSideStatement.path:
      if value("befor_inquiry_trace_info", of: request) == "neveramadecursor" {
        request = request.replacing("neveramadecursor", with: "")
      }
    case .movesEachMessage where path == BankSideTogether.path:
      // Each repeat of the message comes as other legs.
      let times = seen.withLock { seen in
        seen[path, default: (request, 0)].times += 1
        return seen[path]?.times ?? 1
      }
      request = request.replacing(#""C000000000"#, with: "\"C00000000\(times)")
    case .knowsNoNewFields where request.contains("x_new"): return refused("499")
    case .forgetsQuestions where path == BankSideStatus.path:
      if let id = value("bank_tran_id", of: request) { asked.withLock { _ = $0.insert(id) } }
    case .forgetsQuestions where path == BankSideCredit.path:
      if let id = value("bank_tran_id", of: request), asked.withLock({ $0.contains(id) }) { return refused("701") }
    default: break
    }
    return nil
  }

  /// Changes an answer of the right bank.
  private func after(_ path: String, _ status: Int, _ answer: String) -> (Int, [UInt8]) {
    let code = value("bank_rsp_code", of: answer) ?? ""
    var (status, answer) = (status, answer)
    switch mistake {
    case .knowsEverybody where path == BankSideHolder.path && code != "000":
      answer = done(#""account_holder_name":"김철수","bank_code_sub":"0040001","account_type":"1""#)
    case .knowsEverybody where path == BankSideBalance.path && code != "000":
      answer = done(
        #""balance_amt":"0","available_amt":"0","account_type":"1","product_name":"","bank_code_sub":"0040001""#)
    case .guessesDone where path == BankSideStatus.path && value("org_rsp_code", of: answer) == "701":
      answer = done(
        #""org_rsp_code":"000","org_rsp_message":"","account_holder_name":"김철수","bank_code_sub":"0040001""#)
    case .answers503 where isMovement(path) && code != "000": status = 503
    case .reversesAnything where path == BankSideReversal.path && code == "701":
      answer = done(#""account_holder_name":"김철수","bank_code_sub":"0040001""#)
    case .endsPagesEarly where path == BankSideTransactions.path:
      if let next = value("befor_inquiry_trace_info", of: answer), !next.isEmpty {
        answer = answer.replacing(next, with: "")
      }
    case .listsNoLegs where path == BankSideStatement.path && code == "000":
      if let list = answer.firstRange(of: #""res_list":["#) { answer = answer[..<list.upperBound] + "]}" }
      if let next = value("befor_inquiry_trace_info", of: answer), !next.isEmpty {
        answer = answer.replacing(next, with: "")
      }
    case .movesEachMessage where path == BankSideTogether.path:
      for times in 1...9 { answer = answer.replacing("\"C00000000\(times)", with: #""C000000000"#) }
    case .mixesResults where path == BankSideTogether.path:
      answer = answer.replacing(#""leg":"D""#, with: #""leg":"X""#).replacing(#""leg":"C""#, with: #""leg":"D""#)
        .replacing(#""leg":"X""#, with: #""leg":"C""#)
    case .answers400 where code == "499": status = 400
    case .answersAnyPath where status == 404, .takesAnySize where status == 413: status = 200
    default: break
    }
    return (status, Array(answer.utf8))
  }

  private func isMovement(_ path: String) -> Bool {
    [BankSideDebit.path, BankSideCredit.path, BankSideReversal.path].contains(path)
  }

  private func key(_ path: String, _ request: String) -> String { path + (value("bank_tran_id", of: request) ?? "") }

  /// How often the leg has come, this time included.
  private func count(_ path: String, _ request: String) -> Int {
    seen.withLock { seen in
      let key = key(path, request)
      let found = seen[key] ?? (request, 0)
      seen[key] = (found.body, found.times + 1)
      return found.times + 1
    }
  }

  /// The text of a member of a flat object.
  private func value(_ name: String, of json: String) -> String? {
    guard let start = json.firstRange(of: "\"\(name)\":\"") else { return nil }
    return json[start.upperBound...].firstIndex(of: "\"").map { String(json[start.upperBound..<$0]) }
  }

  private func done(_ members: String) -> String { #"{"bank_rsp_code":"000","bank_rsp_message":"",\#(members)}"# }
  private func refused(_ code: String) -> String { #"{"bank_rsp_code":"\#(code)","bank_rsp_message":"거절"}"# }
}
