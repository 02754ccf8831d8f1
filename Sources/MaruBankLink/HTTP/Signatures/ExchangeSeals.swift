package import MaruDomain

/// The hub's side of sealed exchanges with one bank: seals each request anew, and takes answers that the bank sealed for it.
package struct ExchangeSeals: Sendable {
  private let bank: BankCode
  private let signer: MessageSigner
  private let verifier: MessageVerifier
  private let world: World

  /// `own` is the hub's key, `trusted` the bank's keys.
  package init(bank: BankCode, own: SealKey, trusted: [TrustedSeal], world: World) {
    self.bank = bank
    signer = MessageSigner(own)
    verifier = MessageVerifier(trusted)
    self.world = world
  }

  func request(_ path: String, authority: String, body: [UInt8]) throws -> SealedMessage {
    try signer.request(
      method: "POST", target: path, authority: authority, body: body, to: bank, at: world.now(),
      nonce: world.randomHex(bytes: 16))
  }

  /// Throws ``SignatureProblem``.
  func check(
    status: Int, fields: some Sequence<(name: String, value: String)>, body: [UInt8], answering request: SealedMessage
  ) throws {
    var answer = SignedMessage(.answer(status: status))
    answer.reserve(fields.underestimatedCount)
    for (name, value) in fields { answer.add(name, value) }
    try verifier.answer(answer, body: body, to: request.message, at: world.now())
  }
}
