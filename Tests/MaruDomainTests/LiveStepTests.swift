import MaruDomain
import Testing

/// The way from developer to live service, as a table of its own: what the code allows is what stands here.
@Suite struct LiveStepTests {
  private static let any: [LiveHand] = [.applicant] + OperatorRole.allCases.map { .operator("minji", $0) }
  private static let beforeOpen: Set<LiveStage> = [
    .screening, .returned, .approved, .declared, .cleared, .drawn, .offered, .contracted, .keysAsked, .keysGranted,
    .keyed,
  ]

  struct Row: Sendable {
    let step: LiveStep
    let from: Set<LiveStage>
    let to: LiveStage
    /// Nil: the applicant's.
    let roles: Set<OperatorRole>?
    var needsReason = false
  }

  static let table: [Row] = [
    Row(step: .apply, from: [.test, .returned], to: .screening, roles: nil),
    Row(step: .withdraw, from: beforeOpen, to: .ended, roles: nil),
    Row(step: .declare, from: [.approved], to: .declared, roles: nil),
    Row(step: .agree, from: [.offered], to: .contracted, roles: nil),
    Row(step: .decline, from: [.offered], to: .cleared, roles: nil, needsReason: true),
    Row(step: .takeKeys, from: [.keysGranted], to: .keyed, roles: nil),
    Row(step: .approve, from: [.screening], to: .approved, roles: [.screening]),
    Row(step: .sendBack, from: [.screening], to: .returned, roles: [.screening], needsReason: true),
    Row(step: .refuse, from: [.screening], to: .refused, roles: [.screening], needsReason: true),
    Row(step: .clear, from: [.declared], to: .cleared, roles: [.security]),
    Row(step: .sendBackSecurity, from: [.declared], to: .approved, roles: [.security], needsReason: true),
    Row(step: .drawUp, from: [.cleared], to: .drawn, roles: [.operations]),
    Row(step: .approveContract, from: [.drawn], to: .offered, roles: [.operations, .admin]),
    Row(step: .sendBackContract, from: [.drawn], to: .cleared, roles: [.operations, .admin], needsReason: true),
    Row(step: .askKeys, from: [.contracted], to: .keysAsked, roles: [.operations]),
    Row(step: .grantKeys, from: [.keysAsked], to: .keysGranted, roles: [.operations, .admin]),
    Row(step: .sendBackKeys, from: [.keysAsked], to: .contracted, roles: [.operations, .admin], needsReason: true),
    Row(step: .open, from: [.keyed], to: .live, roles: [.operations]),
    Row(step: .amend, from: [.live], to: .live, roles: [.operations]),
    Row(step: .approveAmendment, from: [.live], to: .live, roles: [.operations, .admin]),
    Row(step: .sendBackAmendment, from: [.live], to: .live, roles: [.operations, .admin], needsReason: true),
    Row(step: .agreeAmendment, from: [.live], to: .live, roles: nil),
    Row(step: .declineAmendment, from: [.live], to: .live, roles: nil, needsReason: true),
    Row(step: .recallAmendment, from: [.live], to: .live, roles: [.operations], needsReason: true),
    Row(step: .suspend, from: [.live], to: .suspended, roles: [.operations, .security, .admin], needsReason: true),
    Row(step: .lift, from: [.suspended], to: .live, roles: [.operations, .security, .admin], needsReason: true),
    Row(step: .end, from: [.live, .suspended], to: .ended, roles: [.admin], needsReason: true),
  ]

  private func result(
    _ step: LiveStep, _ stage: LiveStage, _ hand: LiveHand, proposer: String? = "haneul", offers: Bool? = nil,
    _ reason: String = "because"
  ) -> Result<LiveStage, LiveRefusal> {
    Result { () throws(LiveRefusal) in
      try step.taken(
        at: stage, by: hand, proposer: proposer, offersTerms: offers ?? step.answersOffer, reason: reason)
    }
  }

