package import MaruDomain
package import MaruStore

extension Hub {
  /// A person's wish to be forgotten, decided at once and written down.
  ///
  /// While money of theirs is under way nothing is removed. Otherwise every consent, link and token ends, and name, birth date,
  /// phone, e-mail, gender and connecting information go, with the names that they gave to accounts. What transfers refer to
  /// stays under the user's number: orders, the book, and which account a number stood for, with its holder's name (transaction
  /// records, five years: Electronic Financial Transactions Act article 22), and that consents were given and ended (three
  /// years: Credit Information Act article 20). Contents of calls that name the person are blanked behind it.
  package func erase(_ user: UserSeqNo, language: String) async throws(HubError) -> ErasureDecision {
    let (now, receipt) = (world.now(), world.randomHex(bytes: 6).uppercased())
    do {
      let (decision, ended) = try await store.write { session -> (ErasureDecision, EndedConsents) in
        let open = try TransferTable.openCount(of: user, in: session)
        guard open == 0 else {
          let waiting = ErasureDecision(
            receipt: receipt, user: user, outcome: .waiting, openTransfers: open, endedConsents: 0, keptAccounts: 0,
            decidedAt: now)
          try ErasureTable.append(waiting, in: session)
          return (waiting, EndedConsents())
        }
        var ended = try ConsentEnder(user: user, at: now, language: language, session: session).end(.everything)
        let kept = try nameless(user, in: session)
        ended.numbers += kept
        try ConsentUseTable.removeAll(of: user, in: session)
        // Pages that the person has open, or left open, hold who it is; a test bed keeps text messages too.
        if let person = try PersonTable.find(user, in: session), !person.phone.isEmpty {
          try ConsentSessionTable.removeAll(holding: person.phone, in: session)
          try OutboxTable.removeAll(to: person.phone, in: session)
        }
        try PersonTable.remove(user, in: session)
        let erased = ErasureDecision(
          receipt: receipt, user: user, outcome: .erased, openTransfers: 0, endedConsents: ended.count,
          keptAccounts: Int64(kept.count), decidedAt: now)
        try ErasureTable.append(erased, in: session)
        try ErasureTraceTable.note(user, at: now, in: session)
        return (erased, ended)
      }
      forget(ended)
      if decision.outcome == .erased {
        consentUses.forget(user)
        _ = await eraseTraces(of: user)
      }
      return decision
    } catch {
      throw unexpected(error)
    }
  }
}

/// Takes from a user's registrations what the user called them; returns their numbers.
private func nameless(_ user: UserSeqNo, in session: any SQLSession) throws -> [FintechUseNumber] {
  let codes = Set(try ConsentRecordTable.all(of: user, in: session).map(\.organisation))
  return try codes.sorted { $0.text < $1.text }.flatMap { code in
    try RegisteredAccountTable.all(of: user, with: code, in: session).map { account in
      var account = account
      if let plain = AccountAlias("-") { account.alias = plain }
      _ = try RegisteredAccountTable.update(account, in: session)
      return account.fintechUseNumber
    }
  }
}
