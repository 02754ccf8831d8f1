import MaruDomain
import Testing

@testable import MaruStore

/// A stored row whose columns a test damages, with the way to read it.
enum StoredRow: String, CaseIterable, Sendable {
  case organisation, client, person, grant, code, accessToken, refreshToken, registered, consent, session, transfer,
    journal, orderKey, limit, serial, bankAccount, bankTransaction, bankLeg

  var migrations: [Migration] {
    switch self {
    case .bankAccount, .bankTransaction, .bankLeg: BankSchema.migrations
    default: HubSchema.migrations
    }
  }

  var table: String {
    switch self {
    case .organisation, .client, .person, .transfer, .journal: rawValue
    case .grant: "oauth_grant"
    case .code: "authorization_code"
    case .accessToken: "access_token"
    case .refreshToken: "refresh_token"
    case .registered: "registered_account"
    case .consent: "consent_record"
    case .session: "consent_session"
    case .orderKey: "order_key"
    case .limit: "limit_counter"
    case .serial: "serial_counter"
    case .bankAccount: "bank_account"
    case .bankTransaction: "bank_transaction"
    case .bankLeg: "bank_leg"
    }
  }

  private static let key = OrderKey(
    organisation: Samples.organisation, kind: .withdraw, requestedAt: Samples.now.dateTime, account: Samples.payer,
    amount: Samples.won(1))
  private static let counters = [
    LimitCounter("a", "20261124", Samples.won(10), .organisationWithdrawLimitDay)
  ]
  private static let range = HistoryRange(
    accountID: 1, from: DateTime(wire: "20000101000000")!, to: DateTime(wire: "20991231235959")!, inquiryType: .all)

  func insert(in session: any SQLSession) throws {
    switch self {
    case .organisation: try OrganisationTable.save(Samples.contract, in: session)
    case .client: try ClientTable.save(Samples.client, in: session)
    case .person: try PersonTable.insert(Samples.person, in: session)
    case .grant: try GrantTable.insert(Samples.grant, in: session)
    case .code: try CodeTable.insert(Samples.code, in: session)
    case .accessToken:
      try ClientTable.save(Samples.client, in: session)
      try AccessTokenTable.insert(Samples.accessToken, in: session)
    case .refreshToken: try RefreshTokenTable.insert(Samples.refreshToken, in: session)
    case .registered: try RegisteredAccountTable.insert(Samples.registered, at: Samples.now, in: session)
    case .consent: try ConsentRecordTable.append(Samples.consent, in: session)
    case .session: try ConsentSessionTable.insert(Samples.session, in: session)
    case .transfer: try TransferTable.insert(Samples.transfer(1), in: session)
    case .journal:
      try JournalTable.book(JournalEntry(booking: .debit, of: Samples.order(1)), at: Samples.now, in: session)
    case .orderKey: _ = try OrderKeyTable.claim(Self.key, for: 1, at: Samples.now, replacing: nil, in: session)
    case .limit: try LimitTable.add(Samples.won(1), to: Self.counters, in: session)
    case .serial: _ = try SerialTable.next("a", in: session)
    case .bankAccount: try BankAccountTable.insert(Samples.ledgerAccount(1), in: session)
    case .bankTransaction:
      try BankTransactionTable.append(
        Samples.line(1, at: "20261124093000", incoming: 1, came: true), in: session)
    case .bankLeg: try BankLegTable.insert(Samples.leg("a", line: 1), in: session)
    }
  }

  func read(in session: any SQLSession) throws {
    switch self {
    case .organisation: _ = try OrganisationTable.find(Samples.organisation, in: session)
    case .client: _ = try ClientTable.find(Samples.clientID, in: session)
    case .person: _ = try PersonTable.find(Samples.user, in: session)
    case .grant: _ = try GrantTable.find(7, in: session)
    case .code: _ = try CodeTable.find(Samples.code.hash, in: session)
    case .accessToken: _ = try AccessTokenTable.find(Samples.accessToken.hash, in: session)
    case .refreshToken: _ = try RefreshTokenTable.find(Samples.refreshToken.hash, in: session)
    case .registered: _ = try RegisteredAccountTable.find(Samples.fintech, in: session)
    case .consent: _ = try ConsentRecordTable.all(of: Samples.user, in: session)
    case .session: _ = try ConsentSessionTable.find(Samples.session.idHash, in: session)
    case .transfer: _ = try TransferTable.find(1, in: session)
    case .journal:
      _ = try JournalTable.page(after: Int64.min, atMost: 10, in: session)
      _ = try JournalTable.entries(ofTransfersAfter: Int64.min, upTo: Int64.max, in: session)
      try JournalTable.book(JournalEntry(booking: .credit, of: Samples.order(1)), at: Samples.now, in: session)
    case .orderKey: _ = try OrderKeyTable.find(Self.key, in: session)
    case .limit: _ = try LimitTable.broken(by: .greatest, Self.counters, in: session)
    case .serial: _ = try SerialTable.next("a", in: session)
    case .bankAccount: _ = try BankAccountTable.find(Samples.payer, in: session)
    case .bankTransaction:
      _ = try BankTransactionTable.page(
        Self.range, sortOrder: .ascending, after: nil, skipping: 0, atMost: 10, in: session)
      _ = try BankTransactionTable.count(Self.range, in: session)
    case .bankLeg:
      _ = try BankLegTable.nextPlace(at: Samples.payer.bank, on: Samples.now.businessDate, in: session)
      _ = try BankLegTable.find("a", at: Samples.payer.bank, in: session)
    }
  }
}

