import MaruContract
import MaruDomain
import TestSupport
import Testing

/// Answers hold exactly the fields of sections 1.4, 1.5 and 4 of the wire contract, written down here by hand: every value a
/// text of the field's own form.
@Suite struct AnswerShapeTests {
  private static let head = ["api_tran_id", "rsp_code", "rsp_message", "api_tran_dtm"]
  private static let bank = ["bank_tran_id", "bank_tran_date", "bank_code_tran", "bank_rsp_code", "bank_rsp_message"]
  private static let account = [
    "fintech_use_num", "account_alias", "bank_code_std", "bank_code_sub", "bank_name", "account_num_masked",
    "account_holder_name", "account_type", "inquiry_agree_yn", "inquiry_agree_dtime", "transfer_agree_yn",
    "transfer_agree_dtime",
  ]
  private static func side(_ prefix: String, _ names: [String]) -> [String] { names.map { prefix + $0 } }
  private static let page = [
    "balance_amt", "total_record_cnt", "page_record_cnt", "next_page_yn", "befor_inquiry_trace_info", "res_list",
  ]
  private static let ours = [
    "bank_code_std", "bank_code_sub", "bank_name", "account_num_masked", "print_content", "account_holder_name",
  ]
  private static let payee = [
    "bank_code_std", "bank_code_sub", "bank_name", "account_num_masked", "print_content", "account_holder_name",
    "tran_amt", "cms_no",
  ]
  private static let deposit = head + side("wd_", ours) + ["res_cnt", "res_list"]
  private static let resultRow =
    ["tran_no"] + bank + side("wd_", ours + ["fintech_use_num"]) + side("dps_", ours + ["fintech_use_num"]) + [
      "tran_amt"
    ]
  private static let line = [
    "tran_date", "tran_time", "tran_type", "print_content", "tran_amt", "after_balance_amt", "branch_name",
  ]

  /// The fields of each answer, and of the rows in it.
  private static let shapes: [String: (top: [String], row: [String])] = [
    "user/me": (head + ["user_seq_no", "user_ci", "user_name", "res_cnt", "res_list"], account + ["payer_num"]),
    "user/unlink": (head + ["user_seq_no"], []),
    "account/list": (head + ["user_name", "res_cnt", "res_list"], account + ["account_state"]),
    "account/update_info": (head + ["fintech_use_num", "account_alias"], []),
    "account/cancel": (head + bank, []),
    "account/balance": (
      head + bank + ["fintech_use_num", "balance_amt", "available_amt", "account_type", "product_name"], []
    ),
    "account/transaction_list": (
      head + bank + ["fintech_use_num", "page_index_use_yn", "page_index", "list_tran_seqno"] + page,
      line + ["inout_type"]
    ),
    "transfer/withdraw": (
      head + side("dps_", ours) + bank + ["fintech_use_num", "account_alias"] + payee, []
    ),
    "transfer/deposit": (deposit, ["tran_no"] + bank + ["fintech_use_num", "account_alias"] + payee),
    "transfer/deposit2": (deposit, ["tran_no"] + bank + ["account_num"] + payee),
    "transfer/result": (head + ["res_cnt", "res_list"], resultRow),
    "transfer/recheck": (head + ["res_cnt", "res_list"], resultRow),
    "inquiry/real_name": (
      head + bank + [
        "bank_code_std", "bank_code_sub", "bank_name", "account_num", "account_holder_info", "account_holder_name",
      ], []
    ),
    "inquiry/remit_list": (
      head + bank + ["bank_code_std", "account_num", "bank_name"] + page,
      line + ["remitter_name", "remitter_bank_code", "remitter_account_num"]
    ),
    "bank/status": (head + ["res_cnt", "res_list"], ["bank_code_std", "bank_name", "bank_status"]),
  ]

  @Test("a success holds the contract's fields, each once, each a text", arguments: APICase.all)
  func success(api: APICase) async throws {
    let shape = try #require(Self.shapes[api.route.path])
    try await Bench.run { bench in
      let answer = try await bench.call(api)
      #expect(answer.status == 200)
      #expect(answer.code == "A0000", "\(answer.page)")
      #expect(answer.hasHead)
      #expect(answer.members.map(\.name).sorted() == shape.top.sorted())
      expectTexts(answer.members, api.answerUses)
      guard !shape.row.isEmpty else { return }
      #expect(!answer.rows().isEmpty)
      let rows = api.answerUses.first { $0.name == "res_list" }?.rows ?? []
      for row in answer.rows() {
        #expect(row.map(\.name).sorted() == shape.row.sorted())
        expectTexts(row, rows)
      }
      if let count = answer.members.first(where: { $0.name == "res_cnt" })?.value.flatText {
        #expect(count == "\(answer.rows().count)")
      }
    }
  }

  @Test("a bank's refusal has the whole body, blank where the bank said nothing (1.5)")
  func refusedByBank() async throws {
    for path in ["account/balance", "account/transaction_list", "inquiry/real_name", "transfer/withdraw"] {
      let api = try APICase.named(path)
      let shape = try #require(Self.shapes[path])
      try await Bench.run { bench in
        try await bench.test.setState(.closed, of: bench.test.account.account)
        let answer = try await bench.call(api)
        #expect(answer.status == 200)
        #expect(answer.code == "A0002", "\(answer.page)")
        #expect(answer.members.map(\.name).sorted() == shape.top.sorted())
        #expect(answer.text("bank_rsp_code") == "415")
        #expect(answer.text("bank_code_tran") == bench.test.account.account.bank.text)
        #expect(answer.message.hasPrefix("참가기관 에러 ["))
        expectTexts(answer.members, api.answerUses)
      }
    }
  }

  @Test("a success says one blank for a message, and 000 by the bank with no text (1.2, 1.5)")
  func messages() async throws {
    try await Bench.run { bench in
      let answer = try await bench.call(try APICase.named("account/balance"))
      #expect(answer.message == " ")
      #expect(answer.text("bank_rsp_code") == "000")
      #expect(answer.text("bank_rsp_message") == "")
      #expect(answer.members.contains { $0.name == "bank_rsp_message" && $0.value == .string("") })
    }
  }

  @Test("the document at /openapi.json names every API, both forms of answer and every field")
  func document() async throws {
    try await Bench.run { bench in
      let document = try await bench.web.get("/openapi.json")
      #expect(document.status == 200)
      for api in APICase.all {
        #expect(document.page.contains("\"\(api.route.versionedPath)\""), "\(api.route.path)")
        for name in Self.shapes[api.route.path]?.top ?? [] { #expect(document.page.contains("\"\(name)\"")) }
      }
    }
  }

  /// Each value is a text, and of the form that its field has (empty where there is nothing to say).
  private func expectTexts(_ members: [WireValue.Member], _ uses: [FieldUse]) {
    for member in members {
      if case .array = member.value { continue }
      guard case .string(let text) = member.value else {
        Issue.record("\(member.name) is no text: \(member.value)")
        continue
      }
      guard let use = uses.first(where: { $0.name == member.name }), !text.isEmpty else { continue }
      #expect(text.count <= use.type.length, "\(member.name): \(text)")
      #expect(use.values.isEmpty || use.values.contains(text), "\(member.name): \(text)")
      let form = try? Regex<AnyRegexOutput>("^(?:\(use.pattern))$")
      #expect((try? form?.wholeMatch(in: text)) != nil, "\(member.name): \(text) is no \(use.pattern)")
    }
  }
}
