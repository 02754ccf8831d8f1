import HTTPTypes
import Hummingbird
import MaruContract
import MaruDomain
import MaruHub
import NIOCore

/// The consent pages, `/consent/{visit}`: plain forms, no script. Each POST answers with a redirect, or with the same page and
/// what to mend.
struct ConsentRoutes: Sendable {
  private static let cookieName = "maru_consent"
  private static let largestForm = 64 << 10
  let hub: Hub
  let pages: PageRenderer

  func add(to router: Router<GatewayContext>) {
    router.get("/consent/:visit") { request, context in await visit(request, context) { try await show($0, request) } }
    post(router, "identity", identity)
    post(router, "number", number)
    post(router, "number/again", numberAgain)
    post(router, "accounts", accounts)
    post(router, "accounts/again") { open, _ in
      try await hub.listAgain(open)
      return back(to: open)
    }
    post(router, "deny") { open, _ in redirect(try await hub.deny(open)) }
  }

  private func post(
    _ router: Router<GatewayContext>, _ step: String,
    _ work: @escaping @Sendable (OpenConsent, [WireValue.Member]) async throws -> Response
  ) {
    router.post("/consent/:visit/\(step)") { request, context in
      await visit(request, context) { open in
        let body = try await request.body.collect(upTo: ConsentRoutes.largestForm)
        let members = try RequestMembers.form(Array(body.readableBytesView))
        let (sent, due) = (text("csrf", members), csrf(of: request, open))
        guard equalInConstantTime(Array(sent.utf8), Array(due.utf8)) else { throw ConsentTrouble.gone }
        return try await work(open, members)
      }
    }
  }

  /// Opens the visit for the browser that owns it and turns what goes wrong into a page.
  private func visit(
    _ request: Request, _ context: GatewayContext, _ work: (OpenConsent) async throws -> Response
  ) async -> Response {
    // A visit that is over cannot say which language it had; the browser can.
    var language = PageLanguage.preferred(by: request.headers[.acceptLanguage])
    do {
      let open = try await hub.consent(context.parameters.get("visit") ?? "", cookie: cookie(of: request))
      language = open.session.language
      do {
        var response: Response
        do { response = try await work(open) } catch ConsentTrouble.otherStep { response = back(to: open) }
        if let cookie = open.newCookie {
          let secure = request.isSecure ? "; Secure" : ""
          response.headers[.setCookie] =
            "\(ConsentRoutes.cookieName)=\(cookie); Path=/consent/\(open.id); HttpOnly; SameSite=Lax\(secure)"
        }
        return response
      } catch let trouble as ConsentTrouble where trouble != .gone && trouble != .tooManyTries {
        throw ConsentTrouble.gone
      }
    } catch let trouble as ConsentTrouble {
      return ended(language, trouble)
    } catch {
      let known = hub.known(error, call: CallStamp(id: newCallID(), at: hub.world.now()))
      return [.internalFault, .timeExceeded].contains(known.code)
        ? Answer.refusal(known, stamp: CallStamp(id: newCallID(), at: hub.world.now())).response
        : ended(language, .gone)
    }
  }

  private func ended(_ language: PageLanguage, _ trouble: ConsentTrouble) -> Response {
    pages.page("ended", ConsentViews.ended(language, trouble), nonce: hub.world.randomHex(bytes: 12), status: .gone)
  }

  // MARK: The three pages

  private func show(_ open: OpenConsent, _ request: Request) async throws -> Response {
    var open = open
    if let wanted = request.uri.queryParameters.get("lang").flatMap({ PageLanguage(rawValue: $0) }) {
      open = try await hub.setLanguage(open, wanted)
    }
    let views = ConsentViews(open, csrf: csrf(of: request, open))
    switch open.session.phase {
    case .identity:
      return page("identity", views.identity(testBed: hub.identity.showsOneTimeNumbers), open)
    case .number: return page("number", views.number(), open)
    case .accounts:
      return page(
        "accounts",
        views.accounts(
          agreed: try await hub.agreed(open), consentDays: hub.settings.consentDays, now: hub.world.now()), open)
    }
  }

