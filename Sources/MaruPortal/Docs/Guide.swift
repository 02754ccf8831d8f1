import MaruContract

/// A page that leads through something, step by step.
struct Guide: Sendable {
  struct Section: Sendable {
    let heading: String
    let paragraphs: [String]
    /// `{url}` stands for the hub's own address.
    var code: String?
  }

  let slug: String
  let title: String
  let lead: String
  let sections: [Section]

  /// The guides for a visit, in the order in which a newcomer needs them.
  static func all(_ visit: SiteVisit) -> [Guide] { all(visit.language, hasTestBed: visit.hasTestBed) }

  /// The last part of each guide's path.
  static var slugs: [String] { all(.korean, hasTestBed: true).map(\.slug) }

  private static func all(_ language: PageLanguage, hasTestBed: Bool) -> [Guide] {
    let words = GuideWords(language: language, hasTestBed: hasTestBed)
    return [words.firstCall, words.oauth, words.transfers, words.webhooks, words.goingLive]
  }
}

/// The sentences of the guides, Korean and English side by side.
struct GuideWords: Sendable {
  let language: PageLanguage
  /// Whether there is a test bed to try things on.
  let hasTestBed: Bool

  func text(_ korean: String, _ english: String) -> String { language == .korean ? korean : english }

  private let authorizeURL =
    "{url}/oauth/2.0/authorize2?response_type=code&client_id=YOUR_CLIENT_ID&redirect_uri=YOUR_CALLBACK&scope=login%20inquiry%20transfer&state=RANDOM&auth_type=0"

  init(language: PageLanguage, hasTestBed: Bool) {
    self.language = language
    self.hasTestBed = hasTestBed
  }

  var firstCall: Guide {
    Guide(
      slug: "first-call",
      // Without a test bed there are screening and contract before it.
      title: hasTestBed ? text("5분 안에 첫 호출", "Your first call in five minutes") : text("첫 호출", "Your first call"),
      lead: hasTestBed
        ? text("가입에서 잔액조회까지.", "From sign-up to a balance.")
        : text("운영 키에서 잔액조회까지.", "From production keys to a balance."),
      sections: [
        .init(
          heading: hasTestBed ? text("앱 만들기", "Make an app") : text("운영 키 받기", "Get your production keys"),
          paragraphs: [
            hasTestBed
              ? text(
                "가입한 뒤 ‘내 앱’에서 앱을 만드십시오. client_id와 client_secret을 받습니다. client_secret은 그때만 보입니다.",
                "Sign up, then make an app under “My apps”. You get a client_id and a client_secret; the secret is shown only then."
              )
              : text(
                "가입한 뒤 ‘내 앱’에서 앱을 만들어 이용을 신청하십시오. 계약 뒤에 client_id와 client_secret을 받고, 개통되면 호출할 수 있습니다.",
                "Sign up, make an app under “My apps” and apply for its use. After the contract you get a client_id and a client_secret, and can call once the service is open."
              )
          ]),
        hasTestBed
          ? .init(
            heading: text("사용자의 동의 받기", "Get a user's consent"),
            paragraphs: [
              text(
                "시험 환경에서는 한 번의 호출로 동의를 대신할 수 있습니다. 실제 흐름에서는 브라우저가 동의 화면을 엽니다.",
                "On the test bed one call stands for the consent. In earnest the browser opens the consent pages.")
            ],
            code:
              "curl '{url}/testbed/consents' \\\n  -d '{\"client_id\":\"YOUR_CLIENT_ID\",\"user\":\"TEST_USER_NAME\",\"scope\":\"login inquiry transfer\",\"redirect_uri\":\"YOUR_CALLBACK\"}'"
          )
          : .init(
            heading: text("사용자의 동의 받기", "Get a user's consent"),
            paragraphs: [
              text(
                "사용자의 브라우저를 동의 화면으로 보냅니다. 동의하면 콜백에 code가 옵니다.",
                "Send the user's browser to the consent pages. After a yes your callback gets a code.")
            ],
            code: authorizeURL),
        .init(
          heading: text("토큰으로 바꾸기", "Exchange the code for a token"),
          paragraphs: [text("code는 3분 동안 한 번 쓸 수 있습니다.", "The code is good once, for three minutes.")],
          code:
            "curl '{url}/oauth/2.0/token' -d grant_type=authorization_code -d code=CODE \\\n  -d client_id=YOUR_CLIENT_ID -d client_secret=YOUR_CLIENT_SECRET -d redirect_uri=YOUR_CALLBACK"
        ),
        .init(
          heading: text("계좌를 찾고 잔액 묻기", "Find the account, ask for its balance"),
          paragraphs: [
            text(
              "user/me의 res_list에 계좌마다 fintech_use_num이 있습니다. 계좌번호 대신 이것을 씁니다.",
              "The res_list of user/me has a fintech_use_num for each account: use it in place of the account number.")
          ],
          code:
            "curl -G '{url}/v1.0/user/me' -H \"Authorization: Bearer $TOKEN\" -d user_seq_no=USER_SEQ_NO\ncurl -G '{url}/v1.0/account/balance' -H \"Authorization: Bearer $TOKEN\" \\\n  -d fintech_use_num=FINTECH_USE_NUM -d tran_dtime=$(TZ=Asia/Seoul date +%Y%m%d%H%M%S)"
        ),
      ])
  }

