import DueFormats
import DueModel
import DueStore
import DueSystem

/// What became of one member, in the terms in which a run is finished:
/// sent + skipped + failed + held = members.
package struct MemberReport: Sendable, Equatable {
  package enum Fate: String, Sendable, CaseIterable {
    /// A peer took the message.
    case sent
    /// Left out for a reason.
    case skipped
    /// Could not be made, was refused, or did not arrive.
    case failed
    /// Still in the outbox.
    case held
  }

  package var endpointID: String
  /// First and last name, where the endpoint or its user has them; else empty.
  package var name: String
  package var channel: String
  package var address: String
  package var treatment: Int
  package var fate: Fate
  /// Why it was skipped, failed or is held; of a sent message, what is known of its arrival.
  package var reason: String
  package var sent: Instant?
  package var delivered: Instant?
  /// The message as it was rendered; empty where there is none.
  package var text: String

  package static let delivered = "delivered"
  package static let accepted = "accepted"

  package init(_ row: CampaignReportCursor.Row, handover: StoredRun.Handover) {
    endpointID = row.endpointID.isEmpty ? "(deleted)" : row.endpointID
    name = Self.name(row)
    channel = row.channel
    address = row.address
    treatment = row.treatment
    text = row.message?.body ?? ""
    (fate, reason) = Self.fate(of: row, handover: handover)
    sent = row.message?.state == .accepted ? row.message?.changed : nil
    if reason == Self.delivered { delivered = row.message?.receipt?.at }
  }

  /// What became of a member, and why; without the texts that only a reader wants.
  package static func fate(
    of row: CampaignReportCursor.Row, handover: StoredRun.Handover
  ) -> (fate: Fate, reason: String) {
    let status = SendStatus(rawValue: row.status) ?? .failure
    if status != .success {
      return (
        status.isSkipped ? .skipped : .failed, row.detail.isEmpty ? status.reason : row.detail
      )
    }
    if let message = row.message { return fate(of: message) }
    return handover == .messages
      ? (.sent, "written as a record") : (.failed, "not in the outbox any more")
  }

  private static func fate(of message: CampaignReportCursor.Row.Message) -> (Fate, String) {
    func detailed(_ text: String) -> String {
      let parts = [message.code, message.detail].filter { !$0.isEmpty }
      return parts.isEmpty ? text : "\(text): \(parts.joined(separator: ", "))"
    }
    switch message.state {
    case .accepted:
      switch message.receipt?.kind {
      case nil, "progress": return (.sent, accepted)
      case "ok": return (.sent, delivered)
      default: return (.failed, "not delivered: \(message.receipt?.status ?? "")")
      }
    case .ready:
      switch message.batch {
      case .paused: return (.held, "paused")
      case .cancelled: return (.skipped, "cancelled")
      case .active, .loading:
        if !message.code.isEmpty { return (.held, detailed("to be tried again")) }
        return (.held, message.notBefore == nil ? "waiting in the outbox" : "waiting for its time")
      }
    case .standby: return (.held, "waiting for what another channel comes to")
    case .submitting: return (.held, "being sent")
    case .uncertain: return (.held, "sent or not: nobody knows")
    case .suppressed:
      let isMail = message.code == OutboxSession.Refusal.suppressed.rawValue
      return (.skipped, isMail ? "on the suppression list" : "on the opt-out list")
    case .cancelled: return (.skipped, "cancelled")
    case .rejected: return (.failed, detailed("refused"))
    case .expired: return (.failed, "expired before it was taken")
    case .dead: return (.failed, detailed("given up"))
    }
  }

  /// A name made of what endpoints usually carry; the user's goes before the endpoint's.
  private static func name(_ row: CampaignReportCursor.Row) -> String {
    for text in [row.userAttributes, row.attributes] where !text.isEmpty {
      guard let json = try? JSON(parsing: text) else { continue }  // the store wrote it
      func first(_ names: [String]) -> String? {
        names.lazy.compactMap { json[$0]?.array?.first?.string }.first { !$0.isEmpty }
      }
      let parts = [
        first(["FirstName", "firstName", "first_name", "Firstname"]),
        first(["LastName", "lastName", "last_name", "Lastname"]),
      ].compactMap { $0 }
      if !parts.isEmpty { return parts.joined(separator: " ") }
      if let name = first(["Name", "name", "FullName"]) { return name }
    }
    return ""
  }
}

extension MemberReport {
  /// The columns of a report for programs.
  package static let columns = [
    "endpoint_id", "name", "channel", "address", "treatment_id", "outcome", "reason", "sent_at",
    "delivered_at", "text",
  ]

  /// The values of `columns`; empty where there is nothing.
  package func fields(treatments: [String]) -> [String] {
    let treatment = treatments.indices.contains(treatment) ? treatments[treatment] : ""
    return [
      endpointID, name, channel, address, treatment, fate.rawValue, reason,
      sent?.iso8601 ?? "", delivered?.iso8601 ?? "", text,
    ]
  }
}

extension ByteBuffer {
  /// Appends a row of CSV.
  package mutating func append(csv fields: [String]) {
    for (i, field) in fields.enumerated() {
      if i > 0 { append(UInt8(ascii: ",")) }
      append(csvField: field)
    }
    append(UInt8(ascii: "\n"))
  }
}

/// The counts of a run, and the first members of each kind.
package struct RunReport: Sendable {
  /// Members with one fate for one reason.
  package struct Group: Sendable {
    package var fate: MemberReport.Fate
    package var reason: String
    package var count = 0
    /// The first of them.
    package var members: [MemberReport] = []
  }

  /// By fate, then by how many they are.
  package private(set) var groups: [Group] = []
  package private(set) var total = 0
  private var places: [String: Int] = [:]
  private let shown: Int

  /// - Parameter shown: how many members of a group are kept.
  package init(showing shown: Int) { self.shown = shown }

  package mutating func add(_ row: CampaignReportCursor.Row, handover: StoredRun.Handover) {
    total += 1
    let (fate, reason) = MemberReport.fate(of: row, handover: handover)
    let key = "\(fate.rawValue) \(reason)"
    let place = places[key] ?? groups.count
    if place == groups.count {
      places[key] = place
      groups.append(Group(fate: fate, reason: reason))
    }
    groups[place].count += 1
    // Only those that are shown are made readable.
    if groups[place].members.count < shown {
      groups[place].members.append(MemberReport(row, handover: handover))
    }
  }

  package func count(_ fate: MemberReport.Fate) -> Int {
    groups.lazy.filter { $0.fate == fate }.reduce(0) { $0 + $1.count }
  }

  /// The groups of one fate, the largest first.
  package func groups(_ fate: MemberReport.Fate) -> [Group] {
    groups.filter { $0.fate == fate }.sorted { ($1.count, $0.reason) < ($0.count, $1.reason) }
  }
}
