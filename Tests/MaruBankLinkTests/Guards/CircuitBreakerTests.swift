import MaruBankLink
import MaruDomain
import Testing

@Suite struct CircuitBreakerTests {
  private let start = Instant(milliseconds: 1_800_000_000_000)

  @Test("five silences in a row open it, one answer between them does not (R-18)")
  func opens() {
    var breaker = CircuitBreaker()
    for _ in 0..<4 { breaker.silent(at: start) }
    breaker.answered()
    for _ in 0..<4 {
      breaker.silent(at: start)
      #expect(breaker.verdict(at: start) == .pass)
    }
    breaker.silent(at: start)
    #expect(breaker.isOpen)
    #expect(breaker.verdict(at: start) == .refuse)
  }

  @Test("after the pause one question goes through, and its answer decides")
  func halfOpen() {
    var breaker = CircuitBreaker()
    for _ in 0..<5 { breaker.silent(at: start) }
    #expect(breaker.verdict(at: start.adding(seconds: 1)) == .refuse)
    let later = start.adding(seconds: 2)
    #expect(breaker.verdict(at: later) == .probe)
    #expect(breaker.verdict(at: later) == .refuse, "only one at a time")
    breaker.answered()
    #expect(!breaker.isOpen)
    #expect(breaker.verdict(at: later) == .pass)
  }

  @Test("each further silence doubles the pause, up to a minute")
  func backsOff() {
    var breaker = CircuitBreaker()
    for _ in 0..<5 { breaker.silent(at: start) }
    var now = start
    for pause: Int64 in [2, 4, 8, 16, 32, 60, 60] {
      #expect(breaker.verdict(at: now.adding(seconds: pause - 1)) == .refuse)
      now = now.adding(seconds: pause)
      #expect(breaker.verdict(at: now) == .probe)
      breaker.silent(at: now)
    }
  }

  @Test("a clock that is set back keeps no bank away for longer than the pause (J-08)", arguments: [-3_600, -86_400])
  func clockStep(_ seconds: Int64) {
    var breaker = CircuitBreaker()
    for _ in 0..<5 { breaker.silent(at: start) }
    #expect(breaker.verdict(at: start.adding(seconds: seconds)) == .probe)
    breaker.silent(at: start.adding(seconds: seconds))
    #expect(breaker.verdict(at: start.adding(seconds: seconds + 1)) == .refuse, "the new pause counts from there")
    #expect(breaker.verdict(at: start.adding(seconds: seconds + 4)) == .probe)
  }

  @Test("a request that comes back late while it is open changes nothing")
  func late() {
    var breaker = CircuitBreaker()
    for _ in 0..<5 { breaker.silent(at: start) }
    breaker.silent(at: start.adding(seconds: 1))
    #expect(breaker.verdict(at: start.adding(seconds: 2)) == .probe)
  }

  @Test(
    "maintenance windows, Korean time, also over midnight",
    arguments: [
      ("2330-0030", "20261125232959", BankStatusCode.available), ("2330-0030", "20261125233000", .closing),
      ("2330-0030", "20261126000000", .beforeOpening), ("2330-0030", "20261126002959", .beforeOpening),
      ("2330-0030", "20261126003000", .available), ("0200-0400", "20261126030000", .beforeOpening),
      ("0200-0400", "20261126040000", .available), ("2300-2400", "20261126235959", .beforeOpening),
    ])
  func hours(_ window: String, _ at: String, _ status: BankStatusCode) throws {
    let hours = ServiceHours([try #require(ServiceHours.Window(window))])
    #expect(hours.status(at: DateTime(wire: at)!.instant) == status)
  }

  @Test(
    "no window is read from anything else",
    arguments: ["", "2330", "2330-2330", "2460-0000", "23:30-00:30", "2330-0030-1"])
  func badWindow(_ text: String) { #expect(ServiceHours.Window(text) == nil) }
}
