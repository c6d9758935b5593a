import ArgumentParser
import DueAWS
import DueAWSOptions
import DueFormats
import DueModel
import DueOptOuts
import DueStore
import DueSystem
import DueTool

/// Which list of AWS, and which of ours.
struct MirrorOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Our list (default: default, every sender's).", valueName: "name"))
  var list: ListName?

  @Option(help: ArgumentHelp("The list of AWS (default: Default).", valueName: "name"))
  var optOutList = "Default"

  @Flag(name: [.customShort("n"), .long], help: "Write the same, and change nothing.")
  var dryRun = false

  @OptionGroup var aws: AWSOptions
  @OptionGroup var clock: ClockOptions
  @OptionGroup var summary: SummaryOptions
  @OptionGroup var store: StoreOptions

  var listName: String { list?.name ?? OptOutTable.everySender }

  func remote() throws -> AWSList { AWSList(try aws.client(.textMessages), name: optOutList) }
}

/// A list of AWS gets what ours has.
struct Push: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tell an opt-out list of AWS what is new here.")

  @Flag(help: "Numbers that left promotional messages only, too: AWS lets nothing through to them.")
  var promotional = false
  @OptionGroup var mirror: MirrorOptions

  func run(_ console: inout Console) throws {
    let store = try Store(mirror.store.directory, mirror.dryRun ? .read : .update)
    var run = PushRun(store, try mirror.remote(), self, at: try mirror.clock.instant())
    defer { mirror.summary.print(run.summary, console) }
    try run.perform(&console)
  }
}

/// One run of `push`: each errand is noted with a few others, so that a run that is cut short goes
/// on where it was.
private struct PushRun {
  /// Errands between two notes: so many may be done again after a kill, which does no harm.
  private static let step = 20
  /// So many refusals in a row are not about the numbers.
  private static let patience = 20

  private let store: Store
  private let remote: AWSList
  private let options: Push
  private let now: Instant
  private var put = 0
  private var removed = 0
  private var refused = 0
  private var refusedInARow = 0

  init(_ store: Store, _ remote: AWSList, _ options: Push, at now: Instant) {
    self.store = store
    self.remote = remote
    self.options = options
    self.now = now
  }

  var summary: JSON {
    .object([
      .init("put", .integer(put)), .init("deleted", .integer(removed)),
      .init("refused", .integer(refused)),
    ])
  }

  mutating func perform(_ console: inout Console) throws {
    var sink = try ByteSink()
    var last = ""
    while true {
      let errands = try store.read {
        try OptOutMirror(remote.place, list: options.mirror.listName, $0).errands(
          promotional: options.promotional, after: last, limit: Self.step, at: now)
      }
      guard let end = errands.last else { break }
      last = end.address
      var done: [OptOutMirror.Errand] = []
      do {
        for errand in errands where try options.mirror.dryRun || run(errand, &console) {
          done.append(errand)
        }
      } catch {
        // Whatever ends the run: AWS has these.
        try tell(of: done, &sink)
        throw error
      }
      try tell(of: done, &sink)
    }
    try sink.finish()
  }

  private mutating func tell(of errands: [OptOutMirror.Errand], _ sink: inout ByteSink) throws {
    if !errands.isEmpty, !options.mirror.dryRun {
      try store.write { view in
        let mirror = OptOutMirror(remote.place, list: options.mirror.listName, view)
        for errand in errands { try mirror.note(errand, at: now) }
      }
    }
    for errand in errands {
      if errand.isRemoval { removed += 1 } else { put += 1 }
      sink.buffer.append(
        errand.isRemoval ? #"{"action":"delete""# as StaticString : #"{"action":"put""#)
      sink.buffer.append(member: #","address":"#, errand.address)
      sink.buffer.append("}\n" as StaticString)
    }
    try sink.flush()
  }

  /// Runs one errand; false where AWS does not do it for this number.
  private mutating func run(
    _ errand: OptOutMirror.Errand, _ console: inout Console
  ) throws -> Bool {
    do {
      if errand.isRemoval {
        try remote.remove(errand.address)
      } else {
        try remote.put(errand.address)
      }
      refusedInARow = 0
      return true
    } catch let fault as AWSFault where Self.isOfTheNumber(fault) {
      refused += 1
      refusedInARow += 1
      guard refusedInARow < Self.patience else { throw fault }
      console.say("\(errand.address): \(fault.description)")
      console.raise(.badData)
      return false
    }
  }

  /// A number that AWS does not take, or does not let go yet: once in 30 days is what it allows.
  private static func isOfTheNumber(_ fault: AWSFault) -> Bool {
    fault.code == "ValidationException" || fault.code == "ConflictException"
  }
}

/// Ours gets what a list of AWS has.
struct Pull: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Put on a list what an opt-out list of AWS has.")

  @OptionGroup var mirror: MirrorOptions

  func run(_ console: inout Console) throws {
    let scratch = try mirror.dryRun ? ScratchDirectory.ifMissing(mirror.store.directory) : nil
    defer { _ = scratch }
    let store = try Store(scratch?.path ?? mirror.store.directory, .write)
    let remote = try mirror.remote()
    let now = try mirror.clock.instant()
    var read = 0
    var changed = 0
    var token: String?
    repeat {
      let page = try remote.page(token)
      changed +=
        try mirror.dryRun
        ? store.rehearse { try keep(page, remote.place, $0, at: now) }
        : store.write { try keep(page, remote.place, $0, at: now) }
      read += page.numbers.count
      token = page.token
    } while token != nil
    mirror.summary.print(
      .object([.init("read", .integer(read)), .init("changed", .integer(changed))]), console)
  }

  /// Keeps one page; how many numbers are new here.
  private func keep(_ page: AWSList.Page, _ place: String, _ view: StoreView, at now: Instant)
    throws -> Int
  {
    let desk = try OptOutDesk(view, at: now)
    let known = OptOutMirror(place, list: mirror.listName, view)
    var changed = 0
    for (number, at) in page.numbers {
      var word = OptOutWord(
        .optOut, number, list: mirror.listName, at: at.milliseconds == 0 ? now : at,
        source: "aws:\(place)")
      word.scope = .all
      if try desk.take(word, keepsAll: false) == .changed { changed += 1 }
      try known.note(.init(number, isRemoval: false), at: now)
    }
    return changed
  }
}
