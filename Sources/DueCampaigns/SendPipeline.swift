import DueFormats
import DueModel
import DueSystem

/// Decides, member by member, who gets a campaign's message in one run.
///
/// Members come in the order of their ids; the first test that fails decides. Nothing here looks
/// into a store: what was sent before is asked of the caller, and only where a limit needs it.
package struct SendPipeline {
  /// What is to become of one member.
  package struct Decision: Sendable, Equatable {
    package var status: SendStatus
    /// Index into the campaign's treatments.
    package var treatment: Int
    /// Not to be sent earlier; nil for at once.
    package var notBefore: Instant?
    /// Hours that the message waits for whenever it comes to leave: what `SendingHours` writes;
    /// empty for any.
    package var hours: String

    package init(
      _ status: SendStatus, treatment: Int, notBefore: Instant? = nil, hours: String = ""
    ) {
      self.status = status
      self.treatment = treatment
      self.notBefore = notBefore
      self.hours = hours
    }
  }

  /// Which messages of the past count against a limit.
  package enum Past: Sendable {
    /// Those of this campaign.
    case campaign
    /// Those of all campaigns in the 24 hours before the run.
    case day
  }

  private let campaign: Campaign
  private let allocation: Allocation
  private let occurrence: Occurrence
  private let now: Instant
  private var addresses: TakenAddresses
  private var zones = ZoneCache()

  /// - Parameters:
  ///   - project: `seq` of the project.
  ///   - shared: address keys that more than one endpoint has; nil when that is not known.
  package init(
    _ campaign: Campaign, _ occurrence: Occurrence, project: Int64, shared: Set<Int64>?,
    at now: Instant
  ) {
    self.campaign = campaign
    self.occurrence = occurrence
    self.now = now
    allocation = Allocation(campaign)
    addresses = TakenAddresses(project: project, shared: shared)
  }

  /// Decides for `endpoint`; whether a message can be rendered is found out later.
  ///
  /// - Parameters:
  ///   - json: the endpoint as JSON, parsed.
  ///   - sent: how many messages the endpoint had.
  package mutating func decide(
    _ endpoint: EndpointView, json: JSONValue, sent: (Past) throws -> Int
  ) rethrows -> Decision {
    let place = allocation.place(cohort: endpoint.cohort ?? Cohort.of(id: endpoint.id))
    let treatment = if case .treatment(let index) = place { index } else { 0 }
    if let status = eligibility(endpoint, json) { return Decision(status, treatment: treatment) }
    if moment(json) == .beforeStart { return Decision(.beforeStart, treatment: treatment) }
    guard let channel = Channel(endpoint.channel),
      campaign.treatments[treatment].content(for: channel) != nil, !endpoint.address.isEmpty
    else { return Decision(.unsupportedChannel, treatment: treatment) }
    guard addresses.take(endpoint.address, channel.family) else {
      return Decision(.duplicateAddress, treatment: treatment)
    }
    if place == .holdout { return Decision(.holdout, treatment: treatment) }
    if let total = campaign.limits.total, try sent(.campaign) >= total {
      return Decision(.campaignCap, treatment: treatment)
    }
    if let daily = campaign.limits.daily, try sent(.day) >= daily {
      return Decision(.dailyCap, treatment: treatment)
    }
    return timing(json, treatment: treatment)
  }

  private func eligibility(_ endpoint: EndpointView, _ json: JSONValue) -> SendStatus? {
    if !endpoint.isActive { return .inactive }
    if endpoint.isOptedOut { return .optedOut }
    return !campaign.includesInvalid && hasInvalidNumber(json) ? .invalidNumber : nil
  }

  /// Whether a validation found that the number cannot be one.
  private func hasInvalidNumber(_ json: JSONValue) -> Bool {
    guard let attributes = json["Attributes"] else { return false }
    func says(_ name: StaticString, _ text: String) -> Bool {
      attributes[name]?.elements.contains { $0.string == text } ?? false
    }
    return says("PNV_PhoneType", "INVALID") || says("PNV_PhoneNumberValidated", "No")
  }

  /// When the message goes out, and whether that is in quiet time.
  private mutating func timing(_ json: JSONValue, treatment: Int) -> Decision {
    let notBefore = notBefore(json)
    let moment = notBefore ?? now
    if let quiet = campaign.schedule.quiet, let zone = zone(json),
      quiet.holds(at: moment, offset: zone.offset(at: moment))
    {
      return Decision(.quietTime, treatment: treatment)
    }
    return success(json, treatment: treatment)
  }

  /// The decision to send: not earlier than its time, and not in quiet hours if that takes longer.
  package mutating func success(_ json: JSONValue, treatment: Int) -> Decision {
    let zone = campaign.schedule.quiet == nil ? nil : zone(json)
    let hours = zone.flatMap { campaign.schedule.quiet?.rest(in: $0) }
    return Decision(
      .success, treatment: treatment, notBefore: notBefore(json), hours: hours?.text ?? "")
  }

  /// The moment for which a message to an endpoint waits; nil where it does not.
  private mutating func notBefore(_ json: JSONValue) -> Instant? {
    guard case .at(let moment) = moment(json), moment > now else { return nil }
    return moment
  }

  private mutating func moment(_ json: JSONValue) -> Schedule.Moment? {
    if occurrence.shown == nil { return nil }
    return campaign.schedule.moment(of: occurrence, in: zone(json) ?? campaign.schedule.zone)
  }

  private mutating func zone(_ json: JSONValue) -> TimeZone? {
    json["Demographic"]?["Timezone"]?.string.flatMap { zones[$0] }
  }
}

/// The addresses that a run has met.
///
/// Only those that several endpoints share are kept, so that memory does not grow with the segment.
private struct TakenAddresses {
  let project: Int64
  let shared: Set<Int64>?
  private var taken: [Int64: [(family: Channel.Family, address: [UInt8])]] = [:]

  init(project: Int64, shared: Set<Int64>?) {
    self.project = project
    self.shared = shared
  }

  /// Takes an address; false when it was taken before.
  mutating func take(_ address: Bytes, _ family: Channel.Family) -> Bool {
    if let shared, shared.isEmpty { return true }
    let key = AddressKey(project: project, family: family, address: address).value
    if let shared, !shared.contains(key) { return true }
    for other in taken[key] ?? [] where other.family == family {
      let same = other.address.withUnsafeBytes { NormalizedAddress.equal($0, address, family) }
      if same { return false }
    }
    taken[key, default: []].append((family, Array(address)))
    return true
  }
}

/// Time zones by name, read once each; nil for a name that is none.
private struct ZoneCache {
  private var zones: [String: TimeZone?] = [:]

  subscript(name: String) -> TimeZone? {
    mutating get {
      if let known = zones[name] { return known }
      // Names come from data: nonsense in them must not fill the memory.
      if zones.count > 2000 { zones.removeAll() }
      let zone = TimeZone(named: name)
      zones[name] = .some(zone)
      return zone
    }
  }
}
