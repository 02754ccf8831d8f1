import MaruDomain
import MaruStore

/// Goes on with every transfer that is not final: after a start, and while a bank has not answered.
///
/// It asks the bank by the leg's id and never guesses; see ``TransferStage``.
package struct Resolver: Sendable {
  private let hub: Hub
  /// The longest wait between two questions about one transfer.
  private static let longestWait: Int64 = 60
  /// How long another hub's transfer is left to that hub, in seconds: longer than a client waits for it.
  private static let othersTurn: Int64 = 30
  private static let batch = 500

  package init(hub: Hub) { self.hub = hub }

  /// Asks until cancelled, once a second while anything is open.
  package func run() async throws {
    var attempts: [Int64: (count: Int, next: Instant)] = [:]
    while !Task.isCancelled {
      attempts = await pass(attempts)
      await hub.oauth.takeBackUndelivered()
      try await hub.world.sleep(.seconds(1))
    }
  }

  /// One round over all open transfers, in pages: those of a bank that stays silent must not hide another bank's. Returns when
  /// each may be asked about again.
  ///
  /// The hub's clock decides when to ask again, never whether: one that was set back must not hide what was changed "later",
  /// nor make anybody wait longer than the longest wait.
  func pass(_ attempts: [Int64: (count: Int, next: Instant)]) async -> [Int64: (count: Int, next: Instant)] {
    // What a bank would say could not be written down.
    guard !hub.health.isDamaged else { return attempts }
    let now = hub.world.now()
    var isAlone: Bool?
    var next: [Int64: (count: Int, next: Instant)] = [:]
    var seen: Set<Int64> = []
    var last: StoredTransfer?
    // As many pages as there are now: what new orders add meanwhile is the next round's.
    var pages: Int64 = 1
    while pages > 0, !Task.isCancelled {
      let after = last
      let page: [StoredTransfer]
      do {
        let (open, found) = try await hub.store.read { session in
          (
            after == nil ? try TransferTable.openCount(in: session) : 0,
            try TransferTable.open(after: after, atMost: Resolver.batch, in: session)
          )
        }
        page = found
        pages += open / Int64(Resolver.batch) - 1
      } catch {
        hub.logger.error("the open transfers could not be read", metadata: ["error": "\(error)"])
        return attempts
      }
      guard !page.isEmpty else { break }
      last = page.last
      // Only asked when there is something of another hub's: whether that hub can still be at it.
      if isAlone == nil, page.contains(where: { !hub.serials.isOwn($0.order.id) }) {
        isAlone = await hub.store.isAlone()
      }
      let alone = isAlone ?? true
      await withTaskGroup(of: (Int64, Bool).self) { group in
        for transfer in page {
          let id = transfer.order.id
          guard seen.insert(id).inserted else { continue }
          let isLeft = alone || hub.serials.isOwn(id)
          let before = attempts[id] ?? (0, isLeft ? now : now.adding(seconds: Resolver.othersTurn))
          next[id] = before
          guard before.next <= now || before.next > now.adding(seconds: Resolver.longestWait) else { continue }
          let wait = min(Resolver.longestWait, 1 << Int64(min(before.count, 6)))
          next[id] = (before.count + 1, now.adding(seconds: wait))
          group.addTask { (id, await hub.resume(id)) }
        }
        for await (id, final) in group where final { next[id] = nil }
      }
    }
    return next
  }
}

extension Hub {
  /// Goes on with one open transfer unless it is being carried out here, or another hub goes on with it; true when it is final
  /// now.
  package func resume(_ id: Int64) async -> Bool {
    await store.exclusively("transfer \(id)") { await resumeAlone(id) } ?? false
  }

  private func resumeAlone(_ id: Int64) async -> Bool {
    guard desk.begin(id) else { return false }
    defer { desk.end(id) }
    // Read again now that nobody else works on it.
    guard let transfer = try? await store.read({ try TransferTable.find(id, in: $0) }) else { return false }
    guard case .debitSent(let stage) = transfer.stage else {
      return await carryOut(transfer, fresh: false).stage.isFinal
    }
    if !serials.isOwn(id) {
      // The hub that took the order may still be at it. Once it is written that nothing is known of the debit, that hub can
      // reject nothing any more while this one sends it.
      guard let taken = await doubtDebit(of: transfer, stage) else { return false }
      return await carryOut(taken, fresh: false).stage.isFinal
    }
    // Its debit may still have to be sent: in turn, as for a fresh order.
    let place = OrderQueue.Place(
      organisation: transfer.order.organisation, account: transfer.order.counterparty.account)
    await queue.enter(place)
    defer { queue.leave(place) }
    return await carryOut(transfer, fresh: false).stage.isFinal
  }

  /// Goes on with every open transfer once; returns how many are still open. Used at start and by tests.
  package func resumeAll() async throws -> Int {
    var still = 0
    for transfer in try await store.read({ try TransferTable.open(atMost: .max, in: $0) })
    where await !resume(transfer.order.id) {
      still += 1
    }
    return still
  }
}
