import DueFormats
import DueSystem
import GRDB

/// Reads what became of each member of a run, in the order of the store: the run's decision, its
/// message in the outbox, and the last that a peer told of it.
package struct CampaignReportCursor: ~Copyable {
  private let statement: ReusedStatement

  /// One member. Texts are empty where there is nothing; they are valid until the next call.
  package struct Row {
    package var endpointID = ""
    package var channel = ""
    /// As the message had it, else as the endpoint has it.
    package var address = ""
    /// JSON objects, name → list of strings.
    package var attributes = ""
    package var userAttributes = ""
    /// The run's decision: `SendStatus`.
    package var status = ""
    package var detail = ""
    /// Place among the campaign's treatments.
    package var treatment = 0
    package var message: Message?

    package init() {}

    /// The message in the outbox.
    package struct Message {
      package var state: OutboxState
      package var code = ""
      package var detail = ""
      package var body = ""
      package var changed: Instant
      package var notBefore: Instant?
      /// Its batch is active, paused or cancelled.
      package var batch: Batch.State
      package var receipt: Receipt?

      package init(state: OutboxState, changed: Instant, batch: Batch.State) {
        self.state = state
        self.changed = changed
        self.batch = batch
      }
    }

    /// What a peer told later.
    package struct Receipt {
      package var status = ""
      /// ok, transient, permanent, policy, progress.
      package var kind = ""
      package var at: Instant

      package init(status: String, kind: String, at: Instant) {
        self.status = status
        self.kind = kind
        self.at = at
      }
    }
  }

  package init(_ run: StoredRun, _ database: Database) throws {
    let statement = try ReusedStatement(
      """
      SELECT e.id, coalesce(upper(o.channel), e.channel), coalesce(o.recipient, e.address),
        e.attributes, u.attributes, m.status, m.detail, m.treatment, o.state, o.code, o.detail,
        \(LongTextTable.body), o.changed, nullif(o.not_before, 0), b.state, d.status, d.class, d.at
      FROM campaign_member m
        LEFT JOIN endpoint e ON e.seq = m.endpoint
        LEFT JOIN user u ON u.seq = e.user
        LEFT JOIN outbox o ON o.key = ?2 || '-' || m.endpoint
        LEFT JOIN batch b ON b.seq = o.batch
        LEFT JOIN delivery_event d ON d.rowid = (
          SELECT rowid FROM delivery_event WHERE outbox = o.id
          ORDER BY class = 'progress', at DESC, rowid DESC LIMIT 1)
      WHERE m.run = ?1 ORDER BY m.endpoint
      """, database)
    statement.bind(1, run.seq)
    statement.bind(2, run.id)
    self.statement = statement
  }

  deinit { statement.reset() }

  package func next() throws -> Row? {
    guard try statement.step() else { return nil }
    var row = Row()
    row.endpointID = statement.string(0)
    row.channel = statement.string(1)
    row.address = statement.string(2)
    row.attributes = statement.string(3)
    row.userAttributes = statement.string(4)
    row.status = statement.string(5)
    row.detail = statement.string(6)
    row.treatment = Int(statement.integer(7))
    if let state = OutboxState(rawValue: statement.string(8)),
      let changed = statement.instant(12)
    {
      var message = Row.Message(
        state: state, changed: changed,
        batch: Batch.State(rawValue: statement.string(14)) ?? .active)
      message.code = statement.string(9)
      message.detail = statement.string(10)
      message.body = statement.string(11)
      message.notBefore = statement.instant(13)
      if let at = statement.instant(17) {
        message.receipt = Row.Receipt(
          status: statement.string(15), kind: statement.string(16), at: at)
      }
      row.message = message
    }
    return row
  }
}
