import MaruHub

/// What a hub does by itself beside transfers: settlement days, what banks have still to be told, what has had its
/// time, room in the book for the days to come, and signs to other hubs.
struct HubChores: Sendable {
  /// Has the engine look over a large file of the hub, once.
  let check: @Sendable () async -> Void
  /// Looks at how the hub is doing, for its log and its figures.
  let watch: @Sendable () async throws -> Void
  /// Tells other hubs of this one; ends at once where there can be none.
  let signs: @Sendable () async throws -> Void
  let clerk: SettlementClerk
  let notices: BankNotices
  let sweeper: Sweeper
  let days: JournalDays
  let hours: BankHours
  /// Nil where no letter is delivered.
  let mail: MailDelivery?
  let webhooks: WebhookDispatch

  /// Does all of it until cancelled, on threads of its own.
  func run() async throws {
    try await ChoreThreads().carry { try await runTogether() }
  }

  private func runTogether() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await check() }
      group.addTask { try await watch() }
      group.addTask { try await signs() }
      group.addTask { try await clerk.run() }
      group.addTask { try await notices.run() }
      group.addTask { try await sweeper.run() }
      group.addTask { try await days.run() }
      group.addTask { try await hours.run() }
      group.addTask { try await webhooks.run() }
      if let mail { group.addTask { try await mail.run() } }
      try await group.waitForAll()
    }
  }
}
