import MaruDomain
import MaruHub
import MaruStore

/// What a developer types to support, checked.
struct SupportForm: Sendable {
  /// What is wrong with it.
  enum Trouble: Error, Sendable, Hashable {
    case kind
    case app
    case lengths
    /// No day that exists, or none that can be kept.
    case day
    case dayMissing
    /// The address is not that of a call of the developer's apps.
    case call
    case tooMany
  }

  /// A wish for a day reaches so far, in days.
  private static let furthestDay: Int64 = 366
  let question: SupportDesk.Question
  let body: String
  let call: AttachedCall?

  /// Reads a new request. Throws ``Trouble``.
  init(_ visit: SiteVisit, _ site: Site, by developer: Developer) async throws {
    guard let kind = SupportKind(rawValue: visit.field("kind")) else { throw Trouble.kind }
    var client: ClientID?
    if !visit.field("app").isEmpty {
      guard let app = try await site.apps.find(visit.field("app"), of: developer) else { throw Trouble.app }
      client = app.client.id
    }
    let day = try Self.day(visit.field("day"), today: site.hub.world.now().businessDate)
    guard day != nil || !kind.needsDay else { throw Trouble.dayMissing }
    guard let subject = PostBounds.text(visit.field("subject"), PostBounds.titleLengths) else { throw Trouble.lengths }
    body = try Self.body(visit)
    call = try await Self.call(visit, site, of: developer)
    question = SupportDesk.Question(
      kind: kind, client: client ?? call?.client, wishedDay: day,
      subject: subject.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    guard try await site.mayPost(in: "support", developer) else { throw Trouble.tooMany }
  }

  /// Reads what is added to a request. Throws ``Trouble``.
  static func addition(
    _ visit: SiteVisit, _ site: Site, by developer: Developer
  ) async throws -> (body: String, call: AttachedCall?) {
    let (body, call) = (try body(visit), try await call(visit, site, of: developer))
    guard try await site.mayPost(in: "support", developer) else { throw Trouble.tooMany }
    return (body, call)
  }

  private static func body(_ visit: SiteVisit) throws -> String {
    guard let body = PostBounds.text(visit.field("body"), PostBounds.bodyLengths) else { throw Trouble.lengths }
    return body
  }

  /// The day that is wished for, `2026-12-01` or `20261201`; nil where none is.
  private static func day(_ typed: String, today: BusinessDate) throws -> BusinessDate? {
    let text = typed.filter { !$0.isWhitespace && $0 != "-" && $0 != "." }
    if text.isEmpty { return nil }
    guard let day = BusinessDate(wire: text), (today...today.adding(days: furthestDay)).contains(day) else {
      throw Trouble.day
    }
    return day
  }

  /// The call that an address names: that of its page, or of the link that was made to share it.
  private static func call(_ visit: SiteVisit, _ site: Site, of developer: Developer) async throws -> AttachedCall? {
    let address = visit.field("call").filter { !$0.isWhitespace }.prefix { $0 != "?" && $0 != "#" }
    if address.isEmpty { return nil }
    let parts = address.split(separator: "/").map(String.init)
    let (page, shared) = (Array(parts.suffix(5)), Array(parts.suffix(3)))
    await site.keeper.flush()
    let found: KeptCall?
    if page.count == 5, page[0] == "developers", page[1] == "apps", page[3] == "calls",
      let app = try await site.apps.find(page[2], of: developer), let client = try await site.caller(of: app)
    {
      found = try await site.hub.store.read { try KeptCallTable.find(page[4], of: client, in: $0) }
    } else if shared.count == 3, shared[0] == "developers", shared[1] == "calls" {
      let hash = site.accounts.digest("call/\(shared[2])")
      found = try await site.hub.store.read { try KeptCallTable.find(shared: hash, in: $0) }
    } else {
      throw Trouble.call
    }
    // Somebody else's call, though its link be known, is not theirs to hand on.
    guard let found, try await site.app(calling: found.client, of: developer) != nil else { throw Trouble.call }
    return AttachedCall(client: found.client, id: found.id)
  }

  // MARK: The form

  static func view(
    _ visit: SiteVisit, _ apps: [DeveloperApp], _ trouble: Trouble? = nil
  ) -> FormView {
    let words = SupportWords(visit.language)
    let isFresh = visit.form.isEmpty
    func value(_ name: String) -> String { isFresh ? visit.parameter(name) : visit.field(name) }
    var form = FormView(
      heading: visit.text("지원 요청", "Ask support"),
      lead: visit.text(
        "운영 기관과 둘만 보는 글입니다. 답이 오면 메일로 알립니다.", "You and the operator alone see it. A letter tells you of each answer."),
      action: "\(SupportScreen.path)/new", submit: visit.text("보내기", "Send it"))
    form.selects = [
      .init(
        name: "kind", label: visit.text("무엇을", "What it is about"),
        options: SupportKind.allCases.map { ($0.rawValue, words.name(of: $0)) }, chosen: value("kind")),
      .init(
        name: "app", label: visit.text("앱", "App"),
        options: [("", visit.text("앱과 상관없음", "No app"))] + apps.map { ($0.client.id.text, $0.client.name) },
        chosen: value("app")),
    ]
    form.fields = [
      .init(
        name: "day", label: visit.text("희망하는 날", "Day you wish for"), value: value("day"),
        hint: visit.text("보안점검 일정에는 꼭 필요합니다. 예: 2026-12-01", "Needed for a security check. Like 2026-12-01"),
        inputMode: "numeric", longest: 10, isOptional: true),
      .init(name: "subject", label: visit.text("제목", "Subject"), value: value("subject"), longest: 100),
      .init(
        name: "body", label: visit.text("내용", "Text"), value: value("body"), hint: visit.markdownHint,
        longest: PostBounds.bodyLengths.upperBound, isLong: true),
      .init(
        name: "call", label: visit.callLabel, value: value("call"), hint: visit.callHint, longest: 300,
        isOptional: true),
    ]
    form.links = [(visit.text("지원 요청 목록", "All requests"), SupportScreen.path)]
    form.error = trouble.map { visit.words(for: $0) }
    return form
  }
}

extension SiteVisit {
  var callLabel: String { text("호출의 주소", "Address of a call") }
  var callHint: String {
    text(
      "호출 기록에 있는 호출 화면의 주소나 공유 링크. 운영 기관이 요청과 응답을 봅니다.",
      "That of a call's page, or the link that shares it. The operator sees request and answer.")
  }

  /// The sentence for what is wrong.
  func words(for trouble: SupportForm.Trouble) -> String {
    switch trouble {
    case .kind: text("무엇에 관한 요청인지 골라 주십시오.", "Please choose what it is about.")
    case .app: text("그런 앱은 없습니다.", "There is no such app.")
    case .lengths: wrongLengths
    case .day:
      text("오늘부터 한 해 안의 날을 2026-12-01처럼 적어 주십시오.", "Please give a day within a year from now, like 2026-12-01.")
    case .dayMissing: text("희망하는 날을 적어 주십시오.", "Please give the day that you wish for.")
    case .call: text("내 앱의 호출 주소가 아닙니다.", "This is not the address of a call of your apps.")
    case .tooMany: tooManyPosts
    }
  }
}
