import Foundation
import HTTPTypes
import Hummingbird
import MaruContract
import MaruDomain
import MaruGateway
import MaruOAuth
import MaruHub
import MaruStore
import NIOCore

/// What the screens share: reading a browser's request, and answering it.
struct Site: Sendable {
  /// Eight thousand Korean characters, each nine when it is sent, and what is beside them.
  private static let largestForm = 96 << 10
  let hub: Hub
  let renderer: SiteRenderer
  let accounts: DeveloperAccounts
  let apps: DeveloperApps
  let documents: APIDocuments
  let keeper: CallKeeper
  /// Nil on a production hub.
  let testBed: SiteTestBed?
  let onboarding: Onboarding
  let webhooks: AppWebhooks
  let support: SupportDesk
  let tickets: UploadTickets

  /// What a screen answers: a page or a redirect, and what the browser is to keep from now on.
  struct Answer {
    /// What happens to the browser's secret.
    enum Cookie {
      case keep
      case replace(String)
      case forget
    }
    var response: Response
    var cookie = Cookie.keep
  }

  /// Whom a page is for.
  enum Audience {
    case everybody
    /// Developers who are logged in; others are asked to, and come back.
    case developers
  }

  typealias Handler = @Sendable (SiteVisit) async throws -> Answer

  func get(
    _ path: String, for audience: Audience = .everybody, on router: Router<GatewayContext>, _ work: @escaping Handler
  ) {
    router.get(RouterPath(path)) { request, context in await answer(request, context, audience, form: false, work) }
  }

  /// A form is only taken from a page of ours that this browser was shown.
  func post(
    _ path: String, for audience: Audience = .everybody, on router: Router<GatewayContext>, _ work: @escaping Handler
  ) {
    router.post(RouterPath(path)) { request, context in await answer(request, context, audience, form: true, work) }
  }

  /// What a form with a file brought.
  enum Upload: Sendable {
    /// Nil where no file was chosen.
    case form(MultipartForm.File?)
    case tooLarge
    /// It is no form with files, or was cut off or damaged on its way.
    case unreadable
  }

  /// A form with one file, in its field `file`; `upTo` bytes are taken of it.
  func upload(
    _ path: String, upTo most: Int, on router: Router<GatewayContext>,
    _ work: @escaping @Sendable (SiteVisit, Upload) async throws -> Answer
  ) {
    router.post(RouterPath(path)) { request, context in
      do {
        let body = try await request.body.collect(upTo: most)
        guard
          let form = MultipartForm(contentType: request.headers[.contentType] ?? "", Array(body.readableBytesView))
        else { return await answer(request, context, .developers, fields: nil) { try await work($0, .unreadable) } }
        return await answer(request, context, .developers, fields: form.members) { visit in
          try await work(visit, .form(form.files["file"]))
        }
      } catch {
        // Nothing of it was read, so nothing is done either: the page says why.
        return await answer(request, context, .developers, fields: nil) { try await work($0, .tooLarge) }
      }
    }
  }

  // MARK: Answers

  func page(
    _ visit: SiteVisit, _ template: String, title: String, _ view: [String: Any],
    status: HTTPResponse.Status = .ok, cookie: Answer.Cookie = .keep
  ) -> Answer {
    Answer(
      response: renderer.page(template, visit.view(title: "\(title) · 마루", view), status: status), cookie: cookie)
  }

  /// A screen that is one form; 422 where it says what is wrong with what was sent.
  func form(_ visit: SiteVisit, _ form: FormView) -> Answer {
    page(visit, "form", title: form.heading, form.view, status: form.error == nil ? .ok : .unprocessableContent)
  }

  /// One sentence and where to go on.
  func message(
    _ visit: SiteVisit, _ heading: String, _ words: String, link: (text: String, href: String)? = nil,
    status: HTTPResponse.Status = .ok, cookie: Answer.Cookie = .keep
  ) -> Answer {
    var view: [String: Any] = ["heading": heading, "words": words]
    if let link { view["link"] = ["text": link.text, "href": link.href] }
    return page(visit, "message", title: heading, view, status: status, cookie: cookie)
  }

