package import MaruContract
import MaruDomain
import MaruStore

extension Hub {
  /// The accounts that a request names, in itself or in rows of a list: by bank and number, or by `fintech_use_num`.
  ///
  /// Reads what is there: a request that is malformed names fewer.
  package func accounts(namedIn members: [WireValue.Member]) async -> [NamedAccount] {
    var named: [NamedAccount] = []
    for members in Self.objects(members) {
      func text(_ name: String) -> String { members.first { $0.name == name }?.value.flatText ?? "" }
      let (bank, number) = (BankCode(text(Wire.bankCode.name)), AccountNumber(text(Wire.accountNumber.name)))
      if bank != nil || number != nil { named.append(NamedAccount(bank: bank, number: number)) }
      if let use = FintechUseNumber(text(Wire.fintechUseNumber.name)),
        let found = try? await store.read({ try RegisteredAccountTable.find(use, in: $0) })
      {
        named.append(NamedAccount(bank: found.account.bank, number: found.account.number))
      }
    }
    return named
  }

  private static func objects(_ members: [WireValue.Member]) -> [[WireValue.Member]] {
    [members]
      + members.flatMap { member -> [[WireValue.Member]] in
        guard case .array(let rows) = member.value else { return [] }
        return rows.compactMap { row in
          if case .object(let members) = row { members } else { nil }
        }
      }
  }
}
