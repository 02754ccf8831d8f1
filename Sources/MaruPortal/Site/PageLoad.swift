/// How much of what people wrote stands on one page: with style and script none is heavier than 100 KB, however much there is.
package enum PageLoad {
  /// Bytes of HTML that is made of texts. A text of eight thousand characters may need nearly as much by itself.
  package static let bytes = 56_000
  /// Texts on one page, short as they may be.
  package static let most = 20

  /// The first of `posts` whose HTML fits, and at least `least` of them.
  package static func fitting<Post>(
    _ posts: [Post], within bytes: Int = bytes, atLeast least: Int = 1, html: (Post) -> String
  ) -> [(post: Post, html: String)] {
    var (shown, room): ([(post: Post, html: String)], Int) = ([], bytes)
    for post in posts.prefix(most) {
      let html = html(post)
      room -= html.utf8.count
      guard room >= 0 || shown.count < least else { break }
      shown.append((post, html))
    }
    return shown
  }
}