  /// A file to keep.
  func file(_ name: String, type: String, _ text: String) -> Answer {
    var headers = SiteRenderer.securityHeaders
    headers[.contentType] = type
    headers[.contentDisposition] = "attachment; filename=\"\(name)\""
    return Answer(
      response: Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text))))
  }

  func redirect(_ location: String, cookie: Answer.Cookie = .keep) -> Answer {
    Answer(response: .seeOther(location, SiteRenderer.securityHeaders), cookie: cookie)
  }

  // MARK: One request

  private func answer(
    _ request: Request, _ context: GatewayContext, _ audience: Audience, form: Bool, _ work: Handler
  ) async -> Response {
    var members: [WireValue.Member]?
    do {
      if form {
        let body = try await request.body.collect(upTo: Site.largestForm)
        members = try RequestMembers.form(Array(body.readableBytesView))
      }
    } catch {
      return failed(request, error)
    }
    return await answer(request, context, audience, fields: members, work)
  }

  /// `fields`: those of the form that was sent; nil where there was none.
  private func answer(
    _ request: Request, _ context: GatewayContext, _ audience: Audience, fields: [WireValue.Member]?, _ work: Handler
  ) async -> Response {
    do {
      let visit = try await visit(request, context, form: fields ?? [])
      var answer = try await answer(visit, request, audience, isForm: fields != nil, work)
      keep(visit, request, &answer)
      return answer.response
    } catch {
      if !(error is HubError), !(error is NIOTooManyBytesError) {
        hub.logger.error("unexpected error", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
      }
      return failed(request, error)
    }
  }

  private func answer(
    _ visit: SiteVisit, _ request: Request, _ audience: Audience, isForm: Bool, _ work: Handler
  ) async throws -> Answer {
    if isForm, !isOurs(request, visit) {
      return message(
        visit, visit.text("다시 시도해 주십시오", "Please try again"),
        visit.text(
          "이 양식은 오래되었거나 다른 곳에서 왔습니다. 페이지를 다시 열어 주십시오.",
          "This form is too old, or came from elsewhere. Please open the page again."),
        link: (visit.text("처음으로", "To the start"), "/developers"), status: .forbidden)
    }
    if audience == .developers, visit.developer == nil {
      return redirect("/developers/login" + (isForm ? "" : "?next=\(percentEncoded(visit.path))"))
    }
    return try await work(visit)
  }

  /// The token of the form, and what the browser itself says of where the request comes from .
  private func isOurs(_ request: Request, _ visit: SiteVisit) -> Bool {
    !request.isFromElsewhere && !visit.hasNewCookie
      && equalInConstantTime(Array(visit.field("csrf").utf8), Array(visit.csrf.utf8))
  }

  private func visit(
    _ request: Request, _ context: GatewayContext, form: [WireValue.Member]
  ) async throws -> SiteVisit {
    let isSecure = request.isSecure
    let sent = request.secretCookie(SiteCookie.name(isSecure: isSecure))
    let query = (try? RequestMembers.form((request.uri.query ?? "").utf8)) ?? []
    var login: Login?
    if let sent { login = try await accounts.login(cookie: sent) }
    return SiteVisit(
      language: request.pageLanguage(query), cookie: sent ?? SiteCookie.fresh(hub.world), hasNewCookie: sent == nil,
      login: login,
      path: request.uri.path, query: query, form: form, address: context.sender.address?.description ?? "",
      browser: String((request.headers[.userAgent] ?? "").prefix(200)), isSecure: isSecure, sender: context.sender,
      hasTestBed: testBed != nil,
      parameters: Dictionary(
        context.parameters.map { (String($0.key), String($0.value)) }, uniquingKeysWith: { first, _ in first }))
  }

  private func keep(_ visit: SiteVisit, _ request: Request, _ answer: inout Answer) {
    let secure = visit.isSecure ? "; Secure" : ""
    let name = SiteCookie.name(isSecure: visit.isSecure)
    switch answer.cookie {
    case .keep where !visit.hasNewCookie: break
    case .keep:
      answer.response.headers.append(
        .init(name: .setCookie, value: "\(name)=\(visit.cookie)\(SiteCookie.rules)\(secure)"))
    case .replace(let secret):
      answer.response.headers.append(.init(name: .setCookie, value: "\(name)=\(secret)\(SiteCookie.rules)\(secure)"))
    case .forget:
      answer.response.headers.append(
        .init(name: .setCookie, value: "\(name)=\(SiteCookie.rules)\(secure); Max-Age=0"))
    }
    if !visit.parameter("lang").isEmpty {
      answer.response.headers.append(LanguageCookie.field(visit.text("ko", "en"), isSecure: visit.isSecure))
    }
  }

  private func failed(_ request: Request, _ error: any Error) -> Response {
    let isKorean = PageLanguage.preferred(by: request.headers[.acceptLanguage]) == .korean
    let (status, heading, words): (HTTPResponse.Status, String, String) =
      switch error {
      case is NIOTooManyBytesError:
        (.contentTooLarge, isKorean ? "너무 큽니다" : "Too large", isKorean ? "양식이 너무 큽니다." : "The form is too large.")
      case let error as HubError where error.code == .formatError:
        (.badRequest, isKorean ? "읽을 수 없습니다" : "Not readable", error.message)
      case let error as HubError where error.code == .apiQuotaExceeded:
        (
          .serviceUnavailable, isKorean ? "잠시 후 다시" : "In a moment",
          isKorean ? "지금은 요청이 많습니다. 잠시 후 다시 시도해 주십시오." : "There is a rush. Please try again in a moment."
        )
      default:
        (
          .internalServerError, isKorean ? "문제가 생겼습니다" : "Something went wrong",
          isKorean ? "처리하지 못했습니다. 원인은 중계센터의 로그에 있습니다." : "This could not be done. The hub's log says why."
        )
      }
    return renderer.page(
      "message",
      ["language": isKorean ? "ko" : "en", "title": "\(heading) · 마루", "heading": heading, "words": words],
      status: status)
  }
}

/// The site's own cookie.
enum SiteCookie {
  static let rules = "; Path=/; HttpOnly; SameSite=Lax"

  /// With TLS a name that browsers take only from us, whole host, over TLS (RFC 6265bis section 4.1.3.2).
  static func name(isSecure: Bool) -> String { isSecure ? "__Host-maru_session" : "maru_session" }

  /// 256 random bits.
  static func fresh(_ world: World) -> String { world.randomHex(bytes: 32) }
}
