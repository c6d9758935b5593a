import DueSystem
import Glibc

/// Takes files out of a directory and runs a command on each: see due-watch(1).
///
/// One thread, one loop: it sleeps in poll(2) until a file arrives, a command ends or says
/// something, a signal comes, or a time has come.
package struct Watcher: ~Copyable {
  private let directory: DropDirectory
  private let settings: WatchSettings
  private let tell: (WatchNews) throws -> Void
  private let arrivals: Arrivals
  private let signals: SignalQueue
  private var waiting = WaitingRoom()
  private var desk: Desk
  /// Names that arrived while a file of the same name was in work.
  private var held: Set<FileName> = []
  private var passedOver: Set<FileName> = []
  /// Names that a run with an end leaves, since somebody is writing them.
  private var left: Set<FileName> = []
  private var nextScan: Instant
  /// When slots of other processes are looked at again: nothing tells when one becomes free.
  private var nextAdoption: Instant
  private var stops = 0
  private var unfinished = 0

  /// Starts to listen; `run` does the rest.
  ///
  /// - Throws: see `DropDirectory.prepare`, and status 74 where inotify is refused.
  package static func start(
    _ directory: DropDirectory, _ settings: WatchSettings,
    tell: @escaping (WatchNews) throws -> Void
  ) throws -> Watcher {
    try directory.prepare()
    // Leases send SIGIO when they are broken; nobody needs to know.
    let signals = try SignalQueue([SIGCHLD, SIGTERM, SIGINT, SIGIO])
    let arrivals = try Arrivals.of(directory.path)
    return Watcher(directory, settings, arrivals, signals, tell)
  }

  private init(
    _ directory: DropDirectory, _ settings: WatchSettings, _ arrivals: consuming Arrivals,
    _ signals: consuming SignalQueue, _ tell: @escaping (WatchNews) throws -> Void
  ) {
    self.directory = directory
    self.settings = settings
    self.tell = tell
    self.arrivals = arrivals
    self.signals = signals
    desk = Desk(directory, settings, tell)
    nextScan = settings.clock()
    nextAdoption = nextScan
  }

  /// Works until a signal says to stop or, with an end, until nothing is left to do.
  ///
  /// - Throws: when the directory goes, or when a file cannot be moved. Claimed files stay claimed.
  package consuming func run() throws -> WatchCounts {
    try desk.adopt()
    try scan()
    while true {
      if stops == 0 {
        try lookAround()
        try startCommands()
      }
      if try isFinished() { break }
      let (signalled, arrived) = try sleep()
      if signalled { hearSignals() }
      if arrived {
        try hearArrivals()
        if stops == 0 { try startCommands() }  // first of all: somebody may be waiting
      }
      for name in try desk.tend(isStopping: stops > 1) where held.remove(name) != nil {
        waiting.admit(name, hasSettled: true)
      }
    }
    var counts = desk.counts
    counts.unfinished = unfinished
    return counts
  }

  private mutating func isFinished() throws -> Bool {
    guard !desk.isRunning else { return false }
    if stops > 0 { return true }
    guard settings.once, waiting.isEmpty, held.isEmpty, !desk.hasRetries else { return false }
    try scan()  // what arrived meanwhile
    return waiting.isEmpty
  }

  /// Looks through the directory: what is there settles, unless it has been left alone already.
  private mutating func scan() throws {
    let now = settings.clock()
    nextScan = now + settings.rescan
    for name in try directory.files(passing: settings.filter)
    where !waiting.contains(name) && !held.contains(name) && !left.contains(name) {
      try consider(name, .found)
    }
  }

  private enum Occasion { case told, found, settled(Signature?) }

  /// Makes a name ready, lets it settle, or drops it.
  private mutating func consider(_ name: FileName, _ occasion: Occasion) throws {
    switch try Candidate.examine(name, in: directory.path) {
    case .gone: break
    case .special(let kind): try passOver(name, kind)
    case .file(_, let signature, let hasWriters):
      if !hasWriters, isComplete(signature, occasion) {
        waiting.admit(name, hasSettled: true)
      } else if settings.once, case .settled = occasion {
        left.insert(name)
        unfinished += 1
        try tell(.unfinished(name))
      } else {
        waiting.settle(name, signature, until: settled(hasWriters))
      }
    }
  }

  /// When to look again at a file that is not taken yet.
  ///
  /// One that is open for writing gets a moment even where nothing has to settle: a program that
  /// starts another has its open files twice until the other one runs.
  private func settled(_ hasWriters: Bool) -> Instant {
    settings.clock() + (hasWriters ? max(settings.settle, 200) : settings.settle)
  }

  private func isComplete(_ signature: Signature, _ occasion: Occasion) -> Bool {
    switch occasion {
    case .settled(let before): return before == signature
    case .told: return settings.settle == 0
    case .found:
      let age = settings.clock().milliseconds - signature.changed / 1_000_000
      return settings.settle == 0 || directory.hasLocalTimes && age >= settings.settle
    }
  }

  private mutating func passOver(_ name: FileName, _ kind: String) throws {
    guard passedOver.insert(name).inserted else { return }
    try tell(.passedOver(name, kind))
  }

  /// Gives ready files to the desk while it has room.
  private mutating func startCommands() throws {
    while desk.hasRoom, let (name, hasSettled) = waiting.nextReady() {
      if desk.has(name) {
        held.insert(name)
        continue
      }
      switch try Candidate.examine(name, in: directory.path) {
      case .gone: break
      case .special(let kind): try passOver(name, kind)
      case .file(let file, let signature, let hasWriters):
        if hasWriters || signature.size == 0 && !hasSettled && settings.settle > 0 {
          waiting.settle(name, signature, until: settled(hasWriters))
        } else {
          try desk.take(name, file, size: signature.size)
        }
      }
    }
  }

  private mutating func hearArrivals() throws {
    var overflowed = false
    var names: [FileName] = []
    try arrivals.read { event in
      switch event {
      case .arrived(let name): if settings.filter.accepts(name) { names.append(name) }
      case .overflow: overflowed = true
      case .gone:
        throw RunFault(.noInput, "\(directory.path.text): the directory was moved or removed")
      }
    }
    for name in names {
      if settings.debounces {
        try consider(name, .told)
      } else {
        waiting.admit(name, hasSettled: false)
      }
    }
    if overflowed { try scan() }
  }

  private mutating func hearSignals() {
    while let signal = signals.next() {
      guard signal == SIGTERM || signal == SIGINT else { continue }
      stops += 1
      if stops > 1 { desk.stop(SIGTERM) }
    }
  }

  /// Does what has come to be due: another look at the directory, another attempt, settled files.
  private mutating func lookAround() throws {
    let now = settings.clock()
    if settings.rescan > 0, nextScan <= now {
      try desk.adopt()
      try scan()
    } else if desk.hasForeign, nextAdoption <= now, !settings.once {
      try desk.adopt()
      nextAdoption = now + 1000
    }
    try desk.retry(at: now)
    while let (name, signature) = waiting.nextSettled(at: now) {
      try consider(name, .settled(signature))
    }
  }

  /// Sleeps until something happens or a time has come.
  ///
  /// - Returns: whether there are signals and arrivals to be heard.
  private mutating func sleep() throws -> (signalled: Bool, arrived: Bool) {
    try desk.prepare()
    var descriptors = ([signals.number, arrivals.number] + desk.descriptors).map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    let count = poll(&descriptors, nfds_t(descriptors.count), try timeout())
    if count < 0, errno != EINTR { throw systemFault("poll", errno, .inputOutput) }
    return (descriptors[0].revents != 0, descriptors[1].revents != 0)
  }

  /// Milliseconds to sleep at most; -1 for as long as nothing happens.
  private mutating func timeout() throws -> Int32 {
    guard stops == 0 else { return -1 }
    var times = [waiting.nextDue(), desk.nextRetry].compactMap { $0 }
    if settings.rescan > 0 { times.append(nextScan) }
    let now = settings.clock()
    if desk.hasForeign, !settings.once { times.append(nextAdoption) }
    guard let first = times.min() else { return -1 }
    return Int32(min(max(first - now, 0), 60_000))
  }
}
