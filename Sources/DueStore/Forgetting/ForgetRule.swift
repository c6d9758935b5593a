/// What becomes of one table of `due.db` when a person is forgotten.
///
/// The tables `temp.person_endpoint` (`seq`, `id`), `temp.person_user` (`seq`, `id`),
/// `temp.person_address` (`address`) and `temp.person_message` (`seq`, a place in the outbox) say
/// who it is, and the functions `has_address` and `without_mailboxes` are `WholeAddress` and
/// `MailUnnaming`; see `Forgetting`. A test holds these rules against the schema: a table without
/// one fails it.
package struct ForgetRule: Sendable {
  package let table: String
  /// Statements, the first of which counts; none for a table that tells nothing of anybody.
  package let statements: [String]

  private init(_ table: String, _ statements: String...) {
    self.table = table
    self.statements = statements
  }

  private static let ofEndpoint = "endpoint IN (SELECT seq FROM temp.person_endpoint)"
  private static let ofMessage = "outbox IN (SELECT seq FROM temp.person_message)"
  private static let ofAddress = "IN (SELECT address FROM temp.person_address)"
  private static let ofOwner = """
    owner IN (SELECT seq FROM temp.person_endpoint UNION ALL SELECT -seq FROM temp.person_user)
    """

  /// Takes their addresses out of those that the other recipients of a mail see.
  private static func unnamed(_ table: String) -> String {
    func others(_ path: String) -> String {
      """
      json((SELECT json_group_array(value) FROM json_each(headers, '\(path)')
          WHERE NOT EXISTS (SELECT 1 FROM temp.person_address WHERE has_address(value, address))))
      """
    }
    return """
      UPDATE \(table) SET headers = json_replace(headers, '$.to', \(others("$.to")),
        '$.cc', \(others("$.cc")))
      WHERE EXISTS (SELECT 1 FROM temp.person_address
          WHERE instr(lower(headers), lower(address)) > 0 AND has_address(headers, address))
        AND json_valid(headers)
      """
  }

  /// Takes them out of those that a whole mail says it went to.
  private static func unnamedMail(_ table: String) -> String {
    """
    UPDATE \(table) SET body = without_mailboxes(body,
        (SELECT group_concat(address, char(10)) FROM temp.person_address))
    WHERE instr(headers, '"form":"mime"') > 0 AND EXISTS (SELECT 1 FROM temp.person_address
        WHERE instr(lower(body), lower(address)) > 0 AND has_address(body, address))
    """
  }

  /// Where that leaves nobody to be seen, they are still to see that there were others.
  private static func undisclosed(_ table: String) -> String {
    """
    UPDATE \(table) SET headers = json_set(headers, '$.to', json_array('undisclosed-recipients:;'))
    WHERE CASE WHEN instr(headers, '":[]') > 0 AND json_valid(headers)
      THEN coalesce(json_extract(headers, '$.to'), '[]') = '[]'
        AND coalesce(json_extract(headers, '$.cc'), '[]') = '[]' END
    """
  }

  /// In the order in which they are applied: what others are found by goes last.
  package static let all: [ForgetRule] = [
    // What was sent. The row stays, for a campaign's report counts it; who and what it was, goes.
    ForgetRule(
      "outbox",
      """
      UPDATE outbox SET recipient = '', body = '', headers = NULL, context = NULL, endpoint = NULL,
        detail = NULL, hours = NULL,
        code = iif(state IN ('ready', 'standby', 'uncertain', 'dead'), 'FORGOTTEN', code),
        state = iif(state IN ('ready', 'standby', 'uncertain', 'dead'), 'cancelled', state)
      WHERE id IN (SELECT seq FROM temp.person_message)
      """,
      // A key that was given by hand may tell who it is; that of a campaign is a run and a place.
      """
      UPDATE outbox SET key = 'forgotten-' || id
      WHERE id IN (SELECT seq FROM temp.person_message) AND (campaign IS NULL OR EXISTS (
        SELECT 1 FROM (SELECT address AS text FROM temp.person_address
          UNION ALL SELECT id FROM temp.person_endpoint UNION ALL SELECT id FROM temp.person_user)
        WHERE instr(outbox.key, text) > 0 AND length(text) > 3))
      """,
      unnamed("outbox"), undisclosed("outbox"), unnamedMail("outbox")),
    ForgetRule(
      "outbox_text", "DELETE FROM outbox_text WHERE \(ofMessage)", unnamed("outbox_text"),
      undisclosed("outbox_text"), unnamedMail("outbox_text")),
    ForgetRule(
      "attempt", "UPDATE attempt SET detail = NULL, provider_id = NULL WHERE \(ofMessage)"),
    ForgetRule("provider", "DELETE FROM provider WHERE \(ofMessage)"),
    ForgetRule("delivery_event", "DELETE FROM delivery_event WHERE \(ofMessage)"),
    // Whatever was to follow is theirs as well, and cancelled.
    ForgetRule("fallback", "DELETE FROM fallback WHERE \(ofMessage)"),
    ForgetRule("dead_letter", "DELETE FROM dead_letter WHERE \(ofMessage)"),
    ForgetRule("retry", "DELETE FROM retry WHERE \(ofMessage)"),
    ForgetRule("event_orphan", "DELETE FROM event_orphan WHERE number \(ofAddress)"),
    ForgetRule(
      "invalid_number", "DELETE FROM invalid_number WHERE address \(ofAddress) OR \(ofMessage)"),
    // Wishes: `Forgetting` has kept them by hashes before.
    ForgetRule("optout", "DELETE FROM optout WHERE address \(ofAddress)"),
    ForgetRule("optout_log", "DELETE FROM optout_log WHERE address \(ofAddress)"),
    ForgetRule("optout_reply", "DELETE FROM optout_reply WHERE address \(ofAddress)"),
    ForgetRule("optout_push", "DELETE FROM optout_push WHERE address \(ofAddress)"),
    ForgetRule("inbound", "DELETE FROM inbound WHERE from_address \(ofAddress)"),
    ForgetRule("suppression", "DELETE FROM suppression WHERE address_key \(ofAddress)"),
    ForgetRule("suppression_event", "DELETE FROM suppression_event WHERE address_key \(ofAddress)"),
    ForgetRule("suppression_log", "DELETE FROM suppression_log WHERE address_key \(ofAddress)"),
    ForgetRule("suppression_push", "DELETE FROM suppression_push WHERE address_key \(ofAddress)"),
    ForgetRule(
      "suppression_delivery",
      "DELETE FROM suppression_delivery WHERE address IN (SELECT hash FROM temp.person_hash)"),
    // A message that was answered is not answered again: its key, a hash, stays.
    ForgetRule("auto_reply", "DELETE FROM auto_reply WHERE sender_key \(ofAddress)"),
    ForgetRule(
      "auto_reply_log",
      """
      UPDATE auto_reply_log SET sender = '', message_id = ''
      WHERE sender \(ofAddress) OR lower(sender) \(ofAddress)
      """),
    // What campaigns did: how many stays, for who is a place that is nobody's then.
    ForgetRule("campaign_member", "UPDATE campaign_member SET detail = NULL WHERE \(ofEndpoint)"),
    ForgetRule("campaign_sent", "DELETE FROM campaign_sent WHERE \(ofEndpoint)"),
    ForgetRule("campaign_hook", "DELETE FROM campaign_hook WHERE \(ofEndpoint)"),
    // A load test to real people names them; it still adds up with nobody in their place.
    ForgetRule(
      "load_run",
      """
      UPDATE load_run SET scenario = CASE WHEN json_valid(scenario) THEN
          json_replace(scenario, '$.recipients', json((SELECT json_group_object(name, weight)
            FROM (SELECT sum(value) AS weight,
                CASE WHEN EXISTS (SELECT 1 FROM temp.person_address WHERE has_address(key, address))
                  THEN 'forgotten@example.invalid' ELSE key END AS name
              FROM json_each(scenario, '$.recipients') GROUP BY name ORDER BY min(id)))))
        ELSE '{}' END
      WHERE EXISTS (SELECT 1 FROM temp.person_address WHERE has_address(scenario, address))
      """),
    ForgetRule("tag_state", "DELETE FROM tag_state WHERE \(ofOwner)"),
    ForgetRule("tag_event", "DELETE FROM tag_event WHERE \(ofOwner)"),
    // Documents that nobody here knows may be about anybody.
    ForgetRule(
      "kept_document",
      """
      DELETE FROM kept_document WHERE EXISTS (
          SELECT 1 FROM temp.person_address WHERE has_address(document, address))
        OR project = (SELECT seq FROM temp.person_project) AND EXISTS (
          SELECT 1 FROM (SELECT id AS name FROM temp.person_endpoint
            UNION ALL SELECT id FROM temp.person_user)
          WHERE instr(document, json_quote(name)) > 0)
      """),
    ForgetRule(
      "segment_user",
      "DELETE FROM segment_user WHERE user IN (SELECT seq FROM temp.person_user)"),
    ForgetRule(
      "endpoint", "DELETE FROM endpoint WHERE seq IN (SELECT seq FROM temp.person_endpoint)"),
    ForgetRule("user", "DELETE FROM user WHERE seq IN (SELECT seq FROM temp.person_user)"),
    // The archive's own erasure sees to this, for some may have to stay.
    ForgetRule("archive_message"),
    // Runs of places, which tell nothing when the endpoint is gone.
    ForgetRule("segment_range"),
    // Names, definitions, counts, hashes, and what paces senders.
    ForgetRule("archive_erased"), ForgetRule("archive_pack"), ForgetRule("batch"),
    ForgetRule("breaker"), ForgetRule("bucket"), ForgetRule("campaign"), ForgetRule("campaign_run"),
    ForgetRule("erasure"), ForgetRule("erasure_part"), ForgetRule("forget_key"),
    ForgetRule("forgotten"), ForgetRule("journey"),
    ForgetRule("last_place"), ForgetRule("load_arrival"),
    ForgetRule("optout_sender"), ForgetRule("project"),
    ForgetRule("resource_name"), ForgetRule("resource_name_history"), ForgetRule("segment"),
    ForgetRule("suppression_pull"), ForgetRule("suppression_state"), ForgetRule("tag_name"),
    ForgetRule("template"), ForgetRule("template_active"), ForgetRule("vdm_day"),
    ForgetRule("vdm_job"), ForgetRule("vdm_volume"),
  ]
}
