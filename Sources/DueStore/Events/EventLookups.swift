import GRDB

/// Indexes by which the events of one person, or of one message, are found without reading all.
///
/// A load does without them, which makes them optional: once they are there, later loads keep them.
package enum EventLookups {
  /// Addresses are found in capitals and small letters alike.
  private static let statements = """
    CREATE INDEX IF NOT EXISTS event_message ON event (message) WHERE message IS NOT NULL;
    CREATE INDEX IF NOT EXISTS event_recipient ON event (recipient COLLATE NOCASE)
      WHERE recipient IS NOT NULL;
    CREATE INDEX IF NOT EXISTS event_endpoint ON event (endpoint) WHERE endpoint IS NOT NULL;
    """

  /// Makes those that are missing.
  package static func create(_ database: StoreView) throws {
    try database.execute(sql: statements)
  }
}
