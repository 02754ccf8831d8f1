import HTTPTypes
import Hummingbird
import MaruContract
import MaruDomain
import MaruHub
import MaruStore
import NIOCore

/// `/me`: what a person agreed to, and the way to end it, to take it along, and to be forgotten. Plain forms, no script; there with
/// and without the test bed.
struct MeRoutes: Sendable {
  private static let cookieName = "maru_me"
  private static let largestForm = 16 << 10
  /// Copies of one's data within a quarter of an hour: each reads every transfer.
  private static let mostCopies = 5
  /// Lines of the page of who saw what.
  private static let mostAccesses = 200
  let hub: Hub
  let pages: PageRenderer

  /// One request of a browser.
  private struct Call: Sendable {
    let request: Request
    let language: PageLanguage
    /// What the browser sent as its secret, or will be given with the answer.
    let cookie: String
    let isNew: Bool
    let members: [WireValue.Member]
    var views: MeViews {
      MeViews(texts: MeTexts(language: language), csrf: CrossSiteToken.make(cookie: cookie, visit: "me"))
    }
    func field(_ name: String) -> String { members.first { $0.name == name }?.value.flatText ?? "" }
  }

  func add(to router: Router<GatewayContext>) {
    router.get("/me") { request, _ in await answer(request) { try await start($0) } }
    post(router, "identity", identity)
    post(router, "number", number)
    post(router, "number/again", numberAgain)
    get(router, "end-everything", endEverything)
    get(router, "delete", erase)
    get(router, "accesses", accesses)
    get(router, "data.json", data)
    postInside(router, "end") { call, open, user in
      guard let service = AccountService(rawValue: call.field("service")),
        let number = FintechUseNumber(call.field("number"))
      else { return redirect() }
      try await hub.end(.service(service, of: number), of: user, language: call.language.rawValue)
      return redirect("?done=service")
    }
    postInside(router, "end-organisation") { call, open, user in
      guard let code = OrganisationCode(call.field("organisation")) else { return redirect() }
      try await hub.end(.organisation(code), of: user, language: call.language.rawValue)
      return redirect("?done=organisation")
    }
    postInside(router, "end-everything") { call, open, user in
      try await hub.end(.everything, of: user, language: call.language.rawValue)
      return redirect("?done=everything")
    }
    postInside(router, "delete") { call, open, user in
      let decision = try await hub.erase(user, language: call.language.rawValue)
      let texts = call.views.texts
      guard decision.outcome == .erased else {
        return page(
          "ended", call.views.ended(texts.waitingHeading, texts.waiting(decision.receipt, decision.openTransfers)))
      }
      try await hub.leaveMe(open)
      return page(
        "ended", call.views.ended(texts.erasedHeading, texts.erased(decision.receipt, decision.endedConsents)))
    }
    post(router, "leave") { call in
      if let open = try await hub.meVisit(cookie: call.cookie) { try await hub.leaveMe(open) }
      return redirect()
    }
  }

  // MARK: Who it is

  private func start(_ call: Call) async throws -> Response {
    guard let open = try await hub.meVisit(cookie: call.cookie) else {
      return identityPage(call, IdentityPrefill())
    }
    switch open.visit.phase {
    case .number: return page("number", call.views.number(open.visit))
    case .inside:
      let consents = try await hub.myConsents(of: open.visit.person)
      let done = call.request.uri.queryParameters.get("done")
      return page(
        "me", call.views.consents(consents, name: open.visit.person.name.text, done: words(done, call.views.texts)))
    }
  }

  private func words(_ done: String?, _ texts: MeTexts) -> String? {
    switch done {
    case "service": texts.serviceEnded
    case "organisation": texts.organisationEnded
    case "everything": texts.everythingEnded
    default: nil
    }
  }

  private func identityPage(_ call: Call, _ typed: IdentityPrefill, error: String? = nil) -> Response {
    page(
      "identity", call.views.identity(typed, testBed: hub.identity.showsOneTimeNumbers, error: error),
      status: error == nil ? .ok : .unprocessableContent)
  }

