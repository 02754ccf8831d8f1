extension HubSchema {
  /// Clients, users, consents, registered accounts, authorization codes and tokens.
  static let m002Consent = Migration(2, [])
}
