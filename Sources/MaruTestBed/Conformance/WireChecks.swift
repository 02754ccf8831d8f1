import MaruBankLink
import MaruContract
import MaruDomain

/// Malformed input, and what is no operation.
enum WireChecks {
  static let all = [
    BankCheck("잘못된 입력", "malformed requests are refused with HTTP 200 and 499, and leave no trace") { bank in
      let leg = try bank.leg(.debit, 10)
      let good =
        #"{"bank_tran_id":"\#(leg.id.bankTransactionID.text)","bank_tran_date":"\#(leg.id.date.wire)","#
        + #""account_num":"\#(leg.account.text)","tran_amt":"10"}"#
      let broken = [
        "", "{", "[]", "null", good.replacing("\"10\"", with: "\"0\""), good.replacing("\"10\"", with: "\"-10\""),
        good.replacing("\"10\"", with: "\"1.5\""), good.replacing("\"10\"", with: "\"1000000000000\""),
        good.replacing("\"10\"", with: "{}"), good.replacing(leg.id.date.wire, with: "20260231"),
        good.replacing(leg.id.bankTransactionID.text, with: "SHORT"), good.replacing("tran_amt", with: "other"),
        good.replacing("}", with: #","tran_amt":"11"}"#),
        String(repeating: "[", count: 10_000),
      ]
      let before = try await bank.balance()
      for body in broken {
        let (status, code) = try await bank.post(BankSideDebit.path, Array(body.utf8))
        try expect(
          status == 200 && code == .cannotProcess,
          "HTTP \(status) with \(code?.text ?? "no code") for \(body.isEmpty ? "an empty body" : String(body.prefix(80)))"
        )
      }
      try expect(try await bank.balance() == before, "a malformed request moved money")
      let (status, code) = try await bank.post(BankSideDebit.path, Array(good.utf8))
      try expect(status == 200 && code == .accepted, "the well-formed request after them was not done")
      _ = try confirmed(await bank.link.reverse(MoneyChecks.reversal(of: leg)), "reversal")
    },
    BankCheck("모르는 항목", "unknown fields are ignored, absent and empty optional ones are alike") { bank in
      let body =
        #"{"account_num":"\#(bank.accounts.open.text)","account_holder_info":"","x_new":{"a":[1]}}"#
      let (status, code) = try await bank.post(BankSideHolder.path, Array(body.utf8))
      try expect(status == 200 && code == .accepted, "HTTP \(status) with \(code?.text ?? "no code")")
    },
    BankCheck("없는 경로", "an unknown path is not answered with HTTP 200") { bank in
      let (status, _) = try await bank.post("/bank/v1/nothing-here", Array("{}".utf8))
      try expect(status == 404, "HTTP \(status), must be 404")
    },
    BankCheck("큰 본문", "a body over 64 KiB is not answered with HTTP 200") { bank in
      let body = Array(#"{"account_num":"\#(String(repeating: "1", count: 70_000))"}"#.utf8)
      let (status, _) = try await bank.post(BankSideBalance.path, body)
      try expect(status == 413, "HTTP \(status), must be 413")
    },
  ]
}

/// Signatures; skipped where messages are not sealed.
enum SealChecks {
  static let all = [
    check("서명 없는 요청", "a request without a signature is refused with HTTP 401") { _, _, _ in [] },
    check("변조", "a request whose body was changed is refused with HTTP 401") { bank, path, body in
      try bank.sealed(path, body + [0x20])
    },
    check("다른 경로", "a signature for another path is refused with HTTP 401") { bank, _, body in
      try bank.sealed(BankSideHealth.path, body)
    },
    check("다른 은행", "a request that was meant for another bank is refused with HTTP 401") { bank, path, body in
      try bank.sealed(path, body, to: BankCode(bank.link.bank.code.text == "000" ? "001" : "000"))
    },
    check("오래된 요청", "a request from two minutes ago is refused with HTTP 401") { bank, path, body in
      try bank.sealed(path, body, at: bank.world.now().adding(seconds: -120))
    },
    check("앞선 시각", "a request from two minutes ahead is refused with HTTP 401") { bank, path, body in
      try bank.sealed(path, body, at: bank.world.now().adding(seconds: 120))
    },
    BankCheck("재전송", "the same sealed bytes again are refused with HTTP 401", missing: unsealed) { bank in
      let (path, body) = question(bank)
      let fields = try bank.sealed(path, body)
      let first = try await bank.post(path, body, fields)
      try expect(first.status == 200, "HTTP \(first.status) for a request that is right")
      let second = try await bank.post(path, body, fields)
      try expect(second.status == 401, "HTTP \(second.status) for the replay, must be 401")
    },
  ]

  private static func check(
    _ korean: String, _ english: String,
    _ fields: @escaping @Sendable (BankUnderTest, String, [UInt8]) throws -> [SignedMessage.Field]
  ) -> BankCheck {
    BankCheck(korean, english, missing: unsealed) { bank in
      let (path, body) = question(bank)
      let (status, _) = try await bank.post(path, body, try fields(bank, path, body))
      try expect(status == 401, "HTTP \(status), must be 401")
    }
  }

  @Sendable private static func unsealed(_ bank: BankUnderTest) -> String? {
    bank.seal == nil ? "messages are not sealed" : nil
  }

  private static func question(_ bank: BankUnderTest) -> (String, [UInt8]) {
    (BankSideBalance.path, Array(#"{"account_num":"\#(bank.accounts.open.text)"}"#.utf8))
  }
}
