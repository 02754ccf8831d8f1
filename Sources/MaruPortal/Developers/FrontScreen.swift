import Hummingbird
import MaruContract
import MaruGateway

/// `/developers`: what this is, and the next step, on one screen.
struct FrontScreen: Sendable {
  let site: Site

  func add(to router: Router<GatewayContext>) {
    site.get("/", on: router) { _ in site.redirect("/developers") }
    site.get("/developers", on: router) { visit in
      let title = visit.text("개발자", "Developers")
      return site.page(visit, "front", title: title, view(visit))
    }
  }

  private func view(_ visit: SiteVisit) -> [String: Any] {
    let isIn = visit.developer != nil
    return [
      "wide": true,
      "next": isIn
        ? ["text": visit.text("내 앱으로", "To my apps"), "href": "/developers/apps"]
        : ["text": visit.text("가입하기", "Sign up"), "href": "/developers/sign-up"],
      "second": ["text": visit.text("문서 보기", "Read the documentation"), "href": DocsScreen.path],
    ].merging(visit.hasTestBed ? testing(visit) : applying(visit)) { _, new in new }
  }

  /// The APIs that take calls, and the three of OAuth.
  private static let apis = Endpoints.all.count + 3

  private func testing(_ visit: SiteVisit) -> [String: Any] {
    [
      "heading": visit.text("오픈뱅킹, 오늘 오후에 시작하십시오", "Open banking, this very afternoon"),
      "lead": visit.text(
        "은행권 공동 오픈플랫폼의 API \(Self.apis)개를 모두 갖춘 시험 환경입니다. 기다릴 심사도, 손으로 등록할 응답도 없습니다. "
          + "가상의 은행과 사람이 실제처럼 답합니다.",
        "A test bed with all \(Self.apis) APIs of the joint open platform. No review to wait for, no answers to register by "
          + "hand: invented banks and people answer as real ones do."),
      "stepsHeading": visit.text("어떻게 시작합니까", "How it goes"),
      "steps": [
        step(
          visit.text("가입", "Sign up"),
          site.accounts.mail.reader == nil
            ? visit.text(
              "e메일 주소 하나면 됩니다. 확인 메일을 보내 드립니다.", "An e-mail address is enough; a confirming mail comes to it.")
            : visit.text(
              "e메일 주소 하나면 됩니다. 확인 메일은 시험 환경의 보낸편지함에 바로 보입니다.",
              "An e-mail address is enough. The confirming mail shows at once in the test bed's outbox.")),
        step(
          visit.text("동의", "Consent"),
          visit.text("시험 사용자가 되어 동의 화면에서 계좌를 연결합니다.", "Be a test user, and connect accounts in the consent pages.")),
        step(
          visit.text("호출", "Call"),
          visit.text(
            "잔액을 묻고 돈을 옮깁니다. 은행이 느리거나 닫혀 있을 때도 시험합니다.",
            "Ask for balances and move money, also while a bank is slow or closed.")),
      ],
    ]
  }

  /// Without a test bed: what leads to a live service, and what there is to look after.
  private func applying(_ visit: SiteVisit) -> [String: Any] {
    [
      "heading": visit.text("오픈뱅킹, 신청에서 개통까지", "Open banking, from application to opening"),
      "lead": visit.text(
        "은행권 공동 오픈플랫폼의 API \(Self.apis)개를 실서비스로 이용합니다. 신청이 어디까지 왔는지 이 사이트에서 보고, 단계마다 메일로 알려 드립니다.",
        "All \(Self.apis) APIs of the joint open platform for your live service. See here how far your application has come; "
          + "a letter tells of each step."),
      "stepsHeading": visit.text("어떻게 시작합니까", "How it goes"),
      "steps": [
        step(
          visit.text("가입", "Sign up"),
          visit.text("e메일 주소로 가입하고 확인 메일을 엽니다.", "Sign up with your e-mail address, and open the confirming mail.")),
        step(
          visit.text("신청", "Apply"),
          visit.text(
            "이용을 신청합니다. 심사와 보안점검, 계약이 이어집니다.",
            "Apply for use. Screening, security check and contract follow.")),
        step(
          visit.text("개통", "Go live"),
          visit.text(
            "운영 키를 받아 호출합니다. 호출 기록, 웹훅, 청구서를 여기에서 봅니다.",
            "Take your production keys and call. Your calls, webhooks and invoices are here.")),
      ],
    ]
  }

  private func step(_ name: String, _ words: String) -> [String: Any] { ["name": name, "words": words] }
}
