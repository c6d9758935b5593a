import DueModel
import DueSystem

/// How events become numbers.
package struct VDMRules: Sendable {
  /// The days that count; nil for all.
  package var days: DayRange?
  /// Whether everything counts on the day on which the message was sent.
  package var isBySendDay = false
  /// The configuration sets that track opens and clicks; empty for those that events show to.
  package var trackedSets: Set<String> = []
  /// Providers that tell SES of no complaints. Source: SES developer guide, on Gmail.
  package var silentProviders: Set<String> = ["Gmail"]
  /// Identities that are known beside those of the events.
  package var identities: [String] = []
  /// Sub-types of bounces that do not count.
  package var excludedSubTypes: Set<String> = []
  package var providers: ISPMaps

  package init(providers: ISPMaps) { self.providers = providers }

  /// How long after it was sent SES tells of what becomes of a message, in days.
  ///
  /// Source: SES developer guide, on open and click tracking.
  private static let patience = 60

  /// The times of all events that may matter to one of `rules`; nil for all times. Before the days
  /// that count stand the sends of what happened on them; of messages sent on them the last events
  /// come later.
  static func times(_ rules: [VDMRules]) -> Range<Instant>? {
    let days = rules.compactMap(\.days)
    guard days.count == rules.count, let first = days.map(\.start).min(),
      let last = days.map(\.end).max()
    else { return nil }
    let isBySendDay = rules.contains(where: \.isBySendDay)
    return (first + -patience).start..<(isBySendDay ? last + patience : last).start
  }
}

