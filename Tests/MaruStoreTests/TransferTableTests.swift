import MaruDomain
import Testing

@testable import MaruStore

@Suite struct TransferTableTests {
  private static let refusal = BankRefusal(by: BankCode("088")!, code: .holderNameDiffers, message: "다른 이름")

  @Test("a transfer is read as it was stored, full and bare", arguments: StoreDriver.all)
  func roundTrip(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        for transfer in [Samples.transfer(1), Samples.bareTransfer] {
          try TransferTable.insert(transfer, in: session)
          #expect(try TransferTable.find(transfer.order.id, in: session) == transfer)
          let order = transfer.order
          #expect(
            try TransferTable.find(order.bankTransactionID, on: order.bankTransactionDate, in: session) == transfer)
          #expect(
            try TransferTable.find(
              order.bankTransactionID, on: order.bankTransactionDate.adding(days: 1), in: session) == nil)
        }
      }
    }
  }

  /// A transfer's way into every stage.
  static let stages: [TransferMove] = [
    DebitSent().unanswered().move, DebitSent().confirmed().move, DebitSent().confirmed().unanswered().move,
    DebitSent().confirmed().refused(refusal).move, DebitSent().confirmed().confirmed().move,
    DebitSent().refused(refusal).move, DebitSent().confirmed().refused(refusal).confirmed().move,
  ]

  @Test("every stage is read back with the bank's words and receipts", arguments: StoreDriver.all, stages.indices)
  func everyStage(_ driver: StoreDriver, _ index: Int) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        var transfer = Samples.transfer(1)
        try TransferTable.insert(transfer, in: session)
        transfer.stage = Self.stages[index].to
        transfer.changedAt = Samples.now.adding(seconds: 5)
        transfer.payerReceipt = StoredReceipt(branch: BranchCode("0041234")!, holderName: HolderName("김민준")!)
        transfer.payeeReceipt = StoredReceipt(branch: .unknown, holderName: HolderName("마루상점")!)
        func move() throws -> Bool {
          try TransferTable.advance(
            1, Self.stages[index], payerReceipt: transfer.payerReceipt,
            payeeReceipt: transfer.payeeReceipt, at: transfer.changedAt, in: session)
        }
        #expect(try move())
        #expect(try TransferTable.find(1, in: session) == transfer)
        #expect(try !move(), "somebody who read the stage before moves nothing")
        #expect(try TransferTable.find(1, in: session) == transfer)
      }
    }
  }

  @Test("the same bank_tran_id on the same day is stored once (M-03)", arguments: StoreDriver.all)
  func unique(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { try TransferTable.insert(Samples.transfer(1), in: $0) }
      await #expect(throws: StoreError.self) {
        try await database.store.write { session in
          try SettingTable.save("before", "it", in: session)
          try session.run("UPDATE transfer SET id = 2 WHERE id = 1", [])
          try TransferTable.insert(Samples.transfer(1), in: session)
        }
      }
      let (row, setting) = try await database.store.read {
        (try TransferTable.find(1, in: $0), try SettingTable.find("before", in: $0))
      }
      #expect(row == Samples.transfer(1))
      #expect(setting == nil, "nothing of the failed unit is kept")
    }
  }

  @Test("open transfers come oldest change first, in pages that miss and repeat none", arguments: StoreDriver.all)
  func open(_ driver: StoreDriver) async throws {
    try await withDatabase(driver) { database in
      try await database.store.write { session in
        for id in Int64(1)...25 {
          // Several share a moment: the key decides among them.
          var transfer = Samples.transfer(id, changedAt: Samples.now.adding(seconds: (id * 7) % 4))
          try TransferTable.insert(transfer, in: session)
          if id % 5 == 0 {
            let step = DebitSent().confirmed().confirmed()
            transfer.stage = step.to
            _ = try TransferTable.advance(
              id, step.move, payerReceipt: nil, payeeReceipt: nil, at: transfer.changedAt, in: session)
          }
        }
        var seen: [StoredTransfer] = []
        while true {
          let page = try TransferTable.open(after: seen.last, atMost: 3, in: session)
          guard !page.isEmpty else { break }
          seen += page
        }
        let expected = (Int64(1)...25).filter { $0 % 5 != 0 }
        #expect(Set(seen.map(\.order.id)) == Set(expected))
        #expect(seen.count == expected.count)
        #expect(try TransferTable.openCount(in: session) == Int64(expected.count))
        #expect(seen.map(\.changedAt) == seen.map(\.changedAt).sorted())
        #expect(try TransferTable.page(after: 20, atMost: 3, in: session).map(\.order.id) == [21, 22, 23])
      }
    }
  }
}
