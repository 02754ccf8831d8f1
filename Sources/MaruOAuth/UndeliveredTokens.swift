import MaruDomain
import MaruStore
import Synchronization

/// Tokens that nobody ever got: their database was lost at the commit, so that their client was told to try again. Where they are
/// there after all, they are taken back, and the code that they were given for is as good as before.
///
/// Without this, the client's second try would look like somebody else's use of its code and end the user's grant. Held in memory: a
/// hub that dies before the database is back leaves a used code, and the user agrees once more.
final class UndeliveredTokens: Sendable {
  /// Digests only.
  struct Tokens: Sendable {
    let code: [UInt8]
    let access: [UInt8]
    let refresh: [UInt8]

    /// Does nothing where their commit had come to nothing, or where they were taken back before.
    func takeBack(in session: any SQLSession) throws {
      guard try AccessTokenTable.delete(access, in: session) else { return }
      try RefreshTokenTable.delete(refresh, in: session)
      try CodeTable.reopen(code, in: session)
    }
  }

  private let limit: Int
  /// By the code's digest; several tries for one code can be lost.
  private let waiting = Mutex<[[UInt8]: [Tokens]]>([:])

  init(limit: Int) { self.limit = limit }

  /// Remembers tokens; beyond the limit, none.
  func add(_ tokens: Tokens) {
    waiting.withLock { waiting in
      guard waiting.count < limit else { return }
      waiting[tokens.code, default: []].append(tokens)
    }
  }

  func given(for code: [UInt8]) -> [Tokens] { waiting.withLock { $0[code] ?? [] } }

  var codes: [[UInt8]] { waiting.withLock { Array($0.keys) } }

  /// `count` of them, the first ones, are taken back.
  func forget(_ count: Int, givenFor code: [UInt8]) {
    waiting.withLock { waiting in
      let left = Array((waiting[code] ?? []).dropFirst(count))
      waiting[code] = left.isEmpty ? nil : left
    }
  }
}

extension AuthorizationServer {
  /// Takes back what nobody got, so that the client's next try succeeds at any hub; for a loop that calls it again and again.
  package func takeBackUndelivered() async {
    for code in undelivered.codes {
      let lost = undelivered.given(for: code)
      do {
        try await store.write { session in for tokens in lost { try tokens.takeBack(in: session) } }
      } catch {
        // Still away: the next round asks again.
        return
      }
      undelivered.forget(lost.count, givenFor: code)
    }
  }
}
