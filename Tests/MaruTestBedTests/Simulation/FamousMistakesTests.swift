import MaruDomain
import MaruTestBed
import Testing

extension Simulations {
  /// The two mistakes that open code for this job really contains, each with the exact fault that turns it into lost or made
  /// money: the hub does right under it, and a hub with the mistake is found out.
  @Suite struct FamousMistakesTests {
    /// One withdrawal under a plan.
    private func run(_ fault: ScriptedFault, bug: PlantedBug? = nil) throws -> SimulationReport {
      var options = Simulation.Options(seed: 4)
      options.bug = bug
      options.keepsTrace = true
      options.plan = FaultPlan(horizon: 60_000_000)
      options.plan?.weather.newConnections = 0
      options.plan?.script = [fault]
      let amount = try #require(Won(30_000))
      options.orders = [
        SimulatedOrder(
          number: 1, fintech: 0, kind: .withdraw, rows: [.init(user: 1, amount: amount, isNameWrong: false)],
          startsAt: 1_000, copies: 1)
      ]
      return try Simulation(options).run()
    }

    @Test("a credit that timed out is not refunded: it arrives late, and the money is there once (M-12)")
    func lateCredit() throws {
      let fault = ScriptedFault(.credit, .request, .late(40_000_000))
      let report = try run(fault)
      #expect(report.wrong.isEmpty, "\(report.wrong)")
      #expect(report.completed == 1 && report.reversed == 0)
      #expect(report.unknowns == 1, "the client was told that it is not known yet")

      let mistaken = try run(fault, bug: .refundOnTimeout)
      #expect(mistaken.reversed == 1)
      #expect(!mistaken.wrong.isEmpty, "the payer was refunded and the payee paid")
    }

    @Test("a debit that timed out is not failed: it was done, and the money arrives (M-12)")
    func lostDebitAnswer() throws {
      let fault = ScriptedFault(.debit, .answer, .lost)
      let report = try run(fault)
      #expect(report.wrong.isEmpty, "\(report.wrong)")
      #expect(report.completed == 1 && report.rejected == 0)
      #expect(report.unknowns == 1, "the client was told that it is not known yet")

      let mistaken = try run(fault, bug: .failTimedOutDebit)
      #expect(mistaken.rejected == 1)
      #expect(!mistaken.wrong.isEmpty, "the payer was debited and nobody has the money")
    }

    @Test("a message that comes twice moves money once", arguments: [Errand.debit, .credit], [0, 100, 30_000_000])
    func doubled(_ errand: Errand, _ later: Int64) throws {
      let report = try run(ScriptedFault(errand, .request, .doubled(later)))
      #expect(report.wrong.isEmpty, "\(report.wrong)")
      #expect(report.completed == 1)
    }
  }
}
