import Hummingbird
import MaruDomain
import MaruGateway
import MaruHub
import MaruStore

/// `/developers/apps/{client}/live`: where the app stands on its way to a live service, what is next, and the applicant's steps.
struct LiveScreen: Sendable {
  let site: Site

  func add(to router: Router<GatewayContext>) {
    let path = "\(AppsScreen.path)/:client/live"
    get(path, on: router) { visit, app in try await show(visit, app) }
    get("\(path)/apply", on: router) { visit, app in
      let stage = try await stage(app)
      guard stage.isOver || LiveStep.apply.from.contains(stage) else { return site.redirect(link(app)) }
      return try await apply(visit, app)
    }
    post("\(path)/apply", on: router) { visit, app in
      do {
        let form = try ApplicationForm(visit)
        try await site.onboarding.apply(
          form.request, for: app.client.id, seen: visit.seenRevision, by: party(visit))
        return done(app)
      } catch let trouble as ApplicationForm.Trouble {
        return try await apply(visit, app, trouble)
      } catch Onboarding.Trouble.documentsMissing {
        return try await apply(visit, app, .documents)
      } catch let refusal as LiveRefusal {
        return try await show(visit, app, refusal)
      }
    }
    get("\(path)/security", on: router) { visit, app in
      guard try await stage(app) == .approved else { return site.redirect(link(app)) }
      return try await security(visit, app)
    }
    post("\(path)/security", on: router) { visit, app in
      let answers = Dictionary(
        uniqueKeysWithValues: SecurityItem.allCases.map { item in
          (item, visit.field(item.rawValue).split(whereSeparator: \.isWhitespace).joined(separator: " "))
        })
      do {
        return try await taking(visit, app) {
          try await site.onboarding.declare(answers, $0.id, seen: visit.seenRevision, by: party(visit))
        }
      } catch Onboarding.Trouble.answerMissing(let item) {
        return try await security(visit, app, missing: item)
      }
    }
    for step in [LiveStep.agree, .decline, .withdraw, .agreeAmendment, .declineAmendment] {
      if step != .agree, step != .agreeAmendment {
        get("\(path)/\(step.rawValue)", on: router) { visit, app in
          let one = try await site.onboarding.file(of: app.client.id)?.application
          guard step.from.contains(one?.stage ?? .test), !step.answersOffer || one?.awaitsAgreement == true else {
            return site.redirect(link(app))
          }
          return try await reason(visit, app, step)
        }
      }
      post("\(path)/\(step.rawValue)", on: router) { visit, app in
        let words = visit.field("words").split(whereSeparator: \.isWhitespace).joined(separator: " ")
        do {
          return try await taking(visit, app) {
            try await site.onboarding.take(
              step, $0.id, seen: visit.seenRevision, by: party(visit),
              words: String(words.prefix(LiveStep.reasonLengths.upperBound)))
          }
        } catch LiveRefusal.reasonMissing {
          return try await reason(visit, app, step, LiveWords(visit.language).words(for: .reasonMissing))
        }
      }
    }
    post("\(path)/keys", on: router) { visit, app in
      try await keys(visit, app) { one in
        let keys = try await site.onboarding.takeKeys(one.id, seen: visit.seenRevision, by: party(visit))
        return SecretPage(site: site).live(visit, keys, back: link(app))
      }
    }
    for key in LiveKey.allCases {
      post("\(path)/\(key.path)", on: router) { visit, app in
        try await keys(visit, app) { one in
          let value = try await site.onboarding.renew(key, one.id, seen: visit.seenRevision, by: party(visit))
          return SecretPage(site: site).renewed(visit, key, value, of: one, back: link(app))
        }
      }
    }
  }

  private func get(_ path: String, on router: Router<GatewayContext>, _ work: @escaping AppScreen.AppHandler) {
    site.get(path, for: .developers, on: router) { visit in try await site.withApp(visit, work) }
  }
  private func post(_ path: String, on router: Router<GatewayContext>, _ work: @escaping AppScreen.AppHandler) {
    site.post(path, for: .developers, on: router) { visit in try await site.withApp(visit, work) }
  }

