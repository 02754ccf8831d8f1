package import MaruDomain

/// What one of several hubs over a database tells the others: that it is there, since when, and its figures of the last minute.
package struct HubSign: Sendable, Hashable {
  /// As in ``SerialSource/hubNumber(in:)``: never given twice over a database.
  package let hub: Int64
  /// Where it listens, for people: `machine:port`.
  package let place: String
  package let version: String
  /// By the clock of that hub, as is `toldAt`: other hubs' clocks may differ.
  package let startedAt: Instant
  package let toldAt: Instant
  /// Counts up with each time: a row whose beat stands still is of a hub that does too, whatever clocks say.
  package let beat: Int64
  /// In words of its own (``MaruHub/HubFigures``), which a hub of another version reads as far as it knows them.
  package let figures: String

  package init(
    hub: Int64, place: String, version: String, startedAt: Instant, toldAt: Instant, beat: Int64, figures: String
  ) {
    self.hub = hub
    self.place = place
    self.version = version
    self.startedAt = startedAt
    self.toldAt = toldAt
    self.beat = beat
    self.figures = figures
  }
}

/// Every statement about `hub_sign`: one row a hub, replaced every few seconds. Nothing that is decided depends on it.
package enum HubSignTable {
  /// Replaces the row of the hub.
  package static func save(_ sign: HubSign, in session: any SQLSession) throws {
    try session.run(
      """
      INSERT INTO hub_sign (hub, place, version, started_at, told_at, beat, figures) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (hub) DO UPDATE SET place = excluded.place, version = excluded.version, started_at = excluded.started_at,
        told_at = excluded.told_at, beat = excluded.beat, figures = excluded.figures
      """,
      [
        .integer(sign.hub), .text(sign.place), .text(sign.version), .integer(sign.startedAt.milliseconds),
        .integer(sign.toldAt.milliseconds), .integer(sign.beat), .text(sign.figures),
      ])
  }

  /// The rows of all hubs, by number.
  package static func all(in session: any SQLSession) throws -> [HubSign] {
    try session.rows(
      "SELECT hub, place, version, started_at, told_at, beat, figures FROM hub_sign ORDER BY hub", []
    ).map {
      HubSign(
        hub: try $0.integer(0), place: try $0.text(1), version: try $0.text(2), startedAt: try $0.instant(3),
        toldAt: try $0.instant(4), beat: try $0.integer(5), figures: try $0.text(6))
    }
  }

  /// Takes a hub's row away, unless it has told something since `beat`.
  package static func remove(_ hub: Int64, beat: Int64, in session: any SQLSession) throws {
    try session.run("DELETE FROM hub_sign WHERE hub = ? AND beat = ?", [.integer(hub), .integer(beat)])
  }
}
