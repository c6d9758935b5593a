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
    let list = AWSPush(
      store: store, remote: try mirror.remote(), options: self, now: try mirror.clock.instant())
    var run = ListPush(list, isDryRun: mirror.dryRun)
    defer { mirror.summary.print(run.summary, console) }
    try run.perform(&console)
  }
}

/// What a list of AWS is to be told.
private struct AWSPush: PushedList {
  let step = 20
  let store: Store
  let remote: AWSList
  let options: Push
  let now: Instant

  private func mirror(_ view: StoreView) -> OptOutMirror {
    OptOutMirror(remote.place, list: options.mirror.listName, view)
  }

  func errands(after place: String, limit: Int) throws -> [OptOutMirror.Errand] {
    try store.read {
      try mirror($0).errands(
        promotional: options.promotional, after: place, limit: limit, at: now)
    }
  }

  func run(_ errand: OptOutMirror.Errand) throws {
    if errand.isRemoval {
      try remote.remove(errand.address)
    } else {
      try remote.put(errand.address)
    }
  }

  /// A number that AWS does not take, or does not let go yet: once in 30 days is what it allows.
  func isOfTheAddress(_ fault: AWSFault) -> Bool {
    fault.code == "ValidationException" || fault.code == "ConflictException"
  }

  func note(_ errands: [OptOutMirror.Errand]) throws {
    try store.write { view in
      let mirror = mirror(view)
      for errand in errands { try mirror.note(errand, at: now) }
    }
  }
}

extension OptOutMirror.Errand: PushErrand {
  package var place: String { address }
  package var reasonText: String { "" }
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