  @Test("every step is in the table, once")
  func whole() {
    #expect(Self.table.map(\.step) == LiveStep.allCases)
  }

  @Test("a step is taken at its stages by its hands, and by no other hand at no other stage", arguments: table)
  func steps(_ row: Row) {
    for hand in Self.any {
      let isTheirs =
        switch (hand, row.roles) {
        case (.applicant, nil): true
        case (.operator(_, let role), let roles?): roles.contains(role)
        default: false
        }
      for stage in LiveStage.allCases {
        let expected: Result<LiveStage, LiveRefusal> =
          !isTheirs ? .failure(.notTheirs) : row.from.contains(stage) ? .success(row.to) : .failure(.notNow)
        let proposer = row.step.isProposal ? nil : "haneul"
        #expect(
          result(row.step, stage, hand, proposer: proposer) == expected, "\(row.step) by \(hand) at \(stage)")
      }
    }
  }

  @Test(
    "who proposed something does not approve it, whatever their role; without a proposal there is nothing to approve")
  func fourEyes() {
    let pairs: [(LiveStep, LiveStage)] = [
      (.approveContract, .drawn), (.grantKeys, .keysAsked), (.approveAmendment, .live),
    ]
    #expect(Set(pairs.map(\.0)) == Set(LiveStep.allCases.filter(\.isSecond)))
    for (step, stage) in pairs {
      for role in [OperatorRole.operations, .admin] {
        #expect(result(step, stage, .operator("minji", role), proposer: "minji") == .failure(.sameHand))
        #expect(result(step, stage, .operator("haneul", role), proposer: "minji") == .success(step.to))
        #expect(result(step, stage, .operator("haneul", role), proposer: nil) == .failure(.notNow))
      }
    }
    // Taking one's own proposal back takes no other pair of eyes.
    #expect(
      result(.sendBackContract, .drawn, .operator("minji", .operations), proposer: "minji") == .success(.cleared))
    #expect(LiveStep.allCases.filter(\.isProposal) == [.drawUp, .askKeys, .amend])
  }

  @Test("while a proposal waits nothing else is proposed, not even by whoever proposed it")
  func waiting() {
    for row in Self.table where row.step.isProposal {
      for (stage, proposer) in row.from.flatMap({ stage in ["minji", "haneul"].map { (stage, $0) } }) {
        #expect(
          result(row.step, stage, .operator("minji", .operations), proposer: proposer) == .failure(.proposalWaits))
      }
    }
  }

  @Test(
    "other terms are agreed to, declined and taken back only while they are offered, and none are proposed meanwhile")
  func offered() {
    let answers: [(LiveStep, LiveHand)] = [
      (.agreeAmendment, .applicant), (.declineAmendment, .applicant),
      (.recallAmendment, .operator("minji", .operations)),
    ]
    #expect(LiveStep.allCases.filter(\.answersOffer) == answers.map(\.0))
    for (step, hand) in answers {
      #expect(result(step, .live, hand, proposer: nil, offers: false) == .failure(.notNow))
      #expect(result(step, .suspended, hand, proposer: nil) == .failure(.notNow))
      #expect(result(step, .live, hand, proposer: nil, offers: true) == .success(.live))
    }
    #expect(
      result(.amend, .live, .operator("minji", .operations), proposer: nil, offers: true) == .failure(.proposalWaits))
  }

  @Test("a step that the other side has to be told the reason of is not taken without one", arguments: table)
  func reasons(_ row: Row) throws {
    let hand: LiveHand = row.roles?.first.map { .operator("minji", $0) } ?? .applicant
    let stage = try #require(row.from.first)
    let proposer = row.step.isProposal ? nil : "haneul"
    for reason in ["", "1234", String(repeating: "a", count: 501)] {
      #expect(
        result(row.step, stage, hand, proposer: proposer, reason)
          == (row.needsReason ? .failure(.reasonMissing) : .success(row.to)))
    }
    for reason in ["12345", String(repeating: "a", count: 500)] {
      #expect(result(row.step, stage, hand, proposer: proposer, reason) == .success(row.to))
    }
  }

  @Test("every stage is reached from the test bed, and from each that is not over it can be brought to an end")
  func connected() {
    func reach(_ start: LiveStage) -> Set<LiveStage> {
      var (seen, edge): (Set<LiveStage>, [LiveStage]) = ([start], [start])
      while let stage = edge.popLast() {
        for step in LiveStep.allCases where step.from.contains(stage) && seen.insert(step.to).inserted {
          edge.append(step.to)
        }
      }
      return seen
    }
    #expect(reach(.test) == Set(LiveStage.allCases))
    for stage in LiveStage.allCases {
      #expect(reach(stage).contains(.ended) != (stage == .refused), "\(stage)")
      #expect(stage.isOver == (reach(stage) == [stage]))
    }
  }

  @Test("an organisation is served at one stage")
  func served() {
    #expect(LiveStage.allCases.filter { $0.service == .open } == [.live])
    #expect(LiveStage.suspended.service == .suspended && LiveStage.ended.service == .ended)
    #expect(LiveStage.keyed.service == .waiting)
    #expect(Set(LiveStage.allCases.filter(\.isUnderWay)) == Self.beforeOpen)
  }
}

