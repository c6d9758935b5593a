import DueModel
import DueSystem
import GRDB

/// Writes what a check of its number found into an endpoint that is there.
///
/// An endpoint that gets another address takes it over: other active endpoints of the same channel
/// and address become INACTIVE, as with any update (Pinpoint API, UpdateEndpoint).
package struct PhoneUpdate {
  /// What the endpoint becomes; what is nil stays as it is.
  package struct Values {
    package var address: Bytes
    /// All attributes: a JSON object.
    package var attributes: Bytes
    package var channel: Channel?
    package var optsOut = false
    package var deactivates = false

    package init(address: Bytes, attributes: Bytes) {
      self.address = address
      self.attributes = attributes
    }
  }

  /// Which endpoints have numbers to check, and what of them a check needs to see.
  package static let candidates = [
    EndpointCondition.channel([Channel.sms.rawValue, Channel.voice.rawValue], isExclusive: false)
  ]
  package static let columns: EndpointColumns = [
    .channel, .address, .status, .country, .attributes,
  ]

  private let project: Project
  private let update: ReusedStatement
  private let takeOver: ReusedStatement

  package init(_ project: Project, _ database: Database) throws {
    self.project = project
    update = try ReusedStatement(
      """
      UPDATE endpoint SET channel = coalesce(?2, channel), address = ?3, address_key = ?4,
        attributes = ?5, effective = ?6, opt_out = iif(?7, 'ALL', opt_out),
        status = iif(?8, 'INACTIVE', status)
      WHERE seq = ?1
      """, database)
    takeOver = try ReusedStatement(
      """
      UPDATE endpoint SET status = 'INACTIVE'
      WHERE address_key = ?1 AND address = ?2 AND seq <> ?3 AND project = ?4
        AND coalesce(status, 'ACTIVE') = 'ACTIVE'
      """, database)
  }

  /// Writes `values` into `endpoint`, which has the place `seq`, at `now`.
  package func apply(_ values: Values, to endpoint: EndpointView, seq: Int64, at now: Instant)
    throws
  {
    guard let channel = values.channel ?? Channel(endpoint.channel) else { return }
    let key = AddressKey(project: project.seq, family: channel.family, address: values.address)
    update.bind(1, seq)
    update.bind(orNull: 2, values.channel?.rawValue ?? "")
    update.bind(3, values.address)
    update.bind(4, key.value)
    update.bind(5, values.attributes)
    update.bind(6, now.milliseconds)
    update.bind(7, values.optsOut ? 1 : 0)
    update.bind(8, values.deactivates ? 1 : 0)
    // Bound values are copies, so the cursor's row may change now.
    let takes =
      endpoint.isActive && !values.deactivates
      && (values.channel != nil || !values.address.equals(endpoint.address))
    if takes {
      takeOver.bind(1, key.value)
      takeOver.bind(2, values.address)
      takeOver.bind(3, seq)
      takeOver.bind(4, project.seq)
    }
    try update.run()
    if takes { try takeOver.run() }
  }
}