  private func identity(_ call: Call) async throws -> Response {
    let (typed, texts) = (IdentityPrefill(typed: call.field), ConsentTexts(language: call.language))
    guard let claim = typed.claim else { return identityPage(call, typed, error: texts.malformedIdentity) }
    do {
      try await hub.identifyMe(claim, cookie: call.cookie)
      return redirect()
    } catch ConsentTrouble.noSuchPerson {
      return identityPage(call, typed, error: texts.noSuchPerson)
    } catch ConsentTrouble.tooManyNumbers {
      return identityPage(call, typed, error: texts.tooManyNumbers)
    } catch let error as HubError where error.code == .registeredDataWrong {
      return identityPage(call, typed, error: call.views.texts.noAgency)
    }
  }

  private func number(_ call: Call) async throws -> Response {
    guard let open = try await hub.meVisit(cookie: call.cookie), open.visit.phase == .number else { return redirect() }
    let texts = ConsentTexts(language: call.language)
    func again(_ error: String) -> Response {
      page("number", call.views.number(open.visit, error: error), status: .unprocessableContent)
    }
    do {
      let cookie = try await hub.confirmMe(
        open, number: String(call.field("number").filter(\.isNumber).prefix(6)))
      return with(cookie, redirect(), call.request)
    } catch ConsentTrouble.numberWrong(let left) {
      return again(texts.numberWrong(left))
    } catch ConsentTrouble.numberExpired {
      return again(texts.numberExpired)
    } catch ConsentTrouble.tooManyTries {
      return page("ended", call.views.ended(texts.tooManyTitle, call.views.texts.over), status: .gone)
    }
  }

  private func numberAgain(_ call: Call) async throws -> Response {
    guard let open = try await hub.meVisit(cookie: call.cookie), open.visit.phase == .number else { return redirect() }
    do {
      try await hub.sendMeNumberAgain(open)
      return redirect()
    } catch ConsentTrouble.tooManyNumbers {
      let error = ConsentTexts(language: call.language).tooManyNumbers
      return page("number", call.views.number(open.visit, error: error), status: .unprocessableContent)
    }
  }

  // MARK: What can be done

  private func accesses(_ call: Call, _ open: OpenMeVisit) async throws -> Response {
    page("accesses", call.views.accesses(try await hub.myAccesses(of: open.visit.person, atMost: Self.mostAccesses)))
  }

  private func endEverything(_ call: Call, _ open: OpenMeVisit) async throws -> Response {
    let consents = try await hub.myConsents(of: open.visit.person)
    let texts = call.views.texts
    return page(
      "question",
      call.views.question(
        texts.endEverything, texts.endEverythingLead(Int64(consents.serviceCount)), lists: [],
        action: "/me/end-everything", submit: texts.endEverything))
  }

  private func erase(_ call: Call, _ open: OpenMeVisit) async throws -> Response {
    let texts = call.views.texts
    return page(
      "question",
      call.views.question(
        texts.erase, texts.eraseLead,
        lists: [(texts.goesHeading, texts.goes), (texts.staysHeading, texts.stays)], action: "/me/delete",
        submit: texts.eraseNow))
  }

  private func data(_ call: Call, _ open: OpenMeVisit) async throws -> Response {
    guard try await hub.mayCopy(open.visit.person, atMost: Self.mostCopies) else {
      let texts = call.views.texts
      return page("ended", call.views.ended(texts.download, texts.tooManyCopies), status: .tooManyRequests)
    }
    var headers = PageRenderer.securityHeaders(formTarget: nil, nonce: "none")
    headers[.contentType] = "application/json; charset=UTF-8"
    headers[.contentDisposition] = "attachment; filename=\"maru-my-data.json\""
    let json = try await hub.myData(of: open.visit.person)
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
  }

  // MARK: One request

