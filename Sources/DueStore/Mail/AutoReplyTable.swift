/// What the automatic answers of due-auto-reply(1) leave in the store.
package enum AutoReplyTable {
  static let schema = """
    -- When each sender last had an answer from each of our addresses.
    CREATE TABLE auto_reply (
      our_address TEXT NOT NULL,
      sender_key TEXT NOT NULL,   -- the address in lower case, its domain in ASCII
      last_reply INTEGER NOT NULL, -- milliseconds since 1970
      count INTEGER NOT NULL,
      PRIMARY KEY (our_address, sender_key)
    ) STRICT, WITHOUT ROWID;

    -- What was decided of each message, once.
    CREATE TABLE auto_reply_log (
      seq INTEGER PRIMARY KEY,
      message_key TEXT NOT NULL UNIQUE, -- made of Message-ID, else of the bytes, and our address
      at INTEGER NOT NULL,        -- milliseconds since 1970
      message_id TEXT NOT NULL,
      sender TEXT NOT NULL,
      our_address TEXT NOT NULL,
      decision TEXT NOT NULL,     -- reply, skip
      rule TEXT NOT NULL,         -- which one kept us silent
      reply_id TEXT NOT NULL,     -- Message-ID of the answer
      state TEXT NOT NULL,        -- leaving: committed, and perhaps handed over; left; none
      previous INTEGER            -- last_reply before this answer
    ) STRICT;
    CREATE INDEX auto_reply_log_at ON auto_reply_log (at);
    """

  static let views = """
    CREATE VIEW auto_replies AS
      SELECT strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch') AS at, message_id, sender,
        our_address, decision, rule, reply_id,
        CASE state WHEN 'leaving' THEN 'uncertain' ELSE state END AS state
      FROM auto_reply_log ORDER BY seq;
    """
}
