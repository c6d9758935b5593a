import DueSystem
import GRDB

/// How many messages each endpoint had of a campaign that limits them.
///
/// A count of its own, for the runs of a campaign can be thousands: looking into each of them, for
/// each member, would make every run slower than the one before.
package struct CampaignSent: ~Copyable {
  static let schema = """
    CREATE TABLE campaign_sent (
      campaign INTEGER NOT NULL,  -- campaign.seq
      endpoint INTEGER NOT NULL,  -- endpoint.seq
      messages INTEGER NOT NULL,
      PRIMARY KEY (campaign, endpoint)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO campaign_sent
      SELECT r.campaign, m.endpoint, count(*)
      FROM campaign c JOIN campaign_run r ON r.campaign = c.seq
        JOIN campaign_member m ON m.run = r.seq
      WHERE m.status = 'SUCCESS' AND json_extract(c.definition, '$.Limits.Total') > 0
      GROUP BY r.campaign, m.endpoint;
    """

  private let find: ReusedStatement
  private let campaign: Int64

  package init(of campaign: StoredCampaign, _ database: Database) throws {
    find = try ReusedStatement(
      "SELECT messages FROM campaign_sent WHERE campaign = ?1 AND endpoint = ?2", database)
    self.campaign = campaign.seq
  }

  /// How many messages the endpoint at `seq` had.
  package borrowing func count(endpoint seq: Int64) throws -> Int {
    find.bind(1, campaign)
    find.bind(2, seq)
    defer { find.reset() }
    return try find.step() ? Int(find.integer(0)) : 0
  }
}

/// Counts the messages of a run, in the transaction that makes them.
package struct CampaignSentWriter: ~Copyable {
  private let add: ReusedStatement
  private let campaign: Int64

  package init(of campaign: StoredCampaign, _ database: Database) throws {
    add = try ReusedStatement(
      """
      INSERT INTO campaign_sent (campaign, endpoint, messages) VALUES (?1, ?2, 1)
      ON CONFLICT DO UPDATE SET messages = messages + 1
      """, database)
    self.campaign = campaign.seq
  }

  /// One more for the endpoint at `seq`.
  package borrowing func count(endpoint seq: Int64) throws {
    add.bind(1, campaign)
    add.bind(2, seq)
    try add.run()
  }
}
