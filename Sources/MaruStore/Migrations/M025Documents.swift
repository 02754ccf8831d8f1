extension HubSchema {
  /// Documents of applications for use, in parts, so that none of them holds others up while it is written. One without an
  /// application waits for the next one of its app; one that is not whole yet is shown to nobody.
  static let m025Documents = Migration(
    25,
    [
      """
      CREATE TABLE live_document (
        id BIGKEY, client_id TEXT NOT NULL, developer BIGINT NOT NULL, application BIGINT, name TEXT NOT NULL,
        type TEXT NOT NULL, size BIGINT NOT NULL, digest BLOB NOT NULL, uploaded_at BIGINT NOT NULL, is_whole BIGINT NOT NULL)
      """,
      "CREATE INDEX live_document_client ON live_document (client_id)",
      "CREATE INDEX live_document_application ON live_document (application)",
      "CREATE INDEX live_document_developer ON live_document (developer)",
      """
      CREATE TABLE live_document_part (
        document BIGINT NOT NULL, number BIGINT NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (document, number))
      """,
    ])
}