/// A disk or a hand may change a stored value: reading it is an error that says so, never a crash and never a wrong value.
@Suite struct DamagedValueTests {
  /// Wrong values of each kind of column, as SQL writes them. The last of a kind have a wrong type: SQLite keeps them.
  private static let amount = ["-1", "1000000000000", "9223372036854775807", "'x'", "x'01'"]
  private static let balance = ["-1000000000000", "1000000000000", "-9223372036854775808", "'x'"]
  private static let moment = ["9223372036854775807", "-9223372036854775808", "'x'", "x'01'"]
  private static let count = ["-1", "9223372036854775807", "-9223372036854775808", "'x'", "x'01'"]
  private static let number = ["'x'", "x'01'"]
  private static let scopes = ["-1", "16", "256", "257", "9223372036854775807", "'x'"]
  private static let bank = ["''", "'04'", "'0004'", "'AAA'", "'00４'", "x'303034'"]
  private static let account = ["''", "'12345'", "'12345678901234567'", "'123-45678'", "x'31'"]
  private static let name = ["''", "'aaaaaaaaaabbbbbbbbbbc'", "'a' || char(10)", "x'41'"]
  private static let branch = ["''", "'004123'", "'004123a'"]
  private static let organisation = ["''", "'m202600001'", "'M20260000'", "x'00'"]
  private static let user = ["''", "'110000000'", "'11000000011'"]
  private static let blob = ["'text'", "5"]
  private static let text = ["x'00'"]
  private static let enumeration = ["''", "'?'", "x'01'"]
  private static let day = ["''", "'20260230'", "'2026-1-1'", "'00000000'"]
  private static let second = ["''", "'20261124240000'", "'20260230000000'"]

