import MaruDomain
import MaruStore

/// The bounds on what developers write, in the forum and to support, and on what they have sent to their webhooks.
enum PostBounds {
  /// Posts of one developer within an hour, in each of the three.
  static let postsPerHour = 20
  static let titleLengths = 3...100
  static let bodyLengths = 1...8_000

  /// What was typed, where it is as long as it may be and says something.
  static func text(_ typed: String, _ lengths: ClosedRange<Int>) -> String? {
    let text = String(String.UnicodeScalarView(typed.unicodeScalars.filter { $0.value != 0 }))
    return lengths.contains(text.count) && !text.allSatisfy(\.isWhitespace) ? text : nil
  }
}

extension Site {
  /// Notes that a developer writes in a `place`; false where they wrote as much as they may within an hour.
  func mayPost(
    in place: String, _ developer: Developer, atMost most: Int = PostBounds.postsPerHour
  ) async throws -> Bool {
    let (subject, now) = (accounts.digest("\(place)/\(developer.id)"), hub.world.now())
    return try await hub.store.write { session in
      try SiteAttemptTable.claim(
        subject, at: now, since: now.adding(seconds: -3_600), atMost: most, in: session)
    }
  }
}

extension SiteVisit {
  /// What is said of a title or a text of the wrong length.
  var wrongLengths: String {
    text("제목은 3자에서 100자, 내용은 8000자까지입니다.", "A title has 3 to 100 characters, a text up to 8000.")
  }
  /// What is said to whoever writes too much.
  var tooManyPosts: String {
    text(
      "한 시간에 \(PostBounds.postsPerHour)개까지 쓸 수 있습니다.", "\(PostBounds.postsPerHour) posts an hour are the most.")
  }
  /// What can be written.
  var markdownHint: String {
    text(
      "**굵게**, `코드`, ``` 코드 블록, - 목록, [이름](https://…)을 쓸 수 있습니다. 키와 토큰은 쓰지 마십시오.",
      "**bold**, `code`, ``` blocks, - lists and [links](https://…) can be used. Never post keys or tokens.")
  }
}
