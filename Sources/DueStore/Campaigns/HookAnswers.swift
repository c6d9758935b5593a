import DueModel
import DueSystem
import GRDB

/// What became of a member that a campaign's hook was asked about.
package enum HookVerdict: String, Sendable {
  /// The hook gave the endpoint back, changed or not.
  case kept
  /// The hook left it out.
  case dropped
  /// The hook gave no answer that could be used.
  case failed
  /// Nor did it here, and the message goes out without one.
  case passed
}

/// What the hook of a campaign answered for one run, member by member.
///
/// Kept from the moment that it answers until the run has come to its end: a run that was cut
/// short does not ask again.
package struct HookAnswers: ~Copyable {
  static let schema = """
    CREATE TABLE campaign_hook (
      campaign INTEGER NOT NULL,  -- campaign.seq
      number INTEGER NOT NULL,    -- of the run, which need not be there yet
      endpoint INTEGER NOT NULL,  -- endpoint.seq
      verdict TEXT NOT NULL,      -- kept, dropped, failed, passed
      answer TEXT,                -- the endpoint as the hook gave it back; why it failed
      PRIMARY KEY (campaign, number, endpoint)
    ) STRICT;
    """

  private let statement: ReusedStatement
  private let campaign: Int64
  private let number: Int64

  /// - Parameter number: of the run.
  package init(of campaign: StoredCampaign, number: Int, _ database: Database) throws {
    statement = try ReusedStatement(
      """
      SELECT verdict, answer FROM campaign_hook
      WHERE campaign = ?1 AND number = ?2 AND endpoint = ?3
      """, database)
    self.campaign = campaign.seq
    self.number = Int64(number)
  }

  /// What the hook said of the endpoint at `seq`; nil where it was not asked. The answer is put
  /// into `answer`.
  package borrowing func find(
    endpoint seq: Int64, into answer: inout ByteBuffer
  ) throws -> HookVerdict? {
    statement.bind(1, campaign)
    statement.bind(2, number)
    statement.bind(3, seq)
    defer { statement.reset() }
    guard try statement.step() else { return nil }
    answer.removeAll()
    answer.append(statement.bytes(1))
    return HookVerdict(rawValue: statement.string(0))
  }

  /// Forgets the answers for a run.
  static func remove(of run: StoredRun, _ database: Database) throws {
    try database.execute(
      sql: """
        DELETE FROM campaign_hook WHERE number = ?1
          AND campaign = (SELECT campaign FROM campaign_run WHERE seq = ?2)
        """, arguments: [run.number, run.seq])
  }
}

/// Keeps what a hook answered, inside the caller's transaction.
package struct HookAnswerWriter: ~Copyable {
  private let insert: ReusedStatement
  private let campaign: Int64
  private let number: Int64

  /// - Parameter number: of the run.
  package init(of campaign: StoredCampaign, number: Int, _ database: Database) throws {
    insert = try ReusedStatement(
      """
      INSERT INTO campaign_hook (campaign, number, endpoint, verdict, answer)
      VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING
      """, database)
    self.campaign = campaign.seq
    self.number = Int64(number)
  }

  package borrowing func add(
    endpoint seq: Int64, _ verdict: HookVerdict, answer: String = ""
  ) throws {
    insert.bind(1, campaign)
    insert.bind(2, number)
    insert.bind(3, seq)
    insert.bind(4, verdict.rawValue)
    insert.bind(orNull: 5, answer)
    try insert.run()
  }
}
