import Foundation
import MaruDomain
import Testing

@Suite struct BoundedTextTests {
  @Test("a letter under a thousand accents is not one character: a length bounds the bytes too")
  func accents() {
    let stacked = "a" + String(repeating: "\u{301}", count: 1_000)
    #expect(stacked.count == 1)
    #expect(PrintContent(stacked) == nil)
    #expect(HolderName(stacked) == nil)
    #expect(AccountAlias(stacked) == nil)
  }

  @Test("Hangul that comes in its parts is as long as it looks")
  func parts() {
    let whole = String(repeating: "힣", count: 20)
    let parts = whole.decomposedStringWithCanonicalMapping
    #expect(parts.unicodeScalars.count == 60)
    #expect(PrintContent(parts) == PrintContent(whole))
    #expect(PrintContent(parts + "가") == nil)
  }

  @Test(
    "a length counts characters, however many bytes they have",
    arguments: [("", false), ("a", true), ("가", true), ("e\u{301}", true), ("🇰🇷", true)])
  func lengths(_ letter: String, _ isText: Bool) {
    #expect((PrintContent(letter) != nil) == isText)
    #expect((PrintContent(String(repeating: letter, count: 20)) != nil) == isText)
    #expect(PrintContent(String(repeating: letter, count: 21)) == nil)
  }
}
