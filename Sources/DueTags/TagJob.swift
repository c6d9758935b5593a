import DueFormats
import DueModel
import DueStore
import DueSystem

/// What becomes of an event about an endpoint that the store does not have.
package enum MissingRule: String, Sendable, CaseIterable {
  case skip, create, error
}

/// Events into the store, a batch of them in each transaction.
package final class TagJob {
  private let rules: TagRules
  private let project: String
  /// Runs what it is given inside a transaction.
  private let transact: Transact
  private let now: Instant
  private let rejects: RejectLog
  private let onMissing: MissingRule
  private let isFilter: Bool
  /// Takes each event that met a rule, as it came; nil for nobody.
  private let pass: ((Bytes) throws -> Void)?
  private let progress: (Int, Int64, Int64?) -> Void
  package private(set) var counts = TagCounts()
  package typealias Transact = ((StoreView) throws -> Void) throws -> Void

  private var batch = TagBatch()
  private var matcher: EventMatcher
  private var files: [String] = []
  /// Events of the batch that are to be passed on, once it is kept.
  private var passed: [Int] = []
  private var segments: [String: SegmentEditing] = [:]
  private var identities: [Int64] = []

  /// - Parameters:
  ///   - isFilter: the store is one that only this run uses, to note what events say.
  ///   - transact: runs what it is given as one transaction.
  ///   - pass: takes each event that met a rule, as it came.
  package init(
    _ rules: TagRules, project: String, now: Instant, onMissing: MissingRule,
    isFilter: Bool, rejects: RejectLog, pass: ((Bytes) throws -> Void)?,
    progress: @escaping (Int, Int64, Int64?) -> Void, transact: @escaping Transact
  ) {
    self.rules = rules
    self.transact = transact
    self.project = project
    self.now = now
    self.onMissing = onMissing
    self.isFilter = isFilter
    self.rejects = rejects
    self.pass = pass
    self.progress = progress
    matcher = EventMatcher(rules.rules, keepsSource: onMissing == .error || pass != nil)
    identities = rules.rules.map { rule in
      var name = rule.name
      return name.withUTF8 { Int64(bitPattern: Bytes($0).hash64) }
    }
  }

  /// Reads the events of `files`.
  package func run(_ files: [String]) throws {
    for file in files { try read(file) }
    try flush()
  }

  private func read(_ path: String) throws {
    var reader = JSONStreamReader(try ByteSource.open(path))
    files.append(reader.name)
    while try reader.next() {
      counts.events += 1
      if counts.events & 0xfff == 0 { progress(counts.events, reader.offset, reader.size) }
      do throws(RecordFault) {
        if let fault = reader.fault { throw RecordFault(column: nil, fault.description) }
        let event = try EventView(reader.value)
        if try matcher.match(
          event, file: files.count - 1, line: reader.line, source: reader.source, into: &batch)
        {
          counts.matched += 1
        }
      } catch {
        try reject(error, file: files.count - 1, line: reader.line, reader.source)
      }
      if batch.isFull { try flush() }
    }
  }

  private func reject(_ fault: RecordFault, file: Int, line: Int, _ source: Bytes) throws {
    counts.rejected += 1
    try rejects.add(
      Rejection(file: files[file], line: line, column: fault.column, reason: fault.description),
      json: source)
  }

  // MARK: One transaction

  private func flush() throws {
    if batch.events.isEmpty { return }
    passed.removeAll(keepingCapacity: true)
    try transaction { view in try self.apply(view) }
    if let pass { for event in passed { try pass(batch.events[event].source) } }
    batch.removeAll()
  }

  /// Runs `body` as one transaction; a version of a segment that is not kept is forgotten.
  private func transaction(_ body: (StoreView) throws -> Void) throws {
    for segment in segments.values { segment.begins() }
    do {
      try transact(body)
    } catch {
      for segment in segments.values { segment.rolledBack() }
      throw error
    }
  }

  // MARK: What has ended

  private static let sweepLimit = 50_000

  /// Takes away what has ended by now, whatever rule it is from.
  package func sweep() throws {
    var isDone = false
    while !isDone {
      try transaction { view in
        guard let project = try self.knownProject(view) else { return isDone = true }
        let desk = try TagDesk(project, view)
        let ended = try desk.expired(at: now, limit: Self.sweepLimit)
        isDone = ended.count < Self.sweepLimit
        try self.sweep(ended, desk, project, view)
      }
    }
  }

  private func knownProject(_ view: StoreView) throws -> Project? {
    do {
      return try Project.named(project, view)
    } catch let fault as RunFault where fault.exitStatus == .noInput {
      return nil
    }
  }

  private func sweep(
    _ ended: [(owner: Int64, target: Int64)], _ desk: TagDesk, _ project: Project,
    _ view: StoreView
  ) throws {
    var targets: [TagTarget] = []
    var places: [Int64: Int] = [:]
    for number in Set(ended.map(\.target)).sorted() {
      guard let target = try desk.name(number).flatMap(TagTarget.init) else { continue }
      places[number] = targets.count
      targets.append(target)
    }
    var ledger = try TagLedger(targets, desk, now: now, isFilter: false) {
      try self.segment(targets[$0], project).contains($1, view)
    }
    var i = 0
    while i < ended.count {
      let number = ended[i].owner
      let end = ended[i...].firstIndex { $0.owner != number } ?? ended.count
      var arena = ByteArena()
      let seq = try number > 0 ? number : desk.endpoint(ofUser: -number) ?? 0
      if let found = try desk.endpoint(at: seq, &arena) {
        let owner = TagLedger.Owner(number: number, endpoint: found.view, seq: seq)
        for entry in ended[i..<end] {
          if let target = places[entry.target] { try ledger.visit(target, owner) }
        }
        try ledger.close(owner)
      } else {
        try desk.forget(number)
      }
      i = end
    }
    counts.expired += ledger.expired
    try keep(&ledger, targets, project, view)
  }
}

