import MaruDomain
import Testing

@testable import MaruStore

/// Applications for use, their trail, declarations and contracts: what goes in comes out, on both engines.
@Suite struct LiveTablesTests {
  private static func application(_ id: Int64, _ stage: LiveStage = .screening) -> LiveApplication {
    LiveApplication(
      id: id, client: Samples.clientID, developer: 7, stage: stage, revision: 3,
      request: LiveRequest(
        company: "마루상점 '; --", registrationNumber: BusinessRegistrationNumber("1234567891")!,
        service: HolderName("마루 '가계부'")!, contact: "김민지", purpose: "한 줄\n두 줄", scopes: [.login, .oob],
        callbacks: ["https://a.example/1", "https://a.example/2"],
        addresses: ["192.0.2.1", "::1"], documents: "없음"), appliedAt: Samples.now, changedAt: Samples.now)
  }

  private static func terms(_ fee: Int64, prefund: Won? = nil) -> ContractTerms {
    ContractTerms(
      collectionAccount: Samples.payee, payingAccount: Samples.payer,
      limits: TransferLimits(
        withdrawEach: Samples.won(1), withdrawDay: Samples.won(2), withdrawMonth: Samples.won(3),
        depositEach: Samples.won(4), depositDay: Samples.won(5), depositMonth: Samples.won(6),
        userWithdrawEach: Samples.won(7), userWithdrawDay: .greatest),
      prefund: prefund, withdrawFee: Samples.won(fee), depositFee: Samples.won(8))!
  }