  private func link(_ app: DeveloperApp) -> String { "\(AppsScreen.path)/\(app.client.id)/live" }
  private func done(_ app: DeveloperApp) -> Site.Answer { site.redirect("\(link(app))?done=1") }

  private func party(_ visit: SiteVisit) throws -> Onboarding.Party {
    guard let developer = visit.developer else { throw LiveRefusal.notTheirs }
    return .applicant(developer, from: visit.address)
  }

  private func stage(_ app: DeveloperApp) async throws -> LiveStage {
    try await site.onboarding.file(of: app.client.id)?.application.stage ?? .test
  }

  /// Runs a step on the app's application; what is not to be done now is said on the page.
  private func taking(
    _ visit: SiteVisit, _ app: DeveloperApp, _ work: (LiveApplication) async throws -> Void
  ) async throws -> Site.Answer {
    guard let file = try await site.onboarding.file(of: app.client.id) else { return site.redirect(link(app)) }
    do {
      try await work(file.application)
    } catch let refusal as LiveRefusal where refusal != .reasonMissing {
      return try await show(visit, app, refusal)
    }
    return done(app)
  }

  private func keys(
    _ visit: SiteVisit, _ app: DeveloperApp, _ work: (LiveApplication) async throws -> Site.Answer
  ) async throws -> Site.Answer {
    guard let file = try await site.onboarding.file(of: app.client.id) else { return site.redirect(link(app)) }
    do {
      return try await work(file.application)
    } catch let refusal as LiveRefusal {
      return try await show(visit, app, refusal)
    }
  }

  // MARK: Forms

  private func apply(
    _ visit: SiteVisit, _ app: DeveloperApp, _ trouble: ApplicationForm.Trouble? = nil
  ) async throws -> Site.Answer {
    let earlier = try await site.onboarding.file(of: app.client.id)?.application
    var form = ApplicationForm.view(
      visit, app, earlier: earlier?.request, documents: try await site.onboarding.documents(of: app.client.id),
      revision: earlier?.revision ?? 0, action: "\(link(app))/apply",
      trouble: trouble)
    form.links = [
      (visit.text("서류 올리기", "Upload documents"), DocumentsScreen.link(app.client.id)),
      (visit.text("다음에 하기", "Not now"), link(app)),
    ]
    return site.form(visit, form)
  }

  private func security(
    _ visit: SiteVisit, _ app: DeveloperApp, missing: SecurityItem? = nil
  ) async throws -> Site.Answer {
    let words = LiveWords(visit.language)
    let file = try await site.onboarding.file(of: app.client.id)
    let known = file?.answers ?? [:]
    var form = FormView(
      heading: visit.text("보안점검표", "Security check-list"),
      lead: visit.text(
        "항목마다 어떻게 지키는지 적어 주십시오. 보안 담당자가 확인합니다.",
        "Say of each item how it is met; a security officer checks it."), action: "\(link(app))/security",
      submit: words.button(for: .declare))
    form.hidden = [visit.seen(file?.application.revision ?? 0)]
    form.fields = SecurityItem.allCases.map { item in
      FormView.Field(
        name: item.rawValue, label: words.name(of: item),
        value: visit.form.isEmpty ? known[item] ?? "" : visit.field(item.rawValue),
        longest: SecurityItem.answerLengths.upperBound, isLong: true)
    }
    form.error = missing.map {
      visit.text("다섯 자 이상 적어 주십시오: ", "Please write five characters or more: ") + words.name(of: $0)
    }
    form.links = [(visit.text("다음에 하기", "Not now"), link(app))]
    return site.form(visit, form)
  }