/// Counts messages by what their events say, in whatever order they come.
///
/// A message is known by a hash of its id and joined from all of its events, in 48 bytes; beyond
/// 1.5 million of them they go through a temporary file. The same event twice counts once, because
/// what happened to a message twice counts once.
package struct VDMCounter: ~Copyable {
  private let rules: VDMRules
  private var table = MessageTable()
  private var spill: MessageSpill?
  private var identities = Names()
  /// Addresses that mail came from, of events without an identity.
  private var sources = Names()
  private var sets = Names()
  private var providers = Names()
  private var domains = ProviderCache()
  /// Configuration sets of opens and of clicks that are of no message that counts.
  private var openedSets: Set<UInt32> = []
  private var clickedSets: Set<UInt32> = []
  /// The first and the last day on which anything counted.
  private var firstDay: Day?
  private var lastDay: Day?

  /// Slots of the largest table: 100 MB, for 1.5 million messages.
  private let largestTable: Int

  /// - Parameter largestTable: a power of two.
  package init(_ rules: VDMRules, largestTable: Int = 1 << 21) {
    self.rules = rules
    self.largestTable = largestTable
    for identity in rules.identities {
      var name = identity
      _ = name.withUTF8 { identities.number(of: Bytes($0)) }
    }
  }

  /// Takes one event.
  mutating func add(_ event: MailEvent) throws {
    let sender = senderNumber(event)
    let set =
      event.configurationSet.isEmpty ? 0 : UInt32(sets.number(of: event.configurationSet))
    guard let provider = provider(of: event) else {
      if event.type == .open { openedSets.insert(set) }
      if event.type == .click { clickedSets.insert(set) }
      return
    }
    if table.isFull { try makeRoom() }
    let id = event.messageID
    let state = table.state(of: (id.hash64 | 1, id.hash64(seed: 0x2545_f491_4f6c_dd1d)))
    state.pointee.join(sender: sender)
    if state.pointee.configurationSet == 0 { state.pointee.configurationSet = set }
    state.pointee.isp = provider
    if event.isPlainText { state.pointee.flags |= MessageState.isPlainText }
    if event.type == .open { state.pointee.flags |= MessageState.wasOpened }
    if event.type == .click { state.pointee.flags |= MessageState.wasClicked }
    guard let metric = metric(of: event) else { return }
    let day = rules.isBySendDay ? event.sentDay : event.day
    guard rules.days?.contains(day) ?? true else { return }
    state.pointee.note(metric.index, day)
    if firstDay.map({ day < $0 }) ?? true { firstDay = day }
    if lastDay.map({ day > $0 }) ?? true { lastDay = day }
  }

  /// The days of all that has counted.
  package var span: DayRange? {
    guard let firstDay, let lastDay else { return nil }
    return DayRange(firstDay, lastDay + 1)
  }

  private mutating func makeRoom() throws {
    guard table.capacity >= largestTable else { return table.grow() }
    if spill == nil { spill = try MessageSpill() }
    try spill?.take(&table)
  }

  @inline(__always)
  private mutating func senderNumber(_ event: MailEvent) -> UInt32 {
    if !event.identity.isEmpty { return UInt32(identities.number(of: event.identity)) }
    let address = MailEvent.address(in: event.source)
    return address.isEmpty ? 0 : UInt32(sources.number(of: address)) | MessageState.isSource
  }

  /// The number of the recipient's provider; nil for a message that does not count: with several
  /// recipients, or for the mailbox simulator.
  @inline(__always)
  private mutating func provider(of event: MailEvent) -> UInt16? {
    guard event.recipientCount == 1 else { return nil }
    let number = domains.number(of: MailEvent.domain(of: event.recipient)) { domain in
      guard domain != "simulator.amazonses.com" else { return 0 }
      var name = rules.providers.isp(of: domain)
      return UInt16(truncatingIfNeeded: name.withUTF8 { providers.number(of: Bytes($0)) })
    }
    return number == 0 ? nil : number
  }

  /// What of the counted metrics happened.
  @inline(__always)
  private func metric(of event: MailEvent) -> VDMMetric? {
    switch event.type {
    case .send: return .send
    case .delivery: return .delivery
    case .open: return .open
    case .click: return .click
    case .complaint:
      return event.subType.equals("OnAccountSuppressionList") ? nil : .complaint
    case .bounce:
      if !rules.excludedSubTypes.isEmpty, rules.excludedSubTypes.contains(event.subType.string) {
        return nil
      }
      if event.bounceType.equals("Transient") { return .transientBounce }
      guard event.bounceType.equals("Permanent") else { return nil }
      return event.subType.equals("OnAccountSuppressionList") ? nil : .permanentBounce
    case .reject, .renderingFailure, .deliveryDelay, .subscription, nil: return nil
    }
  }

  // MARK: The numbers

  /// The numbers by place and bucket, sorted by both; what has none is left out.
  ///
  /// - Parameter bucket: of days; with `.none` all of them are one, and the cells' day is not said.
  package consuming func cells(_ bucket: DayBucket) throws -> [VDMCell] {
    var tally = VDMTally(bucket)
    if var spilled = spill.take() {
      try spilled.take(&table)
      for part in 0..<MessageSpill.parts {
        table.removeAll()
        try spilled.read(part: part, into: &table)
        table.forEach { tally.add($0) }
      }
    } else {
      table.forEach { tally.add($0) }
    }
    return finish(tally)
  }

  private func finish(_ tally: VDMTally) -> [VDMCell] {
    let opened = trackedSets(tally.openedSets.union(openedSets))
    let clicked = trackedSets(tally.clickedSets.union(clickedSets))
    var senders: [UInt32: String] = [:]
    var cells: [VDMCell] = []
    for (key, counts) in tally.counts {
      let identity = senders[key.sender] ?? identityName(key.sender)
      senders[key.sender] = identity
      let set = key.configurationSet == 0 ? "(none)" : sets[Int(key.configurationSet)]
      let place = VDMPlace(
        identity: identity, configurationSet: set, isp: providers[Int(key.isp)])
      var volumes = VDMVolumes()
      for metric in VDMMetric.allCases.prefix(MessageState.metrics) {
        volumes[metric] = counts[metric]
      }
      if opened.contains(key.configurationSet) { volumes[.deliveryOpen] = counts.openable }
      if clicked.contains(key.configurationSet) {
        volumes[.deliveryClick] = counts[.delivery]
      }
      if !rules.silentProviders.contains(place.isp) {
        volumes[.deliveryComplaint] = counts[.delivery]
      }
      cells.append(VDMCell(day: key.day, place: place, volumes: volumes))
    }
    return VDMCell.joined(cells)
  }

  private func trackedSets(_ shown: Set<UInt32>) -> Set<UInt32> {
    if rules.trackedSets.isEmpty { return shown }
    return Set(rules.trackedSets.compactMap { sets.find($0).map { UInt32($0) } })
  }

  /// The identity of a number; of an address, the longest known one that it has.
  private func identityName(_ number: UInt32) -> String {
    guard number & MessageState.isSource != 0 else {
      return number == 0 ? "(unknown)" : identities[Int(number)]
    }
    let address = sources[Int(number & ~MessageState.isSource)]
    if identities.find(address) != nil { return address }
    let folded = address.lowercased()
    if identities.find(folded) != nil { return folded }
    guard let at = folded.lastIndex(of: "@") else { return "(unknown)" }
    var domain = folded[folded.index(after: at)...]
    while true {
      if identities.find(String(domain)) != nil { return String(domain) }
      guard let dot = domain.firstIndex(of: ".") else { return "(unknown)" }
      domain = domain[domain.index(after: dot)...]
    }
  }
}

/// The numbers of providers by the domain of recipients, as many as fit.
private struct ProviderCache: ~Copyable {
  private var keys = ByteKeys()
  private var arena = ByteArena()
  private var numbers: [UInt16] = []
  private static let limit = 100_000

  /// The number of `domain`; `find` is asked for one that is not here, in small letters.
  @inline(__always)
  mutating func number(of domain: Bytes, _ find: (String) -> UInt16) -> UInt16 {
    if let index = keys.find(domain) { return numbers[index] }
    if numbers.count >= Self.limit {
      keys.removeAll()
      arena.removeAll()
      numbers.removeAll(keepingCapacity: true)
    }
    numbers.append(find(domain.string.lowercased()))
    return numbers[keys.number(of: arena.copy(domain)).index]
  }
}
