extension HubSchema {
  /// Other terms of a live service hold once the applicant has agreed to them; those that were approved before hold already.
  static let m023AgreedTerms = Migration(
    23,
    [
      "ALTER TABLE live_application ADD COLUMN terms_offered BIGINT NOT NULL DEFAULT 0",
      "ALTER TABLE live_contract ADD COLUMN agreed_at BIGINT",
      """
      UPDATE live_contract SET agreed_at = (SELECT changed_at FROM live_application WHERE live_application.id = application)
      WHERE approved_by IS NOT NULL AND EXISTS (
        SELECT 1 FROM live_application WHERE live_application.id = application
          AND stage IN ('contracted', 'keysAsked', 'keysGranted', 'keyed', 'live', 'suspended', 'ended'))
      """,
    ])
}