  private static let columns: [(row: StoredRow, columns: [(String, [String])])] = [
    (
      .organisation,
      [
        ("name", name), ("collection_bank", bank), ("collection_account", account), ("paying_bank", bank),
        ("paying_account", account), ("withdraw_each", amount), ("withdraw_day", amount), ("withdraw_month", amount),
        ("deposit_each", amount), ("deposit_day", amount), ("deposit_month", amount), ("user_withdraw_each", amount),
        ("user_withdraw_day", amount), ("pass_phrase_hash", blob), ("allowed_addresses", text),
      ]
    ),
    (
      .client,
      [
        ("organisation", organisation), ("name", text), ("secret_hash", blob), ("redirect_uris", text),
        ("scopes", scopes), ("disabled", number),
      ]
    ),
    (.person, [("ci", text), ("name", name), ("birth_date", day), ("phone", text), ("gender", text), ("email", text)]),
    (
      .grant,
      [
        ("client_id", ["''", "'a b'"]), ("organisation", organisation), ("user_seq_no", user), ("scopes", scopes),
        ("created_at", moment), ("generation", count), ("used_generation", count), ("revoked_at", moment),
      ]
    ),
    (
      .code,
      [
        ("grant_id", number), ("redirect_uri", text), ("challenge", text), ("challenge_method", text),
        ("expires_at", moment), ("used_at", moment),
      ]
    ),
    (
      .accessToken,
      [
        ("grant_id", number), ("organisation", organisation), ("user_seq_no", user), ("scopes", scopes),
        ("expires_at", moment),
      ]
    ),
    (.refreshToken, [("grant_id", number), ("generation", count), ("expires_at", moment)]),
    (
      .registered,
      [
        ("organisation", organisation), ("user_seq_no", user), ("bank", bank), ("number", account), ("branch", branch),
        ("alias", ["''", "x'41'"]), ("holder_name", name), ("type", enumeration), ("product", text),
        ("inquiry_agreed_at", moment), ("transfer_agreed_at", moment), ("payer_number", text),
      ]
    ),
    (
      .consent,
      [
        ("organisation", organisation), ("client_id", ["''"]),
        ("fintech_use_num", ["''", "'12345678901234567890123'"]),
        ("service", text), ("action", enumeration), ("recorded_at", moment), ("expires_at", moment),
        ("text_version", text), ("language", text),
      ]
    ),
    (
      .session,
      [
        ("state", text), ("number_hash", blob), ("number_salt", blob), ("number_expires_at", moment),
        ("attempts", count), ("expires_at", moment),
      ]
    ),
    (
      .transfer,
      [
        ("organisation", organisation), ("kind", enumeration), ("user_seq_no", user),
        ("api_tran_id", ["''", "'short'"]),
        ("received_at", moment), ("row_number", count), ("requested_at", second),
        ("bank_tran_id", ["''", "'m202600001O000000001'"]), ("bank_tran_date", day), ("amount", amount),
        ("payer_bank", bank), ("payer_account", account), ("payer_name", name), ("payer_fintech_use_num", ["'1'"]),
        ("payer_print", name), ("payee_bank", bank), ("payee_account", account), ("payee_name", name),
        ("payee_print", name), ("name_check", enumeration), ("cms_no", ["''", "'a b'"]), ("account_alias", ["''"]),
        ("stage", ["''", "'Completed'", "'rejected'", "'reversed'", "'reversal_sent'", "x'01'"]),
        ("refused_by", bank), ("payer_branch", branch), ("payee_branch", branch), ("changed_at", moment),
      ]
    ),
    (
      .journal,
      [
        ("sequence", ["9223372036854775807"]), ("transfer_id", number), ("leg", enumeration),
        ("debit", ["''", "'bank:04'", "'user:1'", "x'00'"]), ("credit", ["''", "'org:'"]), ("amount", amount),
        ("business_date", day), ("booked_at", moment), ("chain", blob),
      ]
    ),
    (.orderKey, [("transfer_id", number), ("claimed_at", moment)]),
    (.limit, [("amount", count)]),
    (.serial, [("value", count)]),
    (
      .bankAccount,
      [
        ("holder_name", name), ("holder_ci", text), ("holder_info", ["''", "'12345678'", "'abcdef'"]),
        ("type", enumeration), ("product", text), ("branch", branch), ("branch_name", text), ("state", enumeration),
        ("opening_balance", balance), ("balance", balance), ("sequence", count), ("incoming", count),
        ("last_at", ["0", "-1", "20260230000000", "9223372036854775807", "'x'"]),
      ]
    ),
    (
      .bankTransaction,
      [
        ("sequence", count), ("incoming", count), ("direction", enumeration), ("kind", text), ("print_content", text),
        ("amount", amount), ("balance_after", balance), ("branch_name", text), ("remitter_name", name),
        ("remitter_bank", bank), ("remitter_account", account), ("at", ["20260230000000"]),
      ]
    ),
    (
      .bankLeg,
      [
        ("number", account), ("account_id", number), ("amount", amount), ("code", ["''", "'00'", "'0000'", "'AAA'"]),
        ("message", text), ("holder_name", name + ["NULL"]), ("branch", branch + ["NULL"]), ("business_date", day),
        ("line", count), ("booked_at", ["0", "20260230000000", "'x'"]),
      ]
    ),
  ]

  @Test("a damaged value is called damaged, whichever column holds it (J-03)", arguments: columns.indices)
  func damaged(_ index: Int) async throws {
    let (row, columns) = Self.columns[index]
    try await withDatabase(.sqlite, row.migrations) { database in
      for (column, values) in columns {
        for value in values {
          // Everything happens inside one unit that is refused at its end: the next value finds a sound row again.
          await #expect(throws: Refusal("done")) {
            try await database.store.write { session in
              try row.insert(in: session)
              try row.read(in: session)
              if row == .journal { try session.run("DELETE FROM journal WHERE sequence = 2", []) }
              try session.run("UPDATE \(row.table) SET \(column) = \(value)", [])
              #expect("\(row.table).\(column) = \(value)") {
                try row.read(in: session)
              } throws: { error in
                if case StoreError.damaged = error { true } else { false }
              }
              throw Refusal("done")
            }
          }
        }
      }
    }
  }

  @Test("every kind of row has its table of damages")
  func complete() {
    #expect(Set(Self.columns.map(\.row)) == Set(StoredRow.allCases))
  }

  @Test("the damaged row is named: journal entry and transfer")
  func named() async throws {
    try await withDatabase { database in
      try await database.store.write { session in
        try StoredRow.journal.insert(in: session)
        try StoredRow.transfer.insert(in: session)
        try session.run("UPDATE journal SET amount = -1", [])
        try session.run("UPDATE transfer SET amount = -1", [])
        #expect(throws: StoreError.damaged("journal entry 1: column 5 is no amount")) {
          try JournalTable.page(after: 0, atMost: 10, in: session)
        }
        #expect(throws: StoreError.damaged("transfer 1: column 10 is no amount")) {
          try TransferTable.find(1, in: session)
        }
      }
    }
  }
}
