import MaruContract
import MaruDomain
import MaruHub

// The calls of a fintech to a hub, each told as one verdict a row.

extension SimulatedFintech {
  private var ownToken: Caller {
    Caller(client: fintech.client, organisation: fintech.organisation.code, user: nil, scopes: .oob)
  }

  func withdraw(
    _ order: SimulatedOrder, _ requestedAt: DateTime, at hub: Hub, _ call: CallStamp
  ) async -> [Verdict] {
    guard let row = order.rows.first, let print = PrintContent("쇼핑") else { return [.nothing] }
    let user = cast.users[row.user]
    let caller = Caller(
      client: fintech.client, organisation: fintech.organisation.code, user: user.user,
      scopes: [.login, .inquiry, .transfer])
    do {
      let reply = try await hub.withdraw(
        TransferWithdraw.Request(
          depositPrintContent: print, fintechUseNumber: user.registered[number].fintechUseNumber, printContent: nil,
          amount: row.amount, requestedAt: requestedAt, cmsNumber: nil), by: caller, call: call)
      return [Verdict(reply.body.bank)]
    } catch {
      return [Verdict(error)]
    }
  }

  func deposit(
    _ order: SimulatedOrder, _ requestedAt: DateTime, at hub: Hub, _ call: CallStamp
  ) async -> [Verdict] {
    guard let phrase = PassPhrase("NONE"), let print = PrintContent("환급") else { return [] }
    do {
      let reply = try await hub.deposit(
        TransferDeposit.Request(
          passPhrase: phrase, withdrawPrintContent: print, nameCheck: .on, count: order.rows.count,
          rows: order.rows.enumerated().map { index, row in
            TransferDeposit.Row(
              number: index + 1, fintechUseNumber: cast.users[row.user].registered[number].fintechUseNumber,
              printContent: print, amount: row.amount)
          }, requestedAt: requestedAt), by: ownToken, call: call)
      return reply.body.rows.map { Verdict($0.bank) }
    } catch {
      return order.rows.map { _ in Verdict(error) }
    }
  }

  func deposit2(
    _ order: SimulatedOrder, _ requestedAt: DateTime, at hub: Hub, _ call: CallStamp
  ) async -> [Verdict] {
    guard let phrase = PassPhrase("NONE"), let print = PrintContent("환급"), let wrong = HolderName("다른사람") else {
      return []
    }
    do {
      let reply = try await hub.deposit2(
        TransferDeposit2.Request(
          passPhrase: phrase, withdrawPrintContent: print, nameCheck: .on, count: order.rows.count,
          rows: order.rows.enumerated().map { index, row in
            let user = cast.users[row.user]
            return TransferDeposit2.Row(
              number: index + 1, bankCode: user.account.bank, accountNumber: user.account.number,
              holderName: row.isNameWrong ? wrong : user.holder, printContent: print, amount: row.amount)
          }, requestedAt: requestedAt), by: ownToken, call: call)
      return reply.body.rows.map { Verdict($0.bank) }
    } catch {
      return order.rows.map { _ in Verdict(error) }
    }
  }

  func result(_ order: SimulatedOrder, _ known: [Verdict], at hub: Hub) async -> [Verdict] {
    let asked = zip(order.rows, known).enumerated().compactMap { index, pair in
      pair.1.name.map {
        TransferResult.Row(number: index + 1, bankTransactionID: $0.id, date: $0.date, amount: pair.0.amount)
      }
    }
    var told = known.map { _ in Verdict.nothing }
    guard !asked.isEmpty else { return told }
    do {
      let reply = try await hub.transferResult(
        TransferResult.Request(
          checkType: order.kind == .withdraw ? .withdraw : .deposit, count: asked.count, rows: asked,
          requestedAt: life.clock.now.dateTime), by: ownToken)
      // An id that the hub gave is never unknown to it: its 701 would be a lie.
      for row in reply.body.rows { told[row.number - 1] = Verdict(row.bank) }
      return told
    } catch {
      return told
    }
  }

  func recheck(_ order: SimulatedOrder, _ requestedAt: DateTime, at hub: Hub) async -> [Verdict] {
    do {
      let reply = try await hub.transferRecheck(
        TransferRecheck.Request(
          checkType: order.kind == .withdraw ? .withdraw : .deposit, count: order.rows.count,
          rows: order.rows.enumerated().map { index, row in
            TransferRecheck.Row(
              number: index + 1, requestedAt: requestedAt, form: .fintechUseNumber,
              fintechUseNumber: cast.users[row.user].registered[number].fintechUseNumber, amount: row.amount)
          }, requestedAt: requestedAt), by: ownToken)
      return reply.body.rows.map { Verdict($0.bank) }
    } catch {
      return order.rows.map { _ in Verdict(error) }
    }
  }
}
