import Foundation
import MaruBankLink
import MaruDomain
import MaruTestBed

/// The directory that `maru certs` makes: certificates and keys of hub and banks, for TLS and for seals, under fixed names.
struct CredentialsDirectory: Sendable {
  let path: String

  /// A party with a certificate.
  enum Party: Sendable {
    case hub
    case bank(BankCode)

    var name: String {
      switch self {
      case .hub: "hub"
      case .bank(let code): "bank-\(code)"
      }
    }
  }

  var authority: String { file("ca.pem") }
  var authorityKey: String { file("ca.key") }
  func certificate(_ party: Party) -> String { file("\(party.name).pem") }
  func key(_ party: Party) -> String { file("\(party.name).key") }
  func seal(_ party: Party) -> String { file("\(party.name)-seal.pem") }
  func sealKey(_ party: Party) -> String { file("\(party.name)-seal.key") }
  /// The seal before the last renewal: taken as well until it ends, so that the two sides need not change at the same moment.
  func formerSeal(_ party: Party) -> String { file("\(party.name)-seal-former.pem") }

  private func file(_ name: String) -> String { path + "/" + name }
}

/// Certificates and keys as they are read at start. Throws ``Failure`` naming the file that is wrong.
enum CredentialFiles {
  static func text(_ path: String) throws -> String {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw Failure("\(path) cannot be read: 'maru certs --out DIR' makes test certificates")
    }
    return text
  }

  static func transport(authority: String, certificate: String, key: String) throws -> TransportCredentials {
    TransportCredentials(authority: try text(authority), certificate: try text(certificate), key: try text(key))
  }

  static func sealKey(_ path: String) throws -> SealKey {
    do {
      return try SealKey(pem: try text(path))
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure("\(path) holds no P-256 key in PEM")
    }
  }

  /// The trusted seals of a party: today's and, where it is there and still valid, the one before.
  static func seals(
    of party: CredentialsDirectory.Party, in directory: CredentialsDirectory, authority: String
  ) async throws -> [TrustedSeal] {
    let root = try text(authority)
    let now = World.live.now()
    let path = directory.seal(party)
    var seals: [TrustedSeal] = []
    do {
      seals.append(try await SealCertificate.trusted(try text(path), by: root, at: now))
    } catch let refused as SealCertificate.Refused {
      throw Failure("\(path): \(refused)")
    }
    if let former = try? text(directory.formerSeal(party)),
      let seal = try? await SealCertificate.trusted(former, by: root, at: now)
    {
      seals.append(seal)
    }
    return seals
  }
}
