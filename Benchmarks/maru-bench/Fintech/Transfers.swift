import MaruDomain
import NIOCore

/// Withdraws or deposits without end, each another order, made by filling in a prepared text: a load generator has no time
/// to build JSON.
final class Transfers: RequestSource {
  /// A request with room for `tran_dtime` and a zero-padded amount, which real clients send too.
  private struct Form: Sendable {
    let bytes: [UInt8]
    let requestedAt: Int
    let amount: Int
  }
  private static let amountDigits = 12
  private static let requestedAtMark = "@@@@@@@@@@@@@@"
  private static let amountMark = "############"

  private let forms: [Form]
  private let numbers: OrderNumbers
  private let expected: [[UInt8]]
  private let keepsAnswers: Bool

  private init(_ requests: [LoadRequest], keepsAnswers: Bool) throws {
    forms = try requests.map { request in
      let bytes = Array(request.bytes.readableBytesView)
      guard let requestedAt = bytes.firstRange(of: Array(Self.requestedAtMark.utf8)),
        let amount = bytes.firstRange(of: Array(Self.amountMark.utf8))
      else { throw BenchFailure("a form of a transfer has no room for its time and amount") }
      return Form(bytes: bytes, requestedAt: requestedAt.lowerBound, amount: amount.lowerBound)
    }
    numbers = OrderNumbers(accounts: requests.count)
    expected = requests.first?.expected ?? []
    self.keepsAnswers = keepsAnswers
  }

  /// `transfer/withdraw` from each account in turn. `keepsAnswers` hands the answers' bodies on.
  static func withdraws(_ hub: PreparedHub, keepsAnswers: Bool = false) throws -> Transfers {
    try Transfers(
      hub.accounts.map { account in
        hub.post(
          "/v1.0/transfer/withdraw", token: account.userToken,
          """
          {"dps_print_content":"출금시험","fintech_use_num":"\(account.fintechUseNumber)","print_content":"마루상점",\
          "tran_amt":"\(amountMark)","tran_dtime":"\(requestedAtMark)"}
          """)
      }, keepsAnswers: keepsAnswers)
  }

  /// `transfer/deposit` of one row to each account in turn, with the check of the payee's name.
  static func deposits(_ hub: PreparedHub) throws -> Transfers {
    try Transfers(
      hub.accounts.map { account in
        hub.post(
          "/v1.0/transfer/deposit", token: hub.ownToken,
          """
          {"wd_pass_phrase":"NONE","wd_print_content":"정산","name_check_option":"on","req_cnt":"1",\
          "tran_dtime":"\(requestedAtMark)","req_list":[{"tran_no":"1","fintech_use_num":"\(account.fintechUseNumber)",\
          "print_content":"정산","tran_amt":"\(amountMark)"}]}
          """)
      }, keepsAnswers: false)
  }

  /// `transfer/deposit2` of one row to each of these accounts in turn, without the check of the payee's name.
  static func deposits(to payees: [BankAccount], host: String, token: String) throws -> Transfers {
    try Transfers(
      payees.map { payee in
        .make(
          "POST", "/v1.0/transfer/deposit2", host: host,
          headers: [("Authorization", "Bearer \(token)"), ("Content-Type", "application/json; charset=UTF-8")],
          body: """
            {"wd_pass_phrase":"NONE","wd_print_content":"정산","name_check_option":"off","req_cnt":"1",\
            "tran_dtime":"\(requestedAtMark)","req_list":[{"tran_no":"1","bank_code_std":"\(payee.bank.text)",\
            "account_num":"\(payee.number.text)","print_content":"정산","tran_amt":"\(amountMark)"}]}
            """, expecting: Expected.bank)
      }, keepsAnswers: false)
  }

  func next() -> LoadRequest {
    let order = numbers.next()
    let form = forms[order.account]
    var bytes = form.bytes
    for (index, digit) in order.requestedAt.enumerated() { bytes[form.requestedAt + index] = digit }
    var rest = order.amount
    for index in stride(from: Self.amountDigits - 1, through: 0, by: -1) {
      bytes[form.amount + index] = 0x30 + UInt8(rest % 10)
      rest /= 10
    }
    return LoadRequest(bytes: ByteBuffer(bytes: bytes), status: 200, expected: expected, isKept: keepsAnswers)
  }

  /// The amount of a request that this source made, in won.
  static func amount(of request: LoadRequest) -> Int64? {
    let text = String(buffer: request.bytes)
    guard let found = text.range(of: #""tran_amt":""#) else { return nil }
    return Int64(text[found.upperBound...].prefix { $0.isNumber })
  }
}
