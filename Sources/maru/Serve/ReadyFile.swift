import Foundation
import MaruContract
import MaruDomain
import MaruTestBed

/// What a program needs to use a fresh hub: written when it is ready, so that anybody's tests can start one and go on.
struct ReadyFile: Sendable {
  let url: String
  let organisations: [TestOrganisation]
  let people: [SeededPerson]

  init(url: String, testBed: TestBed?, seeded: SeededPeople?) {
    self.url = url
    organisations = testBed?.organisations ?? []
    people = seeded?.people ?? []
  }

  var json: [UInt8] {
    var json = JSONWriter(capacity: 16_384)
    json.openObject()
    json.put("url", url)
    if let first = organisations.first { put(first, in: &json) }
    for second in organisations.dropFirst().prefix(1) {
      json.openObject("second_client")
      put(second, in: &json)
      json.closeObject()
    }
    json.openArray("users")
    for person in people { put(person, in: &json) }
    json.closeArray()
    json.closeObject()
    return json.bytes
  }

  private func put(_ organisation: TestOrganisation, in json: inout JSONWriter) {
    json.put("name", organisation.name.text)
    json.put("client_id", organisation.clientID.text)
    json.put("client_secret", organisation.clientSecret)
    json.put("redirect_uri", organisation.redirectURI)
    json.put("client_use_code", organisation.code.text)
    json.put("wd_pass_phrase", organisation.passPhrase)
    put("paying_account", organisation.payingAccount, in: &json)
    put("collection_account", organisation.collectionAccount, in: &json)
  }

  private func put(_ name: String?, _ account: BankAccount, state: String? = nil, in json: inout JSONWriter) {
    json.openObject(name)
    json.put("bank_code_std", account.bank.text)
    json.put("account_num", account.number.text)
    if let state { json.put("state", state) }
    json.closeObject()
  }

  private func put(_ person: SeededPerson, in json: inout JSONWriter) {
    json.openObject()
    json.put("name", person.person.name.text)
    json.put("birth_date", person.person.birthDate.wire)
    json.put("phone", person.person.phone)
    json.put("user_seq_no", person.user.text)
    json.openArray("accounts")
    for account in person.accounts { put(nil, account.account, state: account.state.rawValue, in: &json) }
    json.closeArray()
    json.closeObject()
  }

  /// What the file of a data directory says is the hub's address; nil where there is none.
  static func url(in directory: String) -> String? {
    FileManager.default.contents(atPath: directory + "/ready.json").flatMap { try? JSONReader.read([UInt8]($0)) }?[
      "url"]?
      .flatText
  }

  /// Writes the file; see ``JSONFile``.
  func write(to path: String) throws { try JSONFile.write(json, to: path) }
}

/// A file that somebody waits for.
enum JSONFile {
  /// Writes the whole file at once, so that whoever waits for it never reads a half.
  static func write(_ json: [UInt8], to path: String) throws {
    let part = path + ".part"
    _ = FileManager.default.createFile(
      atPath: part, contents: Data(json + [0x0A]), attributes: [.posixPermissions: 0o600])
    guard rename(part, path) == 0 else {
      throw CocoaError(.fileWriteUnknown)
    }
  }
}
