import MaruDomain
import MaruHub
import MaruStore
import TestSupport
import Testing

/// When banks are closed: said at one hub, known to all.
@Suite struct BankHoursTests {
  private static func record(_ test: TestHub) -> AuditRecord {
    AuditRecord(at: test.clock.world.now(), who: "narae", act: "bank.hours", subject: "")
  }

  @Test(
    "windows are read as they are written",
    arguments: [
      ("", []), ("2330-0030", ["2330-0030"]), (" 0200-0300,2330-0030 ", ["0200-0300", "2330-0030"]),
      ("2300-2400", ["2300-2400"]), ("0000-1200", ["0000-1200"]),
    ] as [(String, [String])])
  func taken(_ text: String, _ windows: [String]) async throws {
    let test = try await TestHub.open(guarded: true)
    let (bank, hours) = (test.account.account.bank, BankHours(hub: test.hub))
    try await hours.set(text, of: bank, Self.record(test))
    #expect(hours.windows(of: bank) == windows)
    await test.close()
  }

  @Test(
    "what is no window, and what closes a bank for most of the day, changes nothing",
    arguments: [
      ("9-10", BankHours.Trouble.malformed("9-10")), ("2330-2330", .malformed("2330-2330")),
      ("2500-2600", .malformed("2500-2600")), ("0000-1201", .tooMuch), ("0000-0700 0800-1400", .tooMuch),
      (String(repeating: "0000-0001 ", count: 9), .tooMuch),
    ] as [(String, BankHours.Trouble)])
  func refused(_ text: String, _ trouble: BankHours.Trouble) async throws {
    let test = try await TestHub.open(guarded: true)
    let (bank, hours) = (test.account.account.bank, BankHours(hub: test.hub))
    try await hours.set("2330-0030", of: bank, Self.record(test))
    await #expect(throws: trouble) { try await hours.set(text, of: bank, Self.record(test)) }
    try await hours.apply()
    #expect(hours.windows(of: bank) == ["2330-0030"])
    await test.close()
  }

  @Test("another hub of the same store takes them over, and so does the next start; other banks are as they were")
  func everywhere() async throws {
    let first = try await TestHub.open(guarded: true)
    let second = try await TestHub.open(in: first.directory, clock: first.clock, guarded: true)
    let bank = first.account.account.bank
    try await BankHours(hub: first.hub).set("0200-0300", of: bank, Self.record(first))
    #expect(BankHours(hub: second.hub).windows(of: bank) == [])
    try await BankHours(hub: second.hub).apply()
    #expect(BankHours(hub: second.hub).windows(of: bank) == ["0200-0300"])
    let others = second.hub.banks.links.map(\.bank.code).filter { $0 != bank }
    #expect(others.allSatisfy { BankHours(hub: second.hub).windows(of: $0) == [] })
    await second.close(keepingData: true)
    await first.close()
  }
}
