import TestSupport
import Testing

extension TestHub {
  /// The hub's book is sound: chain, balances, entries of every stage, sum zero (M-01).
  func requireSoundBook(sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let findings = try await bookFindings()
    #expect(findings.isEmpty, "\(findings)", sourceLocation: sourceLocation)
  }
}