  var oauth: Guide {
    Guide(
      slug: "oauth", title: text("OAuth 단계별로", "OAuth step by step"),
      lead: text("사용자 토큰과 이용기관 토큰, 그리고 갱신.", "A user's token, your own, and how to refresh."),
      sections: [
        .init(
          heading: text("사용자를 동의 화면으로", "Send the user to the consent pages"),
          paragraphs: [
            text(
              "redirect_uri는 등록한 것과 글자까지 같아야 합니다. state에는 추측할 수 없는 값을 넣고, 돌아온 값이 같은지 확인하십시오. PKCE(code_challenge)를 보내면 그것도 지킵니다.",
              "redirect_uri must equal a registered one letter by letter. Put something into state that nobody can guess, and compare what comes back. PKCE (code_challenge) is enforced when you send it."
            )
          ],
          code: authorizeURL
        ),
        .init(
          heading: text("돌아온 code", "The code that comes back"),
          paragraphs: [
            text(
              "동의하면 콜백에 code, scope, state가 옵니다. 거절하면 error=access_denied가 옵니다. 사용자가 일부만 동의할 수 있으니 scope를 보십시오. 같은 code를 두 번 쓰면 이미 준 토큰까지 취소됩니다.",
              "After a yes your callback gets code, scope and state; after a no, error=access_denied. A user may agree to a part only: look at scope. A code that is used twice revokes even what it gave."
            )
          ]),
        .init(
          heading: text("토큰 갱신", "Refreshing"),
          paragraphs: [
            text(
              "access_token은 90일 동안 유효합니다. O0003을 받으면 refresh_token으로 갱신하십시오. 답을 잃어버렸으면 옛 refresh_token으로 다시 해도 됩니다: 새 것을 처음 쓸 때까지 옛 것도 유효합니다.",
              "An access_token is good for 90 days. On O0003 use the refresh_token. Where the answer was lost, try again with the old one: it counts until the new one is first used."
            )
          ],
          code:
            "curl '{url}/oauth/2.0/token' -d grant_type=refresh_token -d refresh_token=REFRESH_TOKEN \\\n  -d client_id=YOUR_CLIENT_ID -d client_secret=YOUR_CLIENT_SECRET -d scope='login inquiry transfer'"
        ),
        .init(
          heading: text("이용기관 토큰", "Your own token"),
          paragraphs: [
            text(
              "입금이체, 성명조회, 은행 상태는 이용기관 자신의 토큰(scope oob)으로 호출합니다.",
              "Deposits, real names and the banks' status are called with your organisation's own token (scope oob).")
          ],
          code:
            "curl '{url}/oauth/2.0/token' -d grant_type=client_credentials -d scope=oob \\\n  -d client_id=YOUR_CLIENT_ID -d client_secret=YOUR_CLIENT_SECRET"
        ),
      ])
  }

  var transfers: Guide {
    Guide(
      slug: "transfers", title: text("이체와 결과 불명", "Transfers and unknown outcomes"),
      lead: text("돈은 한 번만 움직여야 합니다.", "Money must move once."),
      sections: [
        .init(
          heading: text("무엇이 성공입니까", "What counts as done"),
          paragraphs: [
            text(
              "rsp_code A0000과 bank_rsp_code 000이 함께여야 성공입니다. A0002는 은행이 거절한 것이고 돈은 움직이지 않았습니다.",
              "rsp_code A0000 together with bank_rsp_code 000. A0002 means that the bank refused: nothing moved.")
          ]),
        .init(
          heading: text("결과를 모를 때", "When the outcome is not known"),
          paragraphs: [
            text(
              "20초 동안 답이 없거나, rsp_code가 A0001, A0007, A0016, A0017이거나, bank_rsp_code가 400, 803, 804, 819, 822이면 실패가 아니라 모르는 것입니다.",
              "No answer within 20 seconds, rsp_code A0001, A0007, A0016 or A0017, or bank_rsp_code 400, 803, 804, 819 or 822 are no failure: nobody knows yet."
            ),
            text(
              "절대로 새 요청을 보내지 마십시오. transfer/result로 최종 결과가 나올 때까지 물으십시오. bank_tran_id를 받지 못했으면 transfer/recheck에 원거래의 내용을 보내십시오.",
              "Never send a new order. Ask transfer/result until there is a final row; where you got no bank_tran_id, send the original's details to transfer/recheck."
            ),
          ]),
        .init(
          heading: text("같은 요청을 다시 보내면", "The same order once more"),
          paragraphs: [
            text(
              "이용기관, tran_dtime, 계좌, 금액이 모두 같으면 같은 거래입니다. 두 번 움직이지 않고, 처음의 결과를 돌려받거나 A0326을 받습니다. 새 거래에는 새 tran_dtime을 쓰십시오.",
              "An order is known by organisation, tran_dtime, account and amount. It does not move twice: you get the first outcome again, or A0326. Give a new order a tran_dtime of its own."
            )
          ]),
      ] + (hasTestBed ? [tryingIt] : []))
  }

