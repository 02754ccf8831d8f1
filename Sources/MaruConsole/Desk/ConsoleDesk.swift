import HTTPTypes
import Hummingbird
import MaruContract
import MaruDomain
import MaruGateway
import MaruHub
import MaruStore
import NIOCore

/// What the screens share: reading a browser's request, asking who it is and whether they may, and answering.
struct ConsoleDesk: Sendable {
  /// Eight thousand Korean characters, each nine when it is sent, and what is beside them.
  private static let largestForm = 96 << 10
  let hub: Hub
  let renderer: ConsoleRenderer
  let accounts: OperatorAccounts
  let onboarding: Onboarding
  var realm = ConsoleRealm.operations

  /// What a screen answers, and what the browser is to keep from now on.
  struct Answer {
    enum Cookie {
      case keep
      case replace(String)
      case forget
    }
    var response: Response
    var cookie = Cookie.keep
  }

  typealias Handler = @Sendable (ConsoleVisit) async throws -> Answer

  /// A page; `act` is what the operator must be allowed to do, nil for pages before the login.
  func get(_ path: String, _ act: OperatorAct?, on router: Router<GatewayContext>, _ work: @escaping Handler) {
    router.get(RouterPath(path)) { request, context in await answer(request, context, act, isForm: false, work) }
  }

  /// A form, which is only taken from a page of ours that this browser was shown.
  func post(_ path: String, _ act: OperatorAct?, on router: Router<GatewayContext>, _ work: @escaping Handler) {
    router.post(RouterPath(path)) { request, context in await answer(request, context, act, isForm: true, work) }
  }

  // MARK: Answers

  func page(_ visit: ConsoleVisit, _ sheet: Sheet, status: HTTPResponse.Status? = nil) -> Answer {
    var view = visit.frame
    view.merge(sheet.view) { _, new in new }
    view["title"] = "\(sheet.heading) · 마루"
    let status = status ?? (sheet.error == nil ? .ok : .unprocessableContent)
    return Answer(response: renderer.page(view, status: status))
  }

  func redirect(_ location: String, cookie: Answer.Cookie = .keep) -> Answer {
    Answer(response: .seeOther(location, ConsoleRenderer.securityHeaders), cookie: cookie)
  }

