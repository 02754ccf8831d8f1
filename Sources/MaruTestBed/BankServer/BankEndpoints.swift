package import Logging
package import MaruBankLink
import MaruContract
package import MaruDomain

/// What a simulated bank answers at each path of the bank-side API and of ISO 20022, whatever carries the question.
struct BankEndpoints: Sendable {
  private let operations: [String: BankOperations.Operation]
  private let messages: ISO20022Operations
  private let logger: Logger

  init(_ bank: SimulatedBank, logger: Logger) {
    operations = BankOperations(bank).byPath
    messages = ISO20022Operations(bank)
    self.logger = logger
  }

  /// What stands behind a path, and what its answers are; nil where there is nothing.
  func endpoint(at path: String) -> (answer: @Sendable ([UInt8]) async -> BankOutcome, type: BankMediaType)? {
    if path == ISO20022BankLink.path { return ({ await messages.answer($0) }, .xml) }
    guard let operation = operations[path] else { return nil }
    return ({ await outcome(of: operation, $0) }, .json)
  }

  private func outcome(of operation: BankOperations.Operation, _ body: [UInt8]) async -> BankOutcome {
    do {
      guard case .object(let members) = try JSONReader.read(body) else {
        return .refused(.cannotProcess, "본문은 JSON 객체여야 합니다. The body must be a JSON object.")
      }
      return try await operation(members)
    } catch let error as HubError {
      return .refused(.cannotProcess, error.message)
    } catch let failure as JSONReader.Failure {
      return .refused(.cannotProcess, "본문 JSON 오류 (byte \(failure.position): \(failure.reason)).")
    } catch {
      logger.error("unexpected error", metadata: ["error": "\(error)"])
      return .silent(.unreadable)
    }
  }
}

/// The way to a simulated bank of the same process for a connector that writes messages: the same bytes as over a network.
package struct InProcessChannel: BankChannel {
  private let endpoints: BankEndpoints

  package init(_ bank: SimulatedBank, logger: Logger) { endpoints = BankEndpoints(bank, logger: logger) }

  package func post(_ path: String, _ body: [UInt8], as type: BankMediaType, waited: Duration) async -> BankExchange {
    guard let endpoint = endpoints.endpoint(at: path), endpoint.type == type else { return .failed(.unreadable) }
    switch await endpoint.answer(body) {
    case .answered(let said): return .answered(status: 200, body: said)
    case .silent(let reason): return .failed(reason)
    }
  }
}

extension TestBed {
  /// The links to the banks, those of `iso20022` with ISO 20022 messages: everything else about them is the same.
  package func links(iso20022: Set<BankCode>, logger: Logger) -> [any BankLink] {
    banks.map { bank in
      guard iso20022.contains(bank.bank.code) else { return bank }
      return ISO20022BankLink(bank: bank.bank, client: InProcessChannel(bank, logger: logger), world: bank.world)
    }
  }
}
