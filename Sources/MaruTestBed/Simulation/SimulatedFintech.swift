import MaruContract
import MaruDomain
import MaruHub

/// A fintech: sends its orders, and repeats and asks until it knows what became of each.
package struct SimulatedFintech: Sendable {
  private static let timeout: Int64 = 20_000_000
  /// Ten years ago.
  private static let frozenTime = Instant(milliseconds: 1_457_600_000_000).dateTime

  let number: Int
  let cast: SimulationCast
  let life: PartyLife
  let hub: ServerPlace<LivingHub>
  let network: SimulatedNetwork
  let book: AnswerBook
  let seed: UInt64

  var fintech: SimulationCast.Fintech { cast.fintechs[number] }

  /// Carries one order to its end.
  func carry(_ order: SimulatedOrder) async {
    var random = SeededRandom(seed: seed, purpose: "order \(order.number)")
    do {
      try await life.sleep(.microseconds(order.startsAt))
      let requestedAt = order.isFrozen ? SimulatedFintech.frozenTime : life.clock.now.dateTime
      let keys = order.rows.map { key(of: $0, order, requestedAt) }
      for key in keys { book.open(key, isFrozen: order.isFrozen) }
      var known = await sendCopies(order, keys, requestedAt)
      while known.contains(where: { !$0.isSettled }) {
        try await life.sleep(.milliseconds(random.number(300...6_000)))
        let absent = known.contains { $0 == .absent || $0 == .nothing }
        let told: [Verdict]
        if random.chance(absent ? 80 : 30) {
          told = await send(order, keys, requestedAt)
        } else if random.chance(50), known.contains(where: { $0.name != nil }) {
          told = await result(order, keys, known)
        } else {
          told = await recheck(order, keys, requestedAt)
        }
        known = zip(known, told).map { $1 == .nothing ? $0 : $1 }
      }
      // Some ask again although they know: the answer must not change (M-04).
      guard random.chance(25) else { return }
      try await life.sleep(.milliseconds(random.number(1...30_000)))
      switch random.number(1...3) {
      case 1: _ = await send(order, keys, requestedAt)
      case 2: _ = await result(order, keys, known)
      default: _ = await recheck(order, keys, requestedAt)
      }
    } catch {
      return
    }
  }

  private func key(of row: SimulatedOrder.Row, _ order: SimulatedOrder, _ requestedAt: DateTime) -> OrderKey {
    OrderKey(
      organisation: fintech.organisation.code, kind: order.kind == .withdraw ? .withdraw : .deposit,
      requestedAt: requestedAt, account: cast.users[row.user].account, amount: row.amount)
  }

  /// Sends equal requests at once; of several answers the one that says most counts.
  private func sendCopies(
    _ order: SimulatedOrder, _ keys: [OrderKey], _ requestedAt: DateTime
  ) async -> [Verdict] {
    guard order.copies > 1 else { return await send(order, keys, requestedAt) }
    return await withTaskGroup(of: [Verdict].self) { group in
      for _ in 0..<order.copies { group.addTask { await send(order, keys, requestedAt) } }
      var best = keys.map { _ in Verdict.nothing }
      for await told in group { best = zip(best, told).map { $1.weight > $0.weight ? $1 : $0 } }
      return best
    }
  }

  private func send(_ order: SimulatedOrder, _ keys: [OrderKey], _ requestedAt: DateTime) async -> [Verdict] {
    await ask(.order, order, keys, "order \(order.number)") { hub, call in
      switch order.kind {
      case .withdraw: await withdraw(order, requestedAt, at: hub, call)
      case .deposit: await deposit(order, requestedAt, at: hub, call)
      case .deposit2: await deposit2(order, requestedAt, at: hub, call)
      }
    }
  }

  /// Asks by contents what became of the order.
  private func recheck(
    _ order: SimulatedOrder, _ keys: [OrderKey], _ requestedAt: DateTime
  ) async -> [Verdict] {
    await ask(.recheck, order, keys, "recheck of order \(order.number)") { hub, _ in
      await recheck(order, requestedAt, at: hub)
    }
  }

  /// Asks by id what became of those rows that have one.
  private func result(_ order: SimulatedOrder, _ keys: [OrderKey], _ known: [Verdict]) async -> [Verdict] {
    await ask(.result, order, keys, "result of order \(order.number)") { hub, _ in await result(order, known, at: hub) }
  }

  /// One call to the hub: what it says is checked when it leaves the hub and noted when it arrives.
  private func ask(
    _ errand: Errand, _ order: SimulatedOrder, _ keys: [OrderKey],
    _ what: @escaping @autoclosure @Sendable () -> String,
    _ call: @escaping @Sendable (Hub, CallStamp) async -> [Verdict]
  ) async -> [Verdict] {
    let outcome = await network.ask(hub, from: life, timeout: SimulatedFintech.timeout, errand, what()) { server in
      // A frozen order may be refused although an equal one of long ago is recorded.
      let before = keys.map { !order.isFrozen && book.isRecorded($0) }
      let world = server.life.world
      let stamp = CallStamp(
        id: APITransactionID(random: (world.randomWord(), world.randomWord())), at: world.now())
      let told = await call(server.hub, stamp)
      if server.life.isAlive {
        for index in keys.indices { book.check(told[index], about: keys[index], recordedBefore: before[index]) }
      }
      return told
    }
    guard case .answered(let told) = outcome else { return keys.map { _ in .nothing } }
    for (key, verdict) in zip(keys, told) {
      book.told(key, verdict)
      life.processor.trace.note(.answer, at: life.processor.now, "\(life.party) hears of \(what()): \(verdict)")
    }
    return told
  }
}