  @Test(
    "an application is read as stored; it changes from the revision that it was read at, and from no other",
    arguments: StoreDriver.all)
  func application(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        var one = Self.application(1)
        try LiveApplicationTable.insert(one, in: session)
        #expect(try LiveApplicationTable.find(1, in: session) == one)
        #expect(try LiveApplicationTable.find(2, in: session) == nil)
        one.stage = .keyed
        one.proposer = "minji"
        one.liveClient = Samples.clientID
        one.liveOrganisation = Samples.organisation
        one.changedAt = Samples.now.adding(seconds: 1)
        for other in [2, 4] as [Int64] {
          one.revision = other
          #expect(try !LiveApplicationTable.update(one, in: session))
          #expect(try LiveApplicationTable.find(1, in: session) == Self.application(1))
        }
        one.revision = 3
        #expect(try LiveApplicationTable.update(one, in: session))
        #expect(try !LiveApplicationTable.update(one, in: session), "it is another revision now")
        one.revision = 4
        #expect(try LiveApplicationTable.find(1, in: session) == one)
      }
    }
  }

  @Test("the newest of an app, pages of one stage or of all, and counts", arguments: StoreDriver.all)
  func lists(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        #expect(try LiveApplicationTable.counts(in: session).isEmpty)
        for (id, stage) in [(1, LiveStage.refused), (2, .live), (3, .screening), (4, .live)] {
          try LiveApplicationTable.insert(Self.application(Int64(id), stage), in: session)
        }
        #expect(try LiveApplicationTable.newest(of: Samples.clientID, in: session)?.id == 4)
        #expect(try LiveApplicationTable.newest(of: ClientID("other")!, in: session) == nil)
        #expect(try LiveApplicationTable.page(nil, atMost: 3, in: session).map(\.id) == [4, 3, 2])
        #expect(try LiveApplicationTable.page(nil, before: 2, atMost: 3, in: session).map(\.id) == [1])
        #expect(try LiveApplicationTable.page(.live, atMost: 3, in: session).map(\.id) == [4, 2])
        #expect(try LiveApplicationTable.page(.ended, atMost: 3, in: session).isEmpty)
        #expect(try LiveApplicationTable.counts(in: session) == [.refused: 1, .live: 2, .screening: 1])
      }
    }
  }

  @Test("the trail keeps its order; answers are replaced as a whole", arguments: StoreDriver.all)
  func trail(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        let steps = [
          LiveTrailStep(at: Samples.now, who: "", step: .apply, from: .test, to: .screening, words: ""),
          LiveTrailStep(at: Samples.now, who: "soo", step: .sendBack, from: .screening, to: .returned, words: "서류 '"),
        ]
        for step in steps { try LiveApplicationTable.append(step, to: 1, in: session) }
        #expect(try LiveApplicationTable.trail(of: 1, in: session) == steps)
        #expect(try LiveApplicationTable.trail(of: 2, in: session).isEmpty)
        let answers: [SecurityItem: String] = [.malware: "가", .secrets: "나"]
        try SecurityAnswerTable.save(answers, of: 1, in: session)
        #expect(try SecurityAnswerTable.all(of: 1, in: session) == answers)
        try SecurityAnswerTable.save([.design: "다"], of: 1, in: session)
        #expect(try SecurityAnswerTable.all(of: 1, in: session) == [.design: "다"])
      }
    }
  }

  @Test("each contract stays; the newest is approved, and the newest approved one counts", arguments: StoreDriver.all)
  func contracts(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        #expect(try LiveContractTable.newest(of: 1, in: session) == nil)
        let (first, second) = (Self.terms(10), Self.terms(20, prefund: Samples.won(9)))
        try LiveContractTable.append(first, of: 1, by: "minji", in: session)
        #expect(try LiveContractTable.newest(of: 1, in: session) == LiveContract(terms: first, drawnBy: "minji"))
        #expect(try LiveContractTable.approved(of: 1, in: session) == nil)
        try LiveContractTable.approve(1, by: "haneul", in: session)
        try LiveContractTable.append(second, of: 1, by: "haneul", in: session)
        #expect(try LiveContractTable.newest(of: 1, in: session) == LiveContract(terms: second, drawnBy: "haneul"))
        let approved = LiveContract(terms: first, drawnBy: "minji", approvedBy: "haneul")
        #expect(try LiveContractTable.approved(of: 1, in: session) == approved)
        #expect(try LiveContractTable.agreed(of: 1, in: session) == nil)
        try LiveContractTable.agree(1, at: Samples.now, in: session)
        let agreed = LiveContract(terms: first, drawnBy: "minji", approvedBy: "haneul", agreedAt: Samples.now)
        #expect(try LiveContractTable.agreed(of: 1, in: session) == agreed)
        try LiveContractTable.approve(1, by: "minji", in: session)
        #expect(try LiveContractTable.approved(of: 1, in: session)?.terms == second)
        #expect(try LiveContractTable.agreed(of: 1, in: session) == agreed)
        #expect(try LiveContractTable.approved(of: 2, in: session) == nil)
      }
    }
  }

  @Test(
    "an organisation is served until it is stopped, and what is stored of it anew leaves that as it is",
    arguments: StoreDriver.all)
  func service(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        func service() throws -> ServiceState? {
          try OrganisationTable.find(Samples.organisation, in: session)?.service
        }
        try OrganisationTable.save(Samples.contract, in: session)
        #expect(try service() == .open)
        try OrganisationTable.setPassPhrase([9, 9], of: Samples.organisation, in: session)
        #expect(try OrganisationTable.find(Samples.organisation, in: session)?.passPhraseHash == [9, 9])
        for state in ServiceState.allCases {
          try OrganisationTable.setService(state, of: Samples.organisation, in: session)
          #expect(try service() == state)
          try OrganisationTable.save(Samples.contract, in: session)
          #expect(try service() == state)
          #expect(try OrganisationTable.page(after: "", atMost: 9, in: session).map(\.service) == [state])
        }
      }
    }
  }

  @Test("rates are kept by their day, and taken away whatever day they hold from", arguments: StoreDriver.all)
  func rates(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        func rate(_ won: Int64, _ since: String?, _ organisation: OrganisationCode? = Samples.organisation)
          -> FeeTable.Rate
        {
          FeeTable.Rate(
            organisation: organisation, api: "transfer/withdraw", won: Samples.won(won),
            since: since.flatMap { BusinessDate(wire: $0) })
        }
        for one in [rate(2, "20261125"), rate(1, nil), rate(9, nil, nil), rate(7, "20261201"), rate(3, "20261125")] {
          try FeeRateTable.save(one, in: session)
        }
        #expect(
          try FeeRateTable.all(in: session) == [
            rate(9, nil, nil), rate(1, nil), rate(3, "20261125"), rate(7, "20261201"),
          ])
        try FeeRateTable.remove("transfer/withdraw", for: Samples.organisation, in: session)
        #expect(try FeeRateTable.all(in: session) == [rate(9, nil, nil)])
      }
    }
  }

  @Test(
    "rates and applications of before are there after the step that dates and numbers them", arguments: StoreDriver.all)
  func stepped(_ driver: StoreDriver) async throws {
    try await withDatabase(driver, HubSchema.migrations.filter { $0.number < 15 }) { database in
      try await database.store.write { session in
        try session.run("INSERT INTO fee_rate (organisation, api, won) VALUES ('', 'transfer/withdraw', 70)", [])
        try ClientTable.save(Samples.client, in: session)
        for (id, client) in [(1, Samples.clientID.text), (2, "gone")] as [(Int64, String)] {
          try session.run(
            """
            INSERT INTO live_application (id, client_id, developer, stage, company, registration_number, contact, purpose,
              scopes, callbacks, addresses, documents, applied_at, changed_at)
            VALUES (?, ?, 7, 'live', '마루상점 주식회사 서울 강남 지점의 긴 이름', '1234567891', 'a', 'b', 1, 'c', '', 'd', 0, 0)
            """, [.integer(id), .text(client)])
        }
      }
      await database.close()
      let again = try database.reopened(HubSchema.migrations)
      try await again.store.read { session in
        #expect(try FeeRateTable.all(in: session).map(\.won.amount) == [70])
        #expect(try FeeRateTable.all(in: session).allSatisfy { $0.since == nil && $0.organisation == nil })
        let found = try [1, 2].map { try LiveApplicationTable.find($0, in: session) }
        #expect(found.map { $0?.revision } == [1, 1])
        #expect(found[0]?.request.service.text == Samples.client.name)
        #expect(found[1]?.request.service.text == String("마루상점 주식회사 서울 강남 지점의 긴 이름".prefix(20)))
      }
      await again.close()
    }
  }
}