/// The numbers and terms of an application.
@Suite struct ApplicationValueTests {
  @Test("a business registration number is known by its last digit; every other digit in any place shows")
  func registrationNumber() throws {
    for text in ["1234567891", "123-45-67891", " 123 45 67891 "] {
      #expect(BusinessRegistrationNumber(typed: text)?.printed == "123-45-67891")
    }
    #expect(BusinessRegistrationNumber("123-45-67891") == nil, "stored without hyphens")
    let good = Array("1234567891".utf8)
    for place in good.indices {
      for digit in UInt8(ascii: "0")...UInt8(ascii: "9") where digit != good[place] {
        var other = good
        other[place] = digit
        #expect(BusinessRegistrationNumber(String(decoding: other, as: UTF8.self)) == nil)
      }
    }
    for text in ["", "123456789", "12345678911", "0000000000", "123456789a", "１２３４５６７８９１"] {
      #expect(BusinessRegistrationNumber(typed: text) == nil, "\(text)")
    }
  }

  @Test("terms whose limits contradict each other are none")
  func terms() throws {
    let account = BankAccount(
      bank: try #require(BankCode("004")), number: try #require(AccountNumber("60021234567890")))
    func won(_ amount: Int64) throws -> Won { try #require(Won(amount)) }
    func terms(_ amounts: [Int64]) throws -> ContractTerms? {
      ContractTerms(
        collectionAccount: account, payingAccount: account,
        limits: TransferLimits(
          withdrawEach: try won(amounts[0]), withdrawDay: try won(amounts[1]), withdrawMonth: try won(amounts[2]),
          depositEach: try won(amounts[3]), depositDay: try won(amounts[4]), depositMonth: try won(amounts[5]),
          userWithdrawEach: try won(amounts[6]), userWithdrawDay: try won(amounts[7])),
        prefund: nil, withdrawFee: try won(50), depositFee: try won(40))
    }
    #expect(try terms([1, 2, 3, 1, 2, 3, 1, 2]) != nil)
    #expect(try terms([3, 3, 3, 3, 3, 3, 3, 3]) != nil)
    for wrong in [
      [3, 2, 3, 1, 2, 3, 1, 2], [1, 4, 3, 1, 2, 3, 1, 2], [1, 2, 3, 3, 2, 3, 1, 2], [1, 2, 3, 1, 4, 3, 1, 2],
      [1, 2, 3, 1, 2, 3, 3, 2],
    ] as [[Int64]] {
      #expect(try terms(wrong) == nil)
    }
    let fees = try #require(try terms([1, 2, 3, 1, 2, 3, 1, 2])).fees
    #expect(fees.map(\.won.amount) == [50, 40, 40])
  }
}
