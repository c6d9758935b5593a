import DueModel

/// Texts of messages that are long, as those of mails are, beside the rows of the outbox.
///
/// SQLite writes a row that changes again as a whole, and a message changes twice on its way: with
/// three kilobytes of text in the row, most of what a send writes would be that text once more.
package enum LongTextTable {
  /// Bytes of text, from which on it stands here.
  static let threshold = 1024

  static let schema = """
    -- What a message says, where that is long: then body and headers of outbox are empty.
    CREATE TABLE outbox_text (
      outbox INTEGER PRIMARY KEY,  -- outbox.id
      body TEXT NOT NULL,
      headers TEXT                 -- JSON
    ) STRICT;

    CREATE TRIGGER outbox_text_goes AFTER DELETE ON outbox BEGIN
      DELETE FROM outbox_text WHERE outbox = old.id;
    END;
    """

  /// `OutboxTable.views` names the columns of the outbox alone.
  static let views = """
    DROP VIEW messages;
    CREATE VIEW messages AS
      SELECT o.id, p.name AS project, b.id AS batch, o.rec, o.channel, o.key, o.state,
        o.recipient, o.sender, o.type, o.priority, o.parts, o.tries, o.code, o.detail,
        o.endpoint AS endpoint_id, o.campaign AS campaign_id, o.treatment AS treatment_id,
        o.activity AS activity_id, coalesce(t.body, o.body) AS body,
        coalesce(t.headers, o.headers) AS headers, o.context,
        strftime('%Y-%m-%dT%H:%M:%fZ', o.created / 1000.0, 'unixepoch') AS created_at,
        strftime('%Y-%m-%dT%H:%M:%fZ', o.changed / 1000.0, 'unixepoch') AS changed_at,
        strftime('%Y-%m-%dT%H:%M:%fZ', nullif(o.not_before, 0) / 1000.0, 'unixepoch')
          AS not_before,
        strftime('%Y-%m-%dT%H:%M:%fZ', o.expires / 1000.0, 'unixepoch') AS expires_at
      FROM outbox o JOIN batch b ON b.seq = o.batch JOIN project p ON p.seq = b.project
        LEFT JOIN outbox_text t ON t.outbox = o.id;
    """

  /// SQL for the text of row `o` of the outbox, wherever it stands.
  static let body = text("body")
  static let headers = text("headers")

  private static func text(_ column: String) -> String {
    """
    iif(o.body = '',
      coalesce((SELECT t.\(column) FROM outbox_text t WHERE t.outbox = o.id), o.\(column)),
      o.\(column))
    """
  }

  static func holds(_ message: Message) -> Bool {
    message.body.utf8.count + message.headers.utf8.count >= threshold
  }
}