extension TagJob {
  private func apply(_ view: StoreView) throws {
    let project = try Project.named(project, create: true, view)
    let desk = try TagDesk(project, view)
    var pairs = try owners(desk, project, view)
    pairs.sort { ($0.owner, $0.event) < ($1.owner, $1.event) }
    var ledger = try TagLedger(rules.targets, desk, now: now, isFilter: isFilter) {
      try self.segment(self.rules.targets[$0], project).contains($1, view)
    }
    var turn = TagTurn(
      rules: rules, identities: identities, fixed: matcher.fixed, isFilter: isFilter,
      numbers: try rules.rules.map { rule in
        rule.isCounted || rule.endpointTest != nil ? try desk.number(of: "rule:\(rule.name)") : 0
      })
    var i = 0
    while i < pairs.count {
      let end = pairs[i...].firstIndex { $0.owner != pairs[i].owner } ?? pairs.count
      try turn.endpoint(pairs[i].owner, pairs[i..<end].map(\.event), batch, desk, &ledger)
      i = end
    }
    try turn.users(desk, &ledger)
    counts.withoutUser += turn.withoutUser
    try keep(&ledger, rules.targets, project, view)
  }

  private func keep(
    _ ledger: inout TagLedger, _ targets: [TagTarget], _ project: Project, _ view: StoreView
  ) throws {
    if isFilter { return }
    var upsert = try EndpointUpsert.prepared(
      for: project, takesAddresses: false, now: now, view)
    let outcomes = try ledger.patches.withUnsafeBufferPointer { try upsert.apply($0) }
    for outcome in outcomes {
      if case .updated = outcome { counts.updated += 1 }
    }
    counts.users += ledger.changedUsers
    for change in ledger.members {
      let segment = segment(targets[change.target], project)
      if try segment.change(change.seq, isMember: change.isMember, now: now, view) {
        counts.members += 1
      }
    }
    for segment in segments.values { try segment.settle(view) }
  }

  private func segment(_ target: TagTarget, _ project: Project) -> SegmentEditing {
    guard case .segment(let id) = target else { preconditionFailure("no segment: \(target)") }
    if let known = segments[id] { return known }
    let segment = SegmentEditing(id, in: project)
    segments[id] = segment
    return segment
  }

  /// Looks whether every segment of the rules is one that can be changed.
  ///
  /// - Throws: status 78 where one is not.
  package func checkSegments(_ view: StoreView) throws {
    for case .segment(let id) in rules.targets {
      guard let project = try knownProject(view) else {
        throw RunFault(
          .configuration, "expected a segment of the store, found none called '\(id)'")
      }
      try SegmentEditing(id, in: project).check(view)
    }
  }

  // MARK: Whom events are about

