import Hummingbird
import MaruDomain
import MaruGateway
import MaruOAuth
import MaruStore

/// `/developers/forum`: questions of developers, answers to them, and the answer that helped. Everybody reads, developers write.
struct ForumScreen: Sendable {
  static let path = "/developers/forum"
  private static let shown = 50
  /// So many answers stand on the first page.
  private static let nearAnswers = 5
  /// So many topics are looked at for one page of a search.
  private static let lookedAt = 500
  private static let mostWords = 5
  /// So many developers who find something out of place hide it.
  private static let flagsToHide = 3
  let site: Site
  private let searches = MinuteBound(each: 30, all: 600)

  init(site: Site) { self.site = site }

  func add(to router: Router<GatewayContext>) {
    site.get(Self.path, on: router) { visit in try await list(visit) }
    site.get("\(Self.path)/ask", for: .developers, on: router) { visit in ask(visit) }
    site.post("\(Self.path)/ask", for: .developers, on: router) { visit in
      guard let developer = visit.developer else { return site.redirect(Self.path) }
      guard let title = PostBounds.text(visit.field("title"), PostBounds.titleLengths),
        let body = PostBounds.text(visit.field("body"), PostBounds.bodyLengths)
      else { return ask(visit, error: visit.wrongLengths) }
      guard try await site.mayPost(in: "forum", developer) else { return ask(visit, error: visit.tooManyPosts) }
      let now = site.hub.world.now()
      let id = try await site.hub.store.write {
        try ForumTable.insertTopic(title, body, by: developer.id, at: now, in: $0)
      }
      return site.redirect("\(Self.path)/topics/\(id)")
    }
    let topic = "\(Self.path)/topics/:topic"
    site.get(topic, on: router) { visit in try await show(visit) }
    site.post("\(topic)/answer", for: .developers, on: router) { visit in try await answer(visit) }
    site.post("\(topic)/accept", for: .developers, on: router) { visit in
      try await act(visit) { developer, topic, post, _, session in
        try ForumTable.accept(post, of: topic, by: developer, in: session)
      }
    }
    site.post("\(topic)/withdraw", for: .developers, on: router) { visit in
      try await act(visit) { developer, _, post, _, session in
        try ForumTable.hide(post, by: developer, in: session)
      }
    }
    site.post("\(topic)/flag", for: .developers, on: router) { visit in
      try await act(visit) { developer, _, post, now, session in
        if try ForumTable.flag(post, by: developer, at: now, in: session) >= Self.flagsToHide {
          try ForumTable.hide(post, by: nil, in: session)
        }
      }
    }
  }

  // MARK: Writing

  private func ask(_ visit: SiteVisit, error: String? = nil) -> Site.Answer {
    var form = FormView(
      heading: visit.text("질문하기", "Ask a question"),
      lead: visit.markdownHint,
      action: "\(Self.path)/ask", submit: visit.text("올리기", "Post it"))
    form.fields = [
      FormView.Field(name: "title", label: visit.text("제목", "Title"), value: visit.field("title"), longest: 100),
      FormView.Field(
        name: "body", label: visit.text("내용", "Text"), value: visit.field("body"), longest: 8_000, isLong: true),
    ]
    form.links = [(visit.text("포럼", "Forum"), Self.path)]
    form.error = error
    return site.form(visit, form)
  }

  private func answer(_ visit: SiteVisit) async throws -> Site.Answer {
    guard let developer = visit.developer, let topic = try await topic(visit) else { return gone(visit) }
    guard let body = PostBounds.text(visit.field("body"), PostBounds.bodyLengths) else {
      return try await show(visit, error: visit.wrongLengths)
    }
    guard try await site.mayPost(in: "forum", developer) else {
      return try await show(visit, error: visit.tooManyPosts)
    }
    let now = site.hub.world.now()
    let id = try await site.hub.store.write {
      try ForumTable.answer(topic.id, body, by: developer.id, at: now, in: $0)
    }
    // The own answer is to be seen, on whatever page it stands.
    let isFar = topic.answers >= Self.nearAnswers
    return site.redirect("\(Self.path)/topics/\(topic.id)" + (isFar ? "?after=\(id - 1)" : ""))
  }

  /// What is done with one post of a topic, which the form names.
  private func act(
    _ visit: SiteVisit,
    _ work:
      @escaping @Sendable (
        _ developer: Int64, _ topic: Int64, _ post: Int64, _ now: Instant, _ session: any SQLSession
      ) throws -> Void
  ) async throws -> Site.Answer {
    guard let developer = visit.developer, let topic = try await topic(visit), let post = Int64(visit.field("post"))
    else { return gone(visit) }
    let now = site.hub.world.now()
    try await site.hub.store.write { try work(developer.id, topic.id, post, now, $0) }
    return site.redirect(post == topic.id ? Self.path : "\(Self.path)/topics/\(topic.id)")
  }

  // MARK: Reading

  private func count(_ answers: Int, _ visit: SiteVisit) -> String {
    visit.text("답 \(answers)개", answers == 1 ? "1 answer" : "\(answers) answers")
  }

  private func topic(_ visit: SiteVisit) async throws -> ForumTopic? {
    guard let id = Int64(visit.parameters["topic"] ?? "") else { return nil }
    return try await site.hub.store.read { try ForumTable.topic(id, in: $0) }
  }

  private func gone(_ visit: SiteVisit) -> Site.Answer {
    site.message(
      visit, visit.text("없는 글입니다", "No such post"),
      visit.text("지워졌거나, 처음부터 없었습니다.", "It was taken away, or never there."),
      link: (visit.text("포럼", "Forum"), Self.path), status: .notFound)
  }

