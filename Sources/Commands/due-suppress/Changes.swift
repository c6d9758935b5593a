import ArgumentParser
import DueFormats
import DueStore
import DueSuppression
import DueSystem
import DueTool

/// What becomes of the changes of a run.
struct ChangeOptions: ParsableArguments {
  @Flag(name: [.customShort("n"), .long], help: "Report the same, and change nothing.")
  var dryRun = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write changes into FILE instead.", valueName: "file"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Give changes to COMMAND on standard input too; no shell.", valueName: "command"))
  var exec: String?

  /// Runs `body`, which is given what runs transactions, and tells of the changes.
  func perform(
    in options: StoreOptions,
    _ body: (@escaping ListImport.Transact) throws -> SuppressionCounts
  ) throws -> SuppressionCounts {
    let scratch = try dryRun ? ScratchDirectory.ifMissing(options.directory) : nil
    defer { _ = scratch }
    let store = try Store(scratch?.path ?? options.directory, .write)
    let teller = try ChangeTeller(output, exec: dryRun ? nil : exec)
    if dryRun {
      return try store.rehearse { view in
        let counts = try body { try $0(view) }
        try teller.tell(view)
        try teller.finish()
        return counts
      }
    }
    let counts = try body { work in
      try store.write(work)
      try store.read { try teller.tell($0) }
    }
    // What a run left untold that was killed, also where this one changed nothing.
    try store.read { try teller.tell($0) }
    if let told = try teller.finish() {
      try store.write { try SuppressionFeed($0).note(told: told) }
    }
    return counts
  }
}

/// Tells of changes: on standard output or in a file, and to a program.
private final class ChangeTeller {
  private var sink: ByteSink
  private let exec: String?
  private var text = ByteBuffer(capacity: 4096)
  private var first: Int64?
  private var last: Int64 = 0

  init(_ output: String?, exec: String?) throws {
    sink = try ByteSink(output)
    self.exec = exec
    if let exec { try ChildProcess.find(CommandWords(exec).words[0]) }
  }

  /// Tells of what was not told yet.
  func tell(_ view: StoreView) throws {
    let feed = SuppressionFeed(view)
    if first == nil {
      last = try feed.told()
      first = last
    }
    text.removeAll()
    last = try feed.changes(after: last) { change in
      let start = text.count
      text.append(change)
      text.append(UInt8(ascii: "\n"))
      sink.buffer.append(Bytes(rebasing: text.bytes[start...]))
      if exec == nil { text.removeAll() }
      try sink.recordEnded()
    }
    guard let exec, text.count > 0 else { return }
    do {
      try ChildProcess.run(command: exec, input: text.string)
    } catch let fault as RunFault where fault.exitStatus == .unavailable {
      throw RunFault(.tryAgain, "\(fault.description); its changes are told again next time")
    }
  }

  /// Lets everything leave; up to which change, where there was one.
  @discardableResult
  func finish() throws -> Int64? {
    try sink.finish()
    return last == first ? nil : last
  }
}
