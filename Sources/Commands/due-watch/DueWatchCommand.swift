import ArgumentParser
import DueFormats
import DueSystem
import DueTool
import DueWatch
import Glibc

/// Files dropped into a directory in; a command run on each, the file moved to where it belongs.
///
/// See due-watch(1).
@main
struct WatchCommand: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "due-watch",
    abstract: "Run a command on each file that is dropped into a directory.",
    version: dueVersion
  )

  @OptionGroup(title: "Files") var files: FileOptions
  @OptionGroup(title: "Work") var work: WorkOptions
  @OptionGroup var clock: ClockOptions
  @OptionGroup var notices: NotifyOptions
  @OptionGroup var summary: SummaryOptions

  @Argument(help: ArgumentHelp("Directory to watch.", valueName: "dir"))
  var directory: String

  @Argument(
    parsing: .postTerminator,
    help: ArgumentHelp("Command to run on each file, and its arguments.", valueName: "command"))
  var command: [String] = []

  func validate() throws { try work.validate(command) }

  func run(_ console: inout Console) throws {
    do {
      try watch(&console)
    } catch let fault as any Fault {
      if !work.dryRun { notices.send(.stopped(fault, directory), at: .wallClock(), &console) }
      throw fault
    }
  }

  private func watch(_ console: inout Console) throws {
    let moment = try clock.instant()
    let isFixed = clock.isFixed
    var settings = WatchSettings(
      stamp: { isFixed ? moment : .wallClock() }, clock: { .wallClock() })
    files.apply(to: &settings)
    try work.apply(to: &settings, command)
    let drop = try DropDirectory(directory, done: files.done, failed: files.failed)
    if work.dryRun { return try preview(drop, settings) }

    let teller = Teller(console, notices, drop)
    let watcher = try Watcher.start(drop, settings) { try teller.tell($0) }
    let counts = try watcher.run()
    console = teller.console
    if settings.once { counts.raise(in: &console) }
    summary.print(counts.json, console)
  }

  /// Prints what would be run on the files that are there, quoted for a shell.
  private func preview(_ drop: DropDirectory, _ settings: WatchSettings) throws {
    var sink = try ByteSink()
    for line in try DryRun(drop, settings).lines() {
      for byte in line { sink.buffer.append(byte) }
      sink.buffer.append(UInt8(ascii: "\n"))
    }
    try sink.finish()
  }
}
