import DueModel
import DueSystem

/// Which messages a wish is about.
package enum OptOutScope: String, Sendable, CaseIterable {
  case promotional
  /// Transactional messages too.
  case all
}

/// One word for being written to, or against it.
package struct OptOutWord: Sendable, Equatable {
  package enum Kind: String, Sendable { case optOut = "opt_out", optIn = "opt_in" }

  package var kind: Kind
  package var address: String
  package var list: String
  package var scope = OptOutScope.promotional
  /// When it was said.
  package var at: Instant
  /// Until when it holds; nil for good.
  package var until: Instant?
  /// What it came through: `inbound`, `add`, `import`, a transport.
  package var source: String
  package var keyword = ""
  package var inboundID = ""
  package var saidBy = ""
  package var reason = ""

  package init(_ kind: Kind, _ address: String, list: String, at: Instant, source: String) {
    self.kind = kind
    self.address = address
    self.list = list
    self.at = at
    self.source = source
  }
}

/// One address that is not to be written to.
package struct OptOutRow: Sendable, Equatable {
  package var address: String
  package var list: String
  package var scope: OptOutScope
  package var since: Instant
  package var until: Instant?
  package var source: String
  package var keyword: String
  package var inboundID: String
  /// When they said so last.
  var said: Instant

  static let columns = "address, list, scope, since, until, source, keyword, inbound_id, said"
}

extension OptOutRow {
  init(_ row: ReusedStatement) {
    let since = Instant(milliseconds: row.integer(3))
    self.init(
      address: row.string(0), list: row.string(1),
      scope: OptOutScope(rawValue: row.string(2)) ?? .all, since: since, until: row.instant(4),
      source: row.string(5), keyword: row.string(6), inboundID: row.string(7),
      said: row.instant(8) ?? since)
  }
}

/// One row of the log.
package struct OptOutLogRow: Sendable, Equatable {
  package var word: OptOutWord
  package var changed: Bool
  package var noted: Instant

  static let columns = """
    word, address, list, scope, at, source, keyword, inbound_id, said_by, reason, changed, noted
    """

  init(_ row: ReusedStatement) {
    word = OptOutWord(
      OptOutWord.Kind(rawValue: row.string(0)) ?? .optOut, row.string(1), list: row.string(2),
      at: Instant(milliseconds: row.integer(4)), source: row.string(5))
    word.scope = OptOutScope(rawValue: row.string(3)) ?? .promotional
    word.keyword = row.string(6)
    word.inboundID = row.string(7)
    word.saidBy = row.string(8)
    word.reason = row.string(9)
    changed = row.integer(10) != 0
    noted = Instant(milliseconds: row.integer(11))
  }
}

/// What became of a message that came in.
package struct InboundRow: Sendable, Equatable {
  package var message: InboundMessage
  package var at: Instant
  package var list: String
  package var action: String
  package var keyword = ""
  package var changed = false
  package var replyKey = ""
  package var noReply = ""

  package init(_ message: InboundMessage, at: Instant, list: String, action: String) {
    self.message = message
    self.at = at
    self.list = list
    self.action = action
  }
}
