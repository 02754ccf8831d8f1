/// The tables of a hub's database, in the order they are made.
package enum HubSchema {
  /// The schema on PostgreSQL.
  package static let name = "maru_hub"
  package static let migrations: [Migration] = [
    m001Money, m002Consent, m003Settlement, m004Upkeep, m005Portal, m006Keyed, m007JournalDays, m008KeptCalls,
    m009Simulator, m010Forum, m011Me, m012Operators, m013Live, m014BankConsole, m015LiveRevisions,
    m016Notices, m017Support, m018Letters, m019Webhooks, m020OpenTransfers, m021WebhookWaits,
    m022TermProposals, m023AgreedTerms, m024CallUsers, m025Documents, m026UseDays,
    m027HubSigns,
  ]
}
