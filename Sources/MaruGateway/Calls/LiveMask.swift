import MaruContract

/// What is kept of a call of a live service: codes, counts, dates that were asked for, the numbers by which the service knows a person and
/// an account (blanked when the person is forgotten), and the ids and amounts of orders that its webhooks are told too. Whatever is not known to be of this kind is hidden, a field that nobody thought of included.
struct LiveMask: Sendable {
  static let hidden = "•••"

  /// Fields of every API.
  private static let everywhere: Set<String> = [
    "api_tran_id", "api_tran_dtm", "rsp_code", "rsp_message", "bank_tran_id", "bank_tran_date", "bank_code_tran",
    "bank_rsp_code", "tran_dtime", "user_seq_no", "fintech_use_num", "client_use_code",
    "from_date", "to_date", "from_time", "to_time", "include_cancel_yn", "sort_order", "res_cnt", "req_cnt",
    "inquiry_type", "page_index", "page_index_yn", "total_record_cnt", "page_record_cnt", "next_page_yn", "tran_no",
    "check_type", "name_check_option", "scope", "grant_type", "token_type", "expires_in", "client_id",
  ]
  /// Those of orders and of banks, in which no account's past is told.
  private static let ofOrders: Set<String> = [
    "req_list", "res_list", "tran_amt", "org_bank_tran_id", "org_bank_tran_date", "org_tran_amt", "org_tran_dtime",
    "org_req_gubun",
  ]
  private static let ofBanks: Set<String> = ["res_list", "bank_code_std", "bank_status"]

  private let kept: Set<String>

  init(api: String) {
    kept = Self.everywhere.union(
      api.hasPrefix("transfer/") ? Self.ofOrders : api == "bank/status" ? Self.ofBanks : [])
  }

  func masked(_ text: String) -> String {
    guard let first = text.first(where: { !$0.isWhitespace }) else { return "" }
    guard first == "{" || first == "[" else { return maskedForm(text) }
    var mask = JSONMask(Array(text.utf8))
    return mask.keeping(kept)
  }

  private func maskedForm(_ text: String) -> String {
    text.split(separator: "&").map { pair in
      guard let end = pair.firstIndex(of: "="), let name = RequestMembers.decoded(pair[..<end].utf8),
        Self.isName(name)
      else { return Self.hidden }
      return kept.contains(name) ? String(pair) : "\(name)=\(Self.hidden)"
    }.joined(separator: "&")
  }

  /// Whether a text can be the name of a field: what is sent in place of one may be anything.
  static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, (0x61...0x7A).contains(first) else { return false }
    return text.utf8.count <= 40
      && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F || (0x30...0x39).contains($0) }
  }
}

extension JSONMask {
  /// The text with nothing but its structure and the values of members that have one of the names; arrays and objects of such a name are
  /// looked into. What stands where no value of a member belongs is left out.
  mutating func keeping(_ names: Set<String>) -> String {
    while let part = nextPart() {
      switch part {
      case .structure(let byte): write([byte])
      case .name(let name, let raw):
        guard LiveMask.isName(name) else {
          hide(asName: true)
          continue
        }
        write(raw)
        if !names.contains(name) { hide() } else if !isContainerNext { writeValue() }
      case .other: continue
      }
    }
    return text
  }
}
