import MaruBankLink
package import MaruContract
package import MaruDomain

extension Hub {
  /// 참가기관 상태조회: asks every bank now, all at once; one that does not answer is a fault (D).
  package func bankStatus(
    _ request: BankStatus.Request, by caller: Caller
  ) async throws(HubError) -> Reply<BankStatus.Response> {
    let states = await withTaskGroup(of: (BankCode, BankStatusCode).self) { group in
      for link in banks.links {
        group.addTask {
          switch await link.health() {
          case .confirmed(let state): (link.bank.code, state)
          case .refused, .unknown: (link.bank.code, .fault)
          }
        }
      }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    let rows = banks.links.map {
      BankStatus.Row(bankCode: $0.bank.code, bankName: $0.bank.name, status: states[$0.bank.code] ?? .fault)
    }
    return Reply(.success, BankStatus.Response(count: rows.count, rows: rows))
  }
}