  private func identity(_ open: OpenConsent, _ members: [WireValue.Member]) async throws -> Response {
    let prefill = open.session.prefill
    let typed = prefill.isLocked ? prefill : IdentityPrefill(typed: { text($0, members) })
    let views = ConsentViews(open, csrf: text("csrf", members))
    func again(_ error: String) -> Response {
      page(
        "identity", views.identity(typed, testBed: hub.identity.showsOneTimeNumbers, error: error), open,
        status: .unprocessableContent)
    }
    guard let claim = typed.claim else { return again(views.texts.malformedIdentity) }
    do {
      try await hub.identify(open, claim)
    } catch ConsentTrouble.noSuchPerson {
      return again(views.texts.noSuchPerson)
    } catch ConsentTrouble.tooManyNumbers {
      return again(views.texts.tooManyNumbers)
    }
    return back(to: open)
  }

  private func number(_ open: OpenConsent, _ members: [WireValue.Member]) async throws -> Response {
    let views = ConsentViews(open, csrf: text("csrf", members))
    do {
      try await hub.confirm(open, number: String(text("number", members).filter(\.isNumber).prefix(6)))
      return back(to: open)
    } catch ConsentTrouble.numberWrong(let left) {
      return page("number", views.number(error: views.texts.numberWrong(left)), open, status: .unprocessableContent)
    } catch ConsentTrouble.numberExpired {
      return page("number", views.number(error: views.texts.numberExpired), open, status: .unprocessableContent)
    }
  }

  private func numberAgain(_ open: OpenConsent, _ members: [WireValue.Member]) async throws -> Response {
    do {
      try await hub.sendNumberAgain(open)
      return back(to: open)
    } catch ConsentTrouble.tooManyNumbers {
      let views = ConsentViews(open, csrf: text("csrf", members))
      return page("number", views.number(error: views.texts.tooManyNumbers), open, status: .unprocessableContent)
    }
  }

  private func accounts(_ open: OpenConsent, _ members: [WireValue.Member]) async throws -> Response {
    let chosen = ChosenAccounts(members)
    do {
      return redirect(
        try await hub.allow(
          open, chosen.choices(of: open.session.offered),
          text: ConsentText(version: ConsentTexts.version, language: open.session.language.rawValue)))
    } catch ConsentTrouble.nothingChosen {
      let views = ConsentViews(open, csrf: text("csrf", members))
      return page(
        "accounts",
        views.accounts(
          agreed: try await hub.agreed(open), consentDays: hub.settings.consentDays, now: hub.world.now(),
          chosen: chosen, error: views.texts.nothingChosen), open, status: .unprocessableContent)
    }
  }

  // MARK: Small parts

  private func page(
    _ name: String, _ view: [String: Any], _ open: OpenConsent, status: HTTPResponse.Status = .ok
  ) -> Response {
    pages.page(
      name, view, look: open.session.look, formTarget: PageRenderer.source(of: open.session.request.redirectURI),
      nonce: hub.world.randomHex(bytes: 12), status: status)
  }

  private func back(to open: OpenConsent) -> Response { redirect("/consent/\(open.id)") }

  private func redirect(_ location: String) -> Response { PageRenderer.seeOther(location) }

  private func text(_ name: String, _ members: [WireValue.Member]) -> String {
    members.first { $0.name == name }?.value.flatText ?? ""
  }

  private func cookie(of request: Request) -> String? { request.cookie(ConsentRoutes.cookieName) }

  /// A form is only taken from a page that this browser was shown: the token follows from cookie and visit.
  private func csrf(of request: Request, _ open: OpenConsent) -> String {
    CrossSiteToken.make(cookie: open.newCookie ?? cookie(of: request) ?? "", visit: open.id)
  }
}