  /// A file to keep.
  func file(_ name: String, type: String, _ text: String) -> Answer {
    var headers = ConsoleRenderer.securityHeaders
    headers[.contentType] = type
    headers[.contentDisposition] = "attachment; filename=\"\(name)\""
    return Answer(
      response: Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text))))
  }

  func notFound(_ visit: ConsoleVisit) -> Answer {
    page(
      visit,
      Sheet(
        heading: visit.text("찾을 수 없습니다", "Not found"),
        lead: visit.text("그런 것은 없습니다.", "There is no such thing."), isWide: false), status: .notFound)
  }

  /// Writes down what is done here.
  func note(_ visit: ConsoleVisit, _ act: String, _ subject: String, _ words: String = "") async throws {
    let record = visit.record(act, subject, words, at: hub.world.now())
    try await hub.store.write { try AuditTable.append(record, in: $0) }
  }

  /// What somebody gets whose role does not allow what they asked for; that they tried is written down.
  func refused(_ visit: ConsoleVisit, _ person: Operator, _ act: OperatorAct) async throws -> Answer {
    try await note(visit, "refused", visit.path, act.rawValue)
    return page(
      visit,
      Sheet(
        heading: visit.text("권한이 없습니다", "Not for your role"),
        lead: visit.text(
          "'\(person.role.korean)' 역할은 이 일을 할 수 없습니다. 이 시도는 기록되었습니다.",
          "The role '\(person.role.english)' may not do this. That you tried is on record."), isWide: false),
      status: .forbidden)
  }

  // MARK: One request

  private func answer(
    _ request: Request, _ context: GatewayContext, _ act: OperatorAct?, isForm: Bool, _ work: Handler
  ) async -> Response {
    do {
      var form: [WireValue.Member] = []
      if isForm {
        let body = try await request.body.collect(upTo: Self.largestForm)
        form = try RequestMembers.form(Array(body.readableBytesView))
      }
      let visit = try await visit(request, context, form)
      var answer = try await answer(visit, request, act, isForm, work)
      keep(visit, &answer)
      return answer.response
    } catch {
      return failed(error, request)
    }
  }

  private func answer(
    _ visit: ConsoleVisit, _ request: Request, _ act: OperatorAct?, _ isForm: Bool, _ work: Handler
  ) async throws -> Answer {
    if isForm, !isOurs(request, visit) {
      return page(
        visit,
        Sheet(
          heading: visit.text("다시 시도해 주십시오", "Please try again"),
          lead: visit.text(
            "이 양식은 오래되었거나 다른 곳에서 왔습니다. 페이지를 다시 열어 주십시오.",
            "This form is too old, or came from elsewhere. Please open the page again."), isWide: false),
        status: .forbidden)
    }
    guard let act else { return try await work(visit) }
    guard let person = visit.person else { return redirect("\(realm.root)/login") }
    guard person.role.may(act) else { return try await refused(visit, person, act) }
    // A bank's people see their own bank; that they asked for another one is written down.
    if realm == .bank, let code = visit.parameters["code"], code != person.bank?.text {
      return try await refused(visit, person, act)
    }
    return try await work(visit)
  }

  /// The token of the form, and what the browser itself says of where the request comes from .
  private func isOurs(_ request: Request, _ visit: ConsoleVisit) -> Bool {
    !request.isFromElsewhere && !visit.hasNewCookie
      && equalInConstantTime(Array(visit.field("csrf").utf8), Array(visit.csrf.utf8))
  }

  private func visit(
    _ request: Request, _ context: GatewayContext, _ form: [WireValue.Member]
  ) async throws -> ConsoleVisit {
    let sent = request.secretCookie(realm.cookieName)
    let query = (try? RequestMembers.form((request.uri.query ?? "").utf8)) ?? []
    var person: Operator?
    // A page that brings itself up to date says so: nobody need be there.
    let isUse = HTTPField.Name("Maru-Live").flatMap { request.headers[$0] } == nil
    if let sent { person = try await accounts.person(cookie: sent, isUse: isUse) }
    if let found = person, !realm.admits(found) { person = nil }
    return ConsoleVisit(
      realm: realm, language: request.pageLanguage(query), cookie: sent ?? hub.world.randomHex(bytes: 32),
      hasNewCookie: sent == nil,
      person: person,
      path: request.uri.path, query: query, form: form, address: context.sender.address?.description ?? "",
      isSecure: request.isSecure,
      parameters: Dictionary(
        context.parameters.map { (String($0.key), String($0.value)) }, uniquingKeysWith: { first, _ in first }))
  }

  private func keep(_ visit: ConsoleVisit, _ answer: inout Answer) {
    let rules = realm.cookieRules + (visit.isSecure ? "; Secure" : "")
    switch answer.cookie {
    case .keep where !visit.hasNewCookie: break
    case .keep: set("\(realm.cookieName)=\(visit.cookie)\(rules)", &answer)
    case .replace(let secret): set("\(realm.cookieName)=\(secret)\(rules)", &answer)
    case .forget: set("\(realm.cookieName)=\(rules); Max-Age=0", &answer)
    }
    if !visit.parameter("lang").isEmpty {
      answer.response.headers.append(LanguageCookie.field(visit.text("ko", "en"), isSecure: visit.isSecure))
    }
  }

  private func set(_ cookie: String, _ answer: inout Answer) {
    answer.response.headers.append(.init(name: .setCookie, value: cookie))
  }

  private func failed(_ error: any Error, _ request: Request) -> Response {
    let isTooLarge = error is NIOTooManyBytesError
    let isMalformed = (error as? HubError)?.code == .formatError
    if !isTooLarge, !isMalformed {
      hub.logger.error("unexpected error", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
    }
    let isKorean = PageLanguage.preferred(by: request.headers[.acceptLanguage]) == .korean
    let heading = isKorean ? "문제가 생겼습니다" : "Something went wrong"
    let sheet = Sheet(
      heading: heading,
      lead: isKorean ? "처리하지 못했습니다. 원인은 중계센터의 로그에 있습니다." : "This could not be done. The hub's log says why.",
      isWide: false)
    var view = sheet.view
    view["language"] = isKorean ? "ko" : "en"
    view["title"] = "\(heading) · 마루"
    view["brandLink"] = realm.root
    return renderer.page(
      view, status: isTooLarge ? .contentTooLarge : isMalformed ? .badRequest : .internalServerError)
  }
}
