extension GuideWords {
  var webhooks: Guide {
    Guide(
      slug: "webhooks", title: text("웹훅", "Webhooks"),
      lead: text("결과를 묻지 않고 알림으로 받습니다.", "Hear of outcomes instead of asking for them."),
      sections: [
        .init(
          heading: text("받는 것", "What comes"),
          paragraphs: [
            text(
              "앱 화면의 ‘웹훅’에서 https 주소와 알릴 것을 고르면, 일이 생길 때마다 POST로 작은 JSON을 보냅니다. 처음에 ‘처리중’으로 답한 이체의 결과도 이렇게 옵니다.",
              "Under “Webhooks” of your app choose an https address and what it shall be told. A small JSON is posted there each time, "
                + "also for the end of an order that was answered “in progress”."),
            text(
              "내용은 이미 아시는 번호뿐입니다. 금액이나 이름이 필요하면 그 번호로 이체결과조회를 부르십시오.",
              "It holds ids that you know already and no personal data; ask transfer/result with them for the rest."),
          ],
          code: """
            {"id":"evt_0f3c…","type":"transfer.completed","created":"2026-11-26T15:00:00+09:00",
             "data":{"api_tran_id":"…","bank_tran_id":"…","bank_tran_date":"20261126","check_type":"1",
                     "tran_amt":"1000","bank_rsp_code":"000","fintech_use_num":"…","user_seq_no":"…"}}
            """),
        .init(
          heading: text("종류", "Types"),
          paragraphs: [
            text(
              "transfer.completed, transfer.rejected, transfer.reversed, account.cancelled, user.unlinked, consent.revoked. 화면의 단추로 보내는 것은 test.ping입니다.",
              "transfer.completed, transfer.rejected, transfer.reversed, account.cancelled, user.unlinked, consent.revoked; and test.ping by a button on the page."
            )
          ]),
        .init(
          heading: text("답하기", "Answering"),
          paragraphs: [
            text(
              "15초 안에 2xx로 답하십시오. 그렇지 않으면 5초, 10초, 20초, … 두 시간마다, 26시간까지 다시 보냅니다. 응답이 없거나 429, 503이면 다른 알림도 함께 기다리고, 다른 상태 코드는 그 알림만 미룹니다. 그동안 한 번도 받지 못하면 웹훅을 끄고 메일로 알립니다. 410은 바로 끄라는 뜻입니다.",
              "Answer 2xx within 15 seconds. Else it comes again after 5, 10, 20 seconds and so on up to every two hours, for 26 hours. "
                + "No answer, 429 or 503 makes everything else wait too; any other status puts off that call alone. "
                + "If nothing is taken for so long the webhook is switched off and you get a letter. 410 switches it off at once."
            ),
            text(
              "같은 알림이 두 번 올 수 있고 순서는 정해져 있지 않습니다. webhook-id로 가려 주십시오. 다른 주소로 옮기는 응답(3xx)은 따르지 않습니다.",
              "A call can come twice, and in any order: tell them apart by webhook-id. Redirects are not followed."),
          ]),
        .init(
          heading: text("서명 확인 (Python)", "Checking the signature (Python)"),
          paragraphs: [
            text(
              "webhook-id, webhook-timestamp, 받은 그대로의 본문을 점으로 이어 HMAC-SHA256을 구하고, webhook-signature의 값 하나와 같은지 봅니다. 5분 넘게 어긋난 시각은 거절하십시오.",
              "HMAC-SHA256 over webhook-id, webhook-timestamp and the body as it came, joined by points, must equal one of the values "
                + "in webhook-signature. Refuse a time more than five minutes off."),
            text(
              "마루의 라이브러리에는 이것이 들어 있습니다: Swift와 JavaScript의 verifyWebhook, Python의 verify_webhook.",
              "Maru's libraries bring it along: verifyWebhook in Swift and JavaScript, verify_webhook in Python."),
          ],
          code: String(decoding: PackageResources.webhook_python_txt, as: UTF8.self)),
        .init(
          heading: text("서명 확인 (JavaScript)", "Checking the signature (JavaScript)"), paragraphs: [],
          code: String(decoding: PackageResources.webhook_javascript_txt, as: UTF8.self)),
        .init(
          heading: text("서명 확인 (Swift)", "Checking the signature (Swift)"), paragraphs: [],
          code: String(decoding: PackageResources.webhook_swift_txt, as: UTF8.self)),
      ])
  }
}