  private typealias Pair = (owner: Int64, event: Int)

  private func owners(_ desk: TagDesk, _ project: Project, _ view: StoreView) throws -> [Pair] {
    var ids = ByteKeys()
    for event in batch.events where !event.endpoint.isEmpty { _ = ids.number(of: event.endpoint) }
    var known = [Int64](repeating: 0, count: ids.count)
    for number in ids.sortedNumbers {
      known[number] = try desk.endpoint(id: ids.keys[number]) ?? 0
    }
    if isFilter {
      for number in ids.sortedNumbers where known[number] == 0 {
        known[number] = try desk.addBare(
          id: ids.keys[number], nil, address: Bytes(start: nil, count: 0))
      }
    }
    var pairs: [Pair] = []
    pairs.reserveCapacity(batch.events.count)
    for (i, event) in batch.events.enumerated() {
      let owner = event.endpoint.isEmpty ? 0 : known[ids.number(of: event.endpoint).index]
      let owners = owner != 0 ? [owner] : try others(event, desk)
      for owner in owners { pairs.append((owner, i)) }
      if owners.isEmpty { try missing(event, i, project, view, desk, &pairs) }
      if !owners.isEmpty || onMissing != .error { passed.append(i) }
    }
    return pairs
  }

  /// The endpoints of an event whose endpoint is not named, or not known by that name.
  private func others(_ event: TagBatch.Event, _ desk: TagDesk) throws -> [Int64] {
    if !isFilter, !event.message.isEmpty, let seq = try desk.endpoint(message: event.message) {
      return [seq]
    }
    guard let channel = event.channel else { return [] }
    var found: [Int64] = []
    for address in batch.recipients[event.recipients] where !address.isEmpty {
      var seq = try desk.endpoint(address: address, channel.family)
      if seq == nil, isFilter { seq = try addBare(address, channel, desk) }
      if let seq, !found.contains(seq) { found.append(seq) }
    }
    return found
  }

  private func addBare(_ address: Bytes, _ channel: Channel, _ desk: TagDesk) throws -> Int64 {
    var id = ByteBuffer(capacity: 64)
    id.append(channel.bytes)
    id.append(UInt8(ascii: "\n"))
    NormalizedAddress(address, channel.family).forEach { id.append($0) }
    return try desk.endpoint(id: id.bytes)
      ?? desk.addBare(id: id.bytes, channel, address: address)
  }

  private func missing(
    _ event: TagBatch.Event, _ index: Int, _ project: Project, _ view: StoreView, _ desk: TagDesk,
    _ pairs: inout [Pair]
  ) throws {
    switch onMissing {
    case .skip: counts.unresolved += 1
    case .error:
      counts.unresolved += 1
      let fault = RecordFault(
        column: nil,
        "expected an event about an endpoint of the store, found \(description(of: event))")
      try reject(fault, file: event.file, line: event.line, event.source)
    case .create:
      let made = try create(event, project, view)
      counts.created += made.count
      if made.isEmpty { counts.unresolved += 1 }
      for seq in made { pairs.append((seq, index)) }
    }
  }

  private func description(of event: TagBatch.Event) -> String {
    if !event.endpoint.isEmpty { return "'\(event.endpoint.string)'" }
    let addresses = batch.recipients[event.recipients].map { "'\($0.string)'" }
    return addresses.isEmpty ? "neither endpoint nor address" : addresses.joined(separator: ", ")
  }

  /// Makes the endpoints of an event that says channel and address.
  private func create(_ event: TagBatch.Event, _ project: Project, _ view: StoreView) throws
    -> [Int64]
  {
    guard let channel = event.channel else { return [] }
    var upsert = try EndpointUpsert.prepared(
      for: project, takesAddresses: false, now: now, view)
    var made: [Int64] = []
    for address in batch.recipients[event.recipients]
    where !address.isEmpty && AddressForm.expectation(address, channel) == nil {
      var patch = EndpointPatch()
      patch.channel = channel
      patch.address = address
      if event.isOfCampaign, event.recipients.count == 1 { patch.id = event.endpoint }
      let outcomes = try withUnsafePointer(to: patch) {
        try upsert.apply(UnsafeBufferPointer(start: $0, count: 1))
      }
      if case .created(let seq) = outcomes[0] { made.append(seq) }
    }
    return made
  }
}
