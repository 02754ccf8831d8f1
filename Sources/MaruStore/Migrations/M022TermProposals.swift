extension HubSchema {
  /// Changes of caps, prefunded limits and fees that one operator proposes and another one approves.
  static let m022TermProposals = Migration(
    22,
    [
      """
      CREATE TABLE term_proposal (
        id BIGKEY, kind TEXT NOT NULL, party TEXT NOT NULL, api TEXT NOT NULL, won BIGINT, former TEXT NOT NULL,
        proposed_by TEXT NOT NULL, proposed_at BIGINT NOT NULL, state TEXT NOT NULL, decided_by TEXT, decided_at BIGINT)
      """,
      "CREATE UNIQUE INDEX term_proposal_open ON term_proposal (kind, party, api) WHERE state = 'open'",
    ])
}