  private func list(_ visit: SiteVisit) async throws -> Site.Answer {
    let query = String(visit.parameter("q").prefix(60))
    let words = query.split(separator: " ").prefix(Self.mostWords).map(String.init)
    guard words.isEmpty || searches.allows(visit.address, now: site.hub.world.now()) else {
      return site.message(
        visit, visit.text("잠시 후 다시", "In a moment"),
        visit.text("지금은 찾기가 많습니다. 1분 뒤에 다시 찾아 주십시오.", "There are many searches now. Please try again in a minute."),
        link: (visit.text("포럼", "Forum"), Self.path), status: .tooManyRequests)
    }
    let place = self.place(visit)
    let (topics, next) = try await site.hub.store.read {
      try ForumTable.topics(
        holding: words, behind: place ?? .start, looking: Self.lookedAt, atMost: Self.shown, in: $0)
    }
    var view: [String: Any] = [
      "heading": visit.text("포럼", "Forum"), "searchLabel": visit.text("글 찾기", "Search the forum"), "query": query,
      "searchButton": visit.text("찾기", "Search"),
      "ask": ["text": visit.text("질문하기", "Ask a question"), "href": "\(Self.path)/ask"],
      "topics": topics.map { topic in
        var row: [String: Any] = [
          "title": topic.title, "href": "\(Self.path)/topics/\(topic.id)",
          "about": count(Int(topic.answers), visit) + " · \(visit.moment(topic.activeAt))",
        ]
        if topic.accepted != nil { row["solved"] = visit.text("해결됨", "Solved") }
        return row
      },
    ]
    if let next {
      let search = words.isEmpty ? "" : "q=\(percentEncoded(query))&"
      view["older"] = [
        "text": words.isEmpty ? visit.text("더 오래된 글", "Older posts") : visit.text("더 오래된 글에서 찾기", "Search older posts"),
        "href": "\(Self.path)?\(search)before=\(next.activeAt.milliseconds)-\(next.id)",
      ]
    }
    if topics.isEmpty {
      view["empty"] =
        next == nil
        ? visit.text("글이 없습니다.", "No posts.")
        : visit.text("여기까지는 찾는 글이 없습니다.", "Nothing as far as this search has looked.")
    }
    return site.page(visit, "forum", title: visit.text("포럼", "Forum"), view)
  }

  /// Where a page of the list begins, as its link says; nil for the first.
  private func place(_ visit: SiteVisit) -> ForumTable.Place? {
    let parts = visit.parameter("before").split(separator: "-").map { Int64($0) }
    guard parts.count == 2, let moment = parts[0], let id = parts[1] else { return nil }
    return ForumTable.Place(activeAt: Instant(milliseconds: moment), id: id)
  }

  private func show(_ visit: SiteVisit, error: String? = nil) async throws -> Site.Answer {
    guard let topic = try await topic(visit) else { return gone(visit) }
    // Answers are numbered behind their question.
    let (after, typed) = (Int64(visit.parameter("after")), visit.field("body"))
    let found = try await site.hub.store.read {
      try ForumTable.answers(
        to: topic.id, after: after ?? topic.id, atMost: Int64(PageLoad.most + 1), in: $0)
    }
    let question = after == nil ? Markdown(topic.body).html : ""
    let answers = PageLoad.fitting(
      found, within: PageLoad.bytes - question.utf8.count - typed.utf8.count, atLeast: after == nil ? 0 : 1
    ) { Markdown($0.body).html }
    let link = "\(Self.path)/topics/\(topic.id)"
    var view: [String: Any] = [
      "heading": topic.title, "link": link, "all": ["text": visit.text("포럼", "Forum"), "href": Self.path],
      "answersHeading": count(Int(topic.answers), visit),
      "answers": answers.map { answer, html in
        var row = post(answer.id, answer.developer, html, answer.at, visit)
        if topic.accepted == answer.id {
          row["solved"] = visit.text("채택된 답", "Accepted answer")
        } else if topic.developer == visit.developer?.id {
          row["accept"] = visit.text("이 답을 채택", "Accept this answer")
        }
        return row
      },
    ]
    if after == nil {
      view["question"] = post(topic.id, topic.developer, question, topic.at, visit)
    } else {
      view["first"] = ["text": visit.text("질문과 처음 답", "The question and the first answers"), "href": link]
    }
    if answers.count < found.count {
      let last = answers.last?.post.id ?? after ?? topic.id
      view["more"] = ["text": visit.text("다음 답", "More answers"), "href": "\(link)?after=\(last)"]
    }
    if visit.developer == nil {
      view["login"] = [
        "text": visit.text("로그인하고 답하기", "Log in to answer"), "href": "/developers/login?next=\(link)",
      ]
    } else {
      view["answerForm"] = [
        "label": visit.text("내 답", "Your answer"), "typed": typed, "button": visit.text("답하기", "Answer"),
      ]
    }
    if let error { view["error"] = error }
    return site.page(
      visit, "topic", title: topic.title, view, status: error == nil ? .ok : .unprocessableContent)
  }

  private func post(
    _ id: Int64, _ developer: Int64, _ html: String, _ at: Instant, _ visit: SiteVisit
  ) -> [String: Any] {
    var view: [String: Any] = [
      "post": String(id), "html": html,
      "about": visit.text("개발자 \(developer)", "Developer \(developer)") + " · \(visit.moment(at))",
    ]
    if visit.developer?.id == developer {
      view["withdraw"] = visit.text("지우기", "Take it away")
    } else if visit.developer != nil {
      view["flag"] = visit.text("신고", "Report")
    }
    return view
  }
}
