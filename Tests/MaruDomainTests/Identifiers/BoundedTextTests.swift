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
}