  private func get(
    _ router: Router<GatewayContext>, _ name: String,
    _ work: @escaping @Sendable (Call, OpenMeVisit) async throws -> Response
  ) {
    router.get("/me/\(name)") { request, _ in
      await answer(request) { call in
        guard let open = try await hub.meVisit(cookie: call.cookie), open.visit.phase == .inside else {
          return redirect()
        }
        return try await work(call, open)
      }
    }
  }

  private func post(
    _ router: Router<GatewayContext>, _ step: String, _ work: @escaping @Sendable (Call) async throws -> Response
  ) {
    router.post("/me/\(step)") { request, _ in
      await answer(request) { call in
        let (sent, due) = (Array(call.field("csrf").utf8), Array(call.views.csrf.utf8))
        // A form is only taken from a page that this browser was shown.
        guard !call.isNew, equalInConstantTime(sent, due) else {
          return page(
            "ended", call.views.ended(call.views.texts.startAgain, call.views.texts.tooOld), status: .forbidden)
        }
        return try await work(call)
      }
    }
  }

  /// A form of somebody who is inside, and whom the platform knows.
  private func postInside(
    _ router: Router<GatewayContext>, _ step: String,
    _ work: @escaping @Sendable (Call, OpenMeVisit, UserSeqNo) async throws -> Response
  ) {
    post(router, step) { call in
      guard let open = try await hub.meVisit(cookie: call.cookie), open.visit.phase == .inside,
        let user = try await hub.myConsents(of: open.visit.person).person?.user
      else { return redirect() }
      return try await work(call, open, user)
    }
  }

  private func answer(_ request: Request, _ work: (Call) async throws -> Response) async -> Response {
    let query = (try? RequestMembers.form((request.uri.query ?? "").utf8)) ?? []
    let language = request.pageLanguage(query)
    let sent = request.secretCookie(MeRoutes.cookieName)
    let secret = sent ?? hub.world.randomHex(bytes: 32)
    do {
      var members: [WireValue.Member] = []
      if request.method == .post {
        let body = try await request.body.collect(upTo: MeRoutes.largestForm)
        members = try RequestMembers.form(Array(body.readableBytesView))
      }
      let call = Call(request: request, language: language, cookie: secret, isNew: sent == nil, members: members)
      var response = try await work(call)
      if sent == nil { response = with(secret, response, request) }
      if query.contains(where: { $0.name == "lang" }) {
        response.headers.append(LanguageCookie.field(call.views.texts.tag, isSecure: request.isSecure))
      }
      return response
    } catch {
      return failed(error, request, language)
    }
  }

  private func failed(_ error: any Error, _ request: Request, _ language: PageLanguage) -> Response {
    let views = MeViews(texts: MeTexts(language: language), csrf: "")
    switch error {
    case is ConsentTrouble, is NIOTooManyBytesError:
      return page("ended", views.ended(views.texts.startAgain, views.texts.over), status: .gone)
    default:
      let known = hub.known(error, call: CallStamp(id: newCallID(), at: hub.world.now()))
      if known.code == .formatError {
        return page("ended", views.ended(views.texts.startAgain, views.texts.tooOld), status: .badRequest)
      }
      let words = views.texts.text(known.code.korean, known.code.english)
      let isForeign = known.code == .fintechUseNumberMismatch
      return page(
        "ended", views.ended(views.texts.startAgain, words), status: isForeign ? .notFound : .internalServerError)
    }
  }

  private func page(_ name: String, _ view: [String: Any], status: HTTPResponse.Status = .ok) -> Response {
    pages.page(name, view, nonce: hub.world.randomHex(bytes: 12), status: status)
  }

  private func redirect(_ query: String = "") -> Response { PageRenderer.seeOther("/me\(query)") }

  private func with(_ cookie: String, _ response: Response, _ request: Request) -> Response {
    var response = response
    let secure = request.isSecure ? "; Secure" : ""
    response.headers.append(
      .init(
        name: .setCookie,
        value: "\(MeRoutes.cookieName)=\(cookie); Path=/me; HttpOnly; SameSite=Lax\(secure)"))
    return response
  }
}
