import DueFormats
import DueSystem
import Glibc

/// Where claimed files are worked on: slots, the commands that run, and what becomes of each.
struct Desk: ~Copyable {
  private let directory: DropDirectory
  private let settings: WatchSettings
  private let tell: (WatchNews) throws -> Void
  private let placement: Placement
  private var seen: SeenList
  private var slots: [Slot] = []
  private var running = 0
  private var preparation: RunningCommand.Preparation?
  /// Our environment, and after it what a file adds.
  private var variables = CStrings.environment(without: FileFacts.variables)
  private let ownVariables: Int
  /// Whether another process holds a slot with a file in it.
  private(set) var hasForeign = false
  private(set) var counts = WatchCounts()

  init(
    _ directory: DropDirectory, _ settings: WatchSettings,
    _ tell: @escaping (WatchNews) throws -> Void
  ) {
    self.directory = directory
    self.settings = settings
    self.tell = tell
    placement = Placement(directory: directory)
    seen = SeenList(directory.work / "seen")
    ownVariables = variables.count
  }

  /// Makes ready what the next command will need.
  mutating func prepare() throws {
    if preparation == nil { preparation = try RunningCommand.Preparation() }
  }

  var isRunning: Bool { running > 0 }

  private var deferred: Int { slots.count { $0.name != nil && $0.command == nil } }

  /// Whether another file may be taken.
  var hasRoom: Bool { running < settings.jobs && deferred < WatchSettings.deferralLimit }

  func has(_ name: FileName) -> Bool { slots.contains { $0.name == name } }

  /// Descriptors that are readable when a command has said something.
  var descriptors: [Int32] { slots.compactMap { $0.command?.errorsNumber } }

  /// When a command is to be started again, if there is room for it.
  var nextRetry: Instant? {
    running < settings.jobs ? slots.compactMap(\.retryAt).min() : nil
  }

  var hasRetries: Bool { slots.contains { $0.retryAt != nil } }

  /// Takes over files that watchers left which are no more.
  mutating func adopt() throws {
    hasForeign = false
    let held = Set(slots.map(\.number))
    for number in try Slot.occupied(in: directory.work) where !held.contains(number) {
      if try take(slot: number) == nil { hasForeign = true }
    }
  }

  private mutating func take(slot number: Int) throws -> Slot? {
    guard let slot = try Slot.take(number, in: directory.work) else { return nil }
    if slot.isFree {
      if settings.tellsEvents, let event = try slot.leftEvent() { try tell(.event(event)) }
      slot.clear()
    } else {
      slot.retryAt = settings.clock()
    }
    slots.append(slot)
    return slot
  }

  private mutating func freeSlot() throws -> Slot {
    if let slot = slots.first(where: \.isFree) { return slot }
    let held = Set(slots.map(\.number))
    for number in 1..<10_000 where !held.contains(number) {
      if let slot = try take(slot: number), slot.isFree { return slot }
    }
    throw RunFault(.tryAgain, "\(directory.work.text): all of 9999 slots are in use")
  }

  /// Claims `name` and starts the command on it.
  ///
  /// - Parameter file: open for reading; nil where that was refused.
  mutating func take(_ name: FileName, _ file: consuming Descriptor?, size: Int64) throws {
    let slot = try freeSlot()
    guard try slot.claim(name, of: directory.path) else { return }
    if let file { try start(slot, name, file, size: size) } else { try refuse(slot, name) }
  }

  /// Starts commands again whose time has come.
  mutating func retry(at now: Instant) throws {
    while running < settings.jobs,
      let slot = slots.first(where: { $0.retryAt.map { $0 <= now } ?? false }), let name = slot.name
    {
      slot.retryAt = nil
      slot.clearOutputs()
      switch try Candidate.examine(name, in: slot.directory) {
      case .file(let file?, let signature, _): try start(slot, name, file, size: signature.size)
      case .file(nil, _, _): try refuse(slot, name)
      default: slot.clear()  // somebody took it out
      }
    }
  }

  private mutating func start(
    _ slot: Slot, _ name: FileName, _ file: borrowing Descriptor, size: Int64
  ) throws {
    try slot.countAttempt()
    var report = FileReport(name: name, verdict: .failed, ended: settings.stamp())
    let facts = FileFacts(
      path: slot.directory / name, name: name, directory: directory.path,
      sha256: try SHA256(reading: file, name: name.text).hex, size: size, taken: report.ended,
      attempt: slot.attempts)
    report.facts = facts
    lseek(file.number, 0, SEEK_SET)
    if slot.attempts > settings.attempts {
      report.reason = "given up after \(settings.attempts) attempts"
      try finish(slot, report)
    } else if settings.oncePerContent, try seen.contains(facts) {
      report.verdict = .seen
      report.reason = "the same name with the same content was done before"
      try finish(slot, report)
    } else if let command = settings.command {
      try run(command, slot, file, report, facts)
    } else {
      report.verdict = .done
      try finish(slot, report)
    }
  }

