import MaruContract
import MaruDomain
import MaruStore

extension Hub {
  /// How many transfers a copy of one's data holds at most: the newest.
  private static let mostTransfers = 10_000
  private static let slice = 20_000
  /// Lines of who used what, newest: a year of three organisations.
  private static let mostUses = 3_000

  /// Everything that the platform keeps of a person, as JSON: who they are, what they agreed to and ended, who used it how
  /// often and when, and their transfers. Names are those of the wire; times are `yyyyMMddHHmmss`, KST.
  package func myData(of verified: VerifiedPerson) async throws -> [UInt8] {
    try await apart { try await self.collected(verified) }
  }

  private func collected(_ verified: VerifiedPerson) async throws -> [UInt8] {
    let consents = try await myConsents(of: verified)
    let accesses = try await myAccesses(of: verified, atMost: Hub.mostUses)
    var transfers: [StoredTransfer] = []
    if let user = consents.person?.user { transfers = try await self.transfers(of: user) }
    var json = JSONWriter(capacity: 16_384)
    json.openObject()
    json.put("format", "maru-my-data/1")
    json.put("made_dtime", world.now().dateTime.wire)
    if let person = consents.person { write(person, to: &json) }
    json.openArray("organisations")
    for organisation in consents.organisations { write(organisation, to: &json) }
    json.closeArray()
    json.openArray("consent_history")
    for record in consents.history { write(record, to: &json) }
    json.closeArray()
    json.openArray("accesses")
    for use in accesses.uses { write(use, to: &json) }
    json.closeArray()
    json.openArray("operator_looks")
    for look in accesses.looks {
      json.openObject()
      json.put("look_dtime", look.dateTime.wire)
      json.closeObject()
    }
    json.closeArray()
    json.put("transfers_complete_yn", transfers.count > Hub.mostTransfers ? "N" : "Y")
    json.openArray("transfers")
    for transfer in transfers.suffix(Hub.mostTransfers) { write(transfer, to: &json) }
    json.closeArray()
    json.closeObject()
    return json.bytes
  }

  /// Reads the table a slice at a time, each for itself: nobody waits for a person with a long history.
  private func transfers(of user: UserSeqNo) async throws -> [StoredTransfer] {
    var (found, after): ([StoredTransfer], Int64) = ([], 0)
    while true {
      let start = after
      let slice = try await store.read { session -> ([StoredTransfer], Int64)? in
        guard let end = try TransferTable.sliceEnd(after: start, rows: Hub.slice, in: session) else { return nil }
        return (try TransferTable.all(of: user, after: start, upTo: end, in: session), end)
      }
      guard let (transfers, end) = slice else { return found }
      found = (found + transfers).suffix(Hub.mostTransfers + 1)
      after = end
    }
  }

  private func write(_ person: Person, to json: inout JSONWriter) {
    json.openObject("person")
    json.put("user_seq_no", person.user.text)
    json.put("user_ci", person.ci)
    json.put("user_name", person.name.text)
    json.put("user_info", person.birthDate.wire)
    json.put("user_gender", person.gender)
    json.put("user_cell_no", person.phone)
    json.put("user_email", person.email)
    json.closeObject()
  }

  private func write(_ use: ConsentUse, to json: inout JSONWriter) {
    json.openObject()
    json.put("use_date", use.at.businessDate.wire)
    json.put("client_use_code", use.key.organisation.text)
    json.put("service", use.key.service)
    json.put("use_cnt", String(use.count))
    json.put("last_use_dtime", use.at.dateTime.wire)
    json.closeObject()
  }

  private func write(_ organisation: MyConsents.Organisation, to json: inout JSONWriter) {
    json.openObject()
    json.put("client_use_code", organisation.code.text)
    json.put("name", organisation.name)
    json.put("linked_dtime", organisation.linkedAt?.dateTime.wire ?? "")
    json.openObject("last_use_dtime")
    for (service, at) in organisation.lastUses.sorted(by: { $0.key < $1.key }) { json.put(service, at.dateTime.wire) }
    json.closeObject()
    json.openArray("accounts")
    for account in organisation.accounts {
      let registered = account.registered
      json.openObject()
      json.put("fintech_use_num", registered.fintechUseNumber.text)
      json.put("bank_code_std", registered.account.bank.text)
      json.put("bank_name", account.bankName)
      json.put("account_num", registered.account.number.text)
      json.put("account_holder_name", registered.holderName.text)
      json.put("account_alias", registered.alias.text)
      json.put("product_name", registered.productName)
      json.put("inquiry_agree_dtime", registered.inquiryAgreedAt?.dateTime.wire ?? "")
      json.put("transfer_agree_dtime", registered.transferAgreedAt?.dateTime.wire ?? "")
      json.closeObject()
    }
    json.closeArray()
    json.closeObject()
  }

  private func write(_ record: ConsentRecord, to json: inout JSONWriter) {
    json.openObject()
    json.put("recorded_dtime", record.at.dateTime.wire)
    json.put("client_use_code", record.organisation.text)
    json.put("client_id", record.client.text)
    json.put("fintech_use_num", record.fintechUseNumber?.text ?? "")
    json.put("service", record.service)
    json.put("action", record.action.rawValue)
    json.put("text_version", record.textVersion)
    json.put("language", record.language)
    json.closeObject()
  }

  /// The other side's account is theirs: it is masked.
  private func write(_ transfer: StoredTransfer, to json: inout JSONWriter) {
    let order = transfer.order
    json.openObject()
    json.put("received_dtime", order.receivedAt.dateTime.wire)
    json.put("client_use_code", order.organisation.text)
    json.put("bank_tran_id", order.bankTransactionID.text)
    json.put("bank_tran_date", order.bankTransactionDate.wire)
    json.put("tran_amt", String(order.amount.amount))
    json.put("payer_bank_code_std", order.payer.account.bank.text)
    json.put("payer_account_num", order.payer.account.number.text)
    json.put("payee_bank_code_std", order.payee.account.bank.text)
    json.put("payee_account_num_masked", order.payee.account.number.masked)
    json.put("stage", transfer.stage.code)
    json.closeObject()
  }
}

extension Hub {
  /// Whether a person may have one more copy now: each reads every transfer.
  package func mayCopy(_ person: VerifiedPerson, atMost limit: Int) async throws -> Bool {
    let (subject, now) = (digest("copy/\(person.ci)"), world.now())
    return try await store.write { session in
      try SiteAttemptTable.claim(subject, at: now, since: now.adding(seconds: -900), atMost: limit, in: session)
    }
  }
}
