import Crypto
import HTTPTypes
import Hummingbird
import MaruContract
import MaruDomain
import MaruGateway
import MaruOAuth
import MaruStore

/// Who is logged in.
struct Login: Sendable {
  let developer: Developer
  let session: SiteSession
}

/// One request of a browser: in which language, whose, with which form.
struct SiteVisit: Sendable {
  let language: PageLanguage
  /// What the browser sent as its secret, or will be given with the answer.
  let cookie: String
  let hasNewCookie: Bool
  /// A session in any stage; see ``developer`` for one that is logged in.
  let login: Login?
  let path: String
  let query: [WireValue.Member]
  let form: [WireValue.Member]
  let address: String
  let browser: String
  let isSecure: Bool
  let sender: RequestSender
  /// Whether banks and people of this hub are invented.
  let hasTestBed: Bool
  /// Parts of the path that the route names.
  let parameters: [String: String]

  /// Who is logged in, wholly.
  var developer: Developer? { login?.session.stage == .full ? login?.developer : nil }

  /// The sentence in the visit's language.
  func text(_ korean: String, _ english: String) -> String { language == .korean ? korean : english }

  /// A field of the form; empty where there is none.
  func field(_ name: String) -> String { form.first { $0.name == name }?.value.flatText ?? "" }

  /// Every value of a field that may come more than once.
  func fields(_ name: String) -> [String] { form.filter { $0.name == name }.compactMap(\.value.flatText) }

  /// A parameter of the query.
  func parameter(_ name: String) -> String { query.first { $0.name == name }?.value.flatText ?? "" }

  /// The hidden field that ties a form to the browser it was shown to: follows from the cookie, which no other site knows.
  var csrf: String {
    hexText(HMAC<SHA256>.authenticationCode(for: Array("form".utf8), using: SymmetricKey(data: Array(cookie.utf8))))
  }

  /// What head and foot of every page show.
  func view(title: String, _ more: [String: Any] = [:]) -> [String: Any] {
    var view: [String: Any] = [
      "language": text("ko", "en"), "title": title, "csrf": csrf, "path": path,
      "otherLanguage": [
        "href": otherLanguageLink, "tag": text("en", "ko"), "name": text("English", "한국어"),
      ],
      "navigation": navigation, "menuLabel": text("메뉴", "Menu"), "skip": text("본문으로 건너뛰기", "Skip to content"),
      "footer": hasTestBed
        ? text(
          "마루는 은행권 공동 오픈플랫폼 v1.0의 시험 환경입니다. 사람, 계좌, 돈은 모두 가상입니다.",
          "Maru is a test bed for the joint open platform v1.0. People, accounts and money are all invented.")
        : text("마루는 은행권 공동 오픈플랫폼 v1.0의 중계센터입니다.", "Maru is a hub of the joint open platform v1.0."),
    ]
    if developer != nil { view["logout"] = text("로그아웃", "Log out") }
    return view.merging(more) { _, new in new }
  }

  private var otherLanguageLink: String {
    let rest = query.filter { $0.name != "lang" }.compactMap { member in
      member.value.flatText.map { "\(percentEncoded(member.name))=\(percentEncoded($0))&" }
    }
    return "\(path)?\(rest.joined())lang=\(text("en", "ko"))"
  }

  private var navigation: [[String: Any]] {
    var entries = [
      (text("문서", "Docs"), "/developers/docs"), (text("라이브러리", "Libraries"), SDKScreen.path),
      (text("포럼", "Forum"), ForumScreen.path), (text("공지", "Notices"), NoticesScreen.path),
    ]
    if developer != nil {
      entries += [
        (text("지원", "Support"), SupportScreen.path), (text("내 앱", "Apps"), "/developers/apps"),
        (text("내 계정", "Account"), "/developers/account"),
      ]
    } else {
      entries += [(text("로그인", "Log in"), "/developers/login"), (text("가입", "Sign up"), "/developers/sign-up")]
    }
    return entries.map { name, href in
      var entry: [String: Any] = ["name": name, "href": href]
      if path == href || path.hasPrefix(href + "/") { entry["current"] = true }
      return entry
    }
  }
}