  private var tryingIt: Guide.Section {
    Guide.Section(
      heading: text("시험해 보기", "Try it"),
      paragraphs: [
        text(
          "앱의 시뮬레이터에서 ‘답이 사라짐’을 고르거나 아래처럼 정하고 출금이체를 보내 보십시오. 그다음 결과를 물으십시오. 이 앱의 호출에만 적용되며, 다른 개발자에게는 아무 일도 없습니다.",
          "In your app's simulator choose that an answer is lost, or say it as below; withdraw, and then ask for the result. It counts for this app's calls alone: nobody else meets it."
        )
      ],
      code:
        "curl '{url}/testbed/scenarios' -d '{\"client_id\":\"YOUR_CLIENT_ID\",\"client_secret\":\"YOUR_CLIENT_SECRET\",\"rules\":[{\"api\":\"transfer/withdraw\",\"question\":\"debit\",\"answer\":\"lost\",\"times\":\"1\"}]}'"
    )
  }

  var goingLive: Guide {
    Guide(
      slug: "going-live", title: text("실서비스 전에", "Before you go live"),
      lead: text("시험 환경에서 확인해 두어야 할 것.", "What to have tried on a test bed."),
      sections: [
        .init(
          heading: text("앱이 견뎌야 할 일", "What your app must stand"),
          paragraphs: [
            text(
              "토큰이 만료되면(O0003) 갱신하고, 갱신의 답을 잃어버려도 이어 갑니다.",
              "A token expires (O0003): refresh it, and go on even where that answer was lost."),
            text("결과를 모르는 이체를 다시 보내지 않고 확인합니다.", "A transfer's outcome is unknown: ask, and do not repeat."),
            text(
              "사용자가 동의를 철회하면(A0305, A0306, A0304) 저장한 번호를 지웁니다.",
              "A user withdraws the consent (A0305, A0306, A0304): forget the numbers you kept."),
            text("은행이 점검 중이거나 느릴 때 사용자에게 알립니다.", "A bank is closed or slow: tell your user."),
          ]),
        .init(
          heading: text("이용 신청", "Applying"),
          paragraphs: [
            text(
              "앱의 ‘실서비스 신청’에서 신청하고, 어디까지 왔는지 봅니다: 심사, 보안점검, 계약, 운영 키, 개통. 단계마다 메일이 옵니다.",
              "Apply under “Go live” of your app, and see there how far it has come: screening, security check, contract, production keys, opening. A letter tells of each step."
            ),
            hasTestBed
              ? text(
                "운영 키는 시험 키와 다르고, 개통 전이나 정지된 동안의 호출은 A0013으로 거절됩니다.",
                "Production keys are others than those in test; before the opening, and while a service is suspended, calls are refused with A0013."
              )
              : text(
                "개통 전이나 정지된 동안의 호출은 A0013으로 거절됩니다.",
                "Before the opening, and while a service is suspended, calls are refused with A0013."),
          ]),
        .init(
          heading: text("비밀 지키기", "Keep the secrets"),
          paragraphs: [
            text(
              "client_secret과 wd_pass_phrase는 서버에만 둡니다. 앱이나 웹 페이지에 넣지 마십시오. 새 키는 ‘client_secret 새로 받기’로 받고, 7일 안에 바꾸십시오.",
              "client_secret and wd_pass_phrase stay on your server, never in an app or a web page. Get a new secret under your app, and bring it out within seven days."
            ),
            text(
              "허용 IP를 정하면 이체 API와 토큰 발급이 그 주소에서만 됩니다.",
              "Set allowed IP addresses: transfer APIs and the token endpoint then take calls from there only."),
          ]),
        .init(
          heading: text("시험 환경과 실제의 차이", "Where a test bed differs"),
          paragraphs: [
            text(
              "시험 환경은 오래된 tran_dtime과 암호문구 NONE을 받습니다. 실서비스는 둘 다 거절합니다. 시계를 맞추고 자신의 암호문구를 쓰십시오.",
              "A test bed takes an old tran_dtime and the pass phrase NONE. Production refuses both: keep your clock right and use your own phrase."
            )
          ]),
      ])
  }
}
