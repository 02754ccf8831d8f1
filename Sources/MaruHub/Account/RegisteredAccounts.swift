import MaruDomain

extension Hub {
  func registeredAccount(_ number: FintechUseNumber) async throws(HubError) -> RegisteredAccount? { nil }
}