  private mutating func run(
    _ command: CommandTemplate, _ slot: Slot, _ file: borrowing Descriptor, _ report: FileReport,
    _ facts: FileFacts
  ) throws {
    var report = report
    let words: [[UInt8]]
    do {
      words = try command.words(for: facts)
    } catch {  // a name that would be an option
      report.reason = "\(error)"
      return try finish(slot, report)
    }
    do {
      variables.truncate(to: ownVariables)
      facts.append(to: &variables, results: slot.results, summary: slot.summary)
      try prepare()
      guard let preparation = preparation.take() else { preconditionFailure("just prepared") }
      slot.command = try RunningCommand.start(
        words, variables: variables, facts: facts, file: file, slot: slot, preparation)
      running += 1
    } catch let fault as RunFault {  // out of processes or memory, or the program was replaced
      try deferOrFail(slot, &report, because: "cannot be started: \(fault.description)")
    }
  }

  /// A file that cannot be read.
  private mutating func refuse(_ slot: Slot, _ name: FileName) throws {
    var report = FileReport(name: name, verdict: .failed, ended: settings.stamp())
    report.reason = "cannot be read: permission denied"
    try finish(slot, report)
  }

  /// Hands on what commands have said, and finishes the files of those that have ended.
  ///
  /// - Parameter isStopping: whether commands were told to stop, so that one that does not end
  ///   well keeps its file.
  /// - Returns: the names that are not in work any more.
  mutating func tend(isStopping: Bool) throws -> [FileName] {
    var ended: [FileName] = []
    for slot in slots {
      guard let command = slot.command, let name = slot.name else { continue }
      try command.drain { try tell(.errors($0)) }
      guard let outcome = try command.child.outcomeIfEnded() else { continue }
      try command.drain { try tell(.errors($0)) }
      slot.command = nil
      running -= 1
      if isStopping, outcome != .exited(0), outcome != .exited(65) { continue }
      try conclude(slot, command, outcome)
      if slot.isFree { ended.append(name) }
    }
    return ended
  }

  private mutating func conclude(
    _ slot: Slot, _ command: RunningCommand, _ outcome: ChildProcess.Outcome
  ) throws {
    var report = FileReport(name: command.facts.name, verdict: .failed, ended: settings.stamp())
    report.facts = command.facts
    report.outcome = outcome
    report.errors = command.lastLines
    let what = "\(settings.command?.program ?? "command") ended with \(outcome.text)"
    switch outcome {
    case .exited(0): report.verdict = .done
    case .exited(65):
      report.verdict = .partly
      report.reason = what
    case .exited(75): return try deferOrFail(slot, &report, because: what)
    default: report.reason = what
    }
    try finish(slot, report)
  }

  private mutating func deferOrFail(
    _ slot: Slot, _ report: inout FileReport, because reason: String
  ) throws {
    guard slot.attempts < settings.attempts else {
      report.verdict = .failed
      report.reason = "\(reason), attempt \(slot.attempts) of \(settings.attempts)"
      return try finish(slot, report)
    }
    report.verdict = .deferred
    if settings.once {
      report.reason = "\(reason); run again to try again"
    } else {
      let delay = WatchSettings.delay(afterAttempt: slot.attempts)
      slot.retryAt = settings.clock() + delay
      report.reason = "\(reason); trying again in \(delay / 1000) s"
    }
    counts.count(.deferred)
    try tell(.file(report))
  }

  /// Moves the file to where it belongs and makes its slot free.
  private mutating func finish(_ slot: Slot, _ report: FileReport) throws {
    var report = report
    if settings.oncePerContent, report.verdict == .done || report.verdict == .partly,
      let facts = report.facts
    {
      try seen.add(facts)
    }
    try placement.place(slot, &report, printsEvent: settings.tellsEvents)
    if settings.tellsEvents, report.verdict != .failed, report.verdict != .seen,
      let place = report.place
    {
      try tell(.event(report.s3Event(at: place).text + "\n"))
    }
    slot.clear()
    counts.count(report.verdict)
    try tell(.file(report))
  }

  /// Tells the commands that run to stop.
  func stop(_ signal: Int32) { for slot in slots { slot.command?.child.kill(signal) } }
}