  private func reason(
    _ visit: SiteVisit, _ app: DeveloperApp, _ step: LiveStep, _ error: String? = nil
  ) async throws -> Site.Answer {
    let revision = try await site.onboarding.file(of: app.client.id)?.application.revision ?? 0
    let label = LiveWords(visit.language).button(for: step)
    var form = FormView(
      heading: label,
      lead: lead(visit, step),
      action: "\(link(app))/\(step.rawValue)", submit: label)
    form.hidden = [visit.seen(revision)]
    form.fields = [
      .init(
        name: "words", label: visit.text("이유", "Reason"), value: visit.field("words"),
        longest: LiveStep.reasonLengths.upperBound, isLong: true, isOptional: !step.needsReason)
    ]
    form.error = error
    form.links = [(visit.text("그대로 두기", "Leave it as it is"), link(app))]
    return site.form(visit, form)
  }
}

extension LiveScreen {
  /// What follows from a step that is taken with a reason.
  private func lead(_ visit: SiteVisit, _ step: LiveStep) -> String {
    switch step {
    case .withdraw:
      visit.text(
        "이 신청은 끝나고, 되돌릴 수 없습니다. 앱은 그대로입니다.", "The application ends for good. The app stays as it is.")
    case .declineAmendment:
      visit.text("지금 계약이 그대로 적용됩니다.", "The contract goes on as it is.")
    default: visit.text("운영 기관이 계약을 다시 작성합니다.", "The operator will draw up another contract.")
    }
  }
}

extension SecretPage {
  /// The production keys.
  func live(_ visit: SiteVisit, _ keys: Onboarding.Keys, back: String) -> Site.Answer {
    page(
      visit, heading: visit.text("운영 키", "Production keys"),
      rows: [
        ("client_id", keys.client.text), ("client_secret", keys.secret), ("wd_pass_phrase", keys.passPhrase),
      ],
      hint: visit.text("지금만 보입니다. 서버에만 두십시오.", "Shown only now: keep them on your server.")
        + (visit.hasTestBed
          ? visit.text(" 시험 키는 그대로 시험에만 쓰입니다.", " The keys in test stay, for tests alone.") : ""),
      next: (visit.text("어디까지 왔나 보기", "See where it stands"), back))
  }

  /// One production key that was made anew.
  func renewed(
    _ visit: SiteVisit, _ key: LiveKey, _ value: String, of one: LiveApplication, back: String
  ) -> Site.Answer {
    let hint =
      switch key {
      case .secret:
        visit.text(
          "지금만 보입니다. 옛 키도 7일 동안 함께 쓸 수 있습니다.", "Shown only now. The old one works beside it for seven days.")
      case .passPhrase:
        visit.text(
          "지금만 보입니다. 옛 암호문구는 이제 쓸 수 없습니다. 서버의 것을 바로 바꾸십시오.",
          "Shown only now. The old one has ended: put this one on your server at once.")
      }
    return page(
      visit, heading: visit.text("새 운영 키", "A new production key"),
      rows: [("client_id", one.liveClient?.text ?? ""), (key.wireName, value)], hint: hint,
      next: (visit.text("어디까지 왔나 보기", "See where it stands"), back))
  }
}

extension LiveKey {
  /// The last part of the path that its button leads to.
  var path: String {
    switch self {
    case .secret: "secret"
    case .passPhrase: "pass-phrase"
    }
  }

  /// What calls name it.
  var wireName: String {
    switch self {
    case .secret: "client_secret"
    case .passPhrase: "wd_pass_phrase"
    }
  }
}

extension SiteVisit {
  private static let revisionField = "revision"

  /// The hidden field that ties a form to what was looked at. A form that comes back with what was wrong stays tied to what it was tied to.
  func seen(_ revision: Int64) -> (name: String, value: String) {
    (Self.revisionField, form.isEmpty ? "\(revision)" : field(Self.revisionField))
  }

  /// What the form is tied to; a revision that never was, where it says nothing.
  var seenRevision: Int64 { Int64(field(Self.revisionField)) ?? -1 }
}
