import MaruContract
import MaruDomain

/// What the demo takes from the ready file of `maru serve`: the client, the contract accounts and the users.
struct DemoReadyFile: Sendable {
  /// An organisation's application.
  struct Client: Sendable {
    let id: String
    let secret: String
    let redirectURI: String
    let organisation: OrganisationCode
    let passPhrase: PassPhrase
    let payingAccount: BankAccount
    let collectionAccount: BankAccount
  }
  /// A test person with the accounts that can be used.
  struct User: Sendable {
    let name: HolderName
    let birthDate: BusinessDate
    let number: UserSeqNo
    let accounts: [BankAccount]
  }

  let url: String
  let client: Client
  let secondClient: Client?
  let users: [User]

  /// Nil when `json` is no ready file, or one of a hub without a test bed.
  init?(json: [UInt8]) {
    guard let document = try? JSONReader.read(json), let url = document["url"]?.flatText,
      let client = Client(document)
    else { return nil }
    self.url = url
    self.client = client
    secondClient = document["second_client"].flatMap { Client($0) }
    users = (document["users"]?.elements ?? []).compactMap { User($0) }
    guard !users.isEmpty else { return nil }
  }
}

extension DemoReadyFile.Client {
  fileprivate init?(_ value: WireValue) {
    guard let id = value["client_id"]?.flatText, let secret = value["client_secret"]?.flatText,
      let redirectURI = value["redirect_uri"]?.flatText,
      let organisation = value["client_use_code"]?.flatText.flatMap({ OrganisationCode($0) }),
      let paying = value["paying_account"].flatMap({ BankAccount($0) }),
      let collection = value["collection_account"].flatMap({ BankAccount($0) }),
      let phrase = PassPhrase(value["wd_pass_phrase"]?.flatText ?? "NONE")
    else { return nil }
    self.init(
      id: id, secret: secret, redirectURI: redirectURI, organisation: organisation, passPhrase: phrase,
      payingAccount: paying, collectionAccount: collection)
  }
}

extension DemoReadyFile.User {
  fileprivate init?(_ value: WireValue) {
    guard let name = value["name"]?.flatText.flatMap({ HolderName($0) }),
      let birthDate = value["birth_date"]?.flatText.flatMap({ BusinessDate(wire: $0) }),
      let number = value["user_seq_no"]?.flatText.flatMap({ UserSeqNo($0) })
    else { return nil }
    let usable = (value["accounts"]?.elements ?? []).filter { ($0["state"]?.flatText ?? "normal") == "normal" }
    self.init(name: name, birthDate: birthDate, number: number, accounts: usable.compactMap { BankAccount($0) })
  }
}

extension BankAccount {
  fileprivate init?(_ value: WireValue) {
    guard let bank = value["bank_code_std"]?.flatText.flatMap({ BankCode($0) }),
      let number = value["account_num"]?.flatText.flatMap({ AccountNumber($0) })
    else { return nil }
    self.init(bank: bank, number: number)
  }
}
