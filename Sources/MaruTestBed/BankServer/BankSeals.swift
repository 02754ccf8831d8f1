import HTTPTypes
package import MaruBankLink
package import MaruDomain
import MaruGateway
import NIOHTTP1

/// A bank's side of sealed exchanges: takes requests that the hub sealed for this bank, each once, and seals the answers.
package struct BankSeals: Sendable {
  private let bank: BankCode
  private let signer: MessageSigner
  private let verifier: MessageVerifier
  private let memory: NonceMemory
  private let world: World

  /// `own` is the bank's key, `trusted` the hub's keys.
  package init(bank: BankCode, own: SealKey, trusted: [TrustedSeal], world: World) {
    self.bank = bank
    signer = MessageSigner(own)
    verifier = MessageVerifier(trusted)
    self.world = world
    memory = NonceMemory(since: world.now())
  }

  /// A request whose seal fits, and the label of its signature.
  struct Sealed {
    let message: SignedMessage
    let label: String
  }

  func check(_ request: IncomingRequest, body: [UInt8]) -> Result<Sealed, SignatureProblem> {
    let head = request.head
    var message = SignedMessage(
      .request(
        method: head.method.rawValue, target: head.uri, authority: head.headers.first(name: "host") ?? ""))
    message.reserve(head.headers.count)
    for (name, value) in head.headers { message.add(name, value) }
    do {
      let label = try verifier.request(message, body: body, to: bank, at: world.now(), memory: memory)
      return .success(Sealed(message: message, label: label))
    } catch let problem as SignatureProblem {
      return .failure(problem)
    } catch {
      return .failure(.malformed)
    }
  }

  func seal(_ answer: BankReply, for request: Sealed) throws -> HTTPAnswer {
    let sealed = try signer.answer(
      status: answer.status.code, body: answer.body, to: (request.message, request.label), at: world.now())
    return answer.http(
      sealed.fields.compactMap { field in HTTPField.Name(field.name).map { ($0, field.value) } })
  }
}
