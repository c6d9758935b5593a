import ArgumentParser
import DueFormats
import DueNames
import DueStore
import DueSystem
import DueTool

/// Events in; the same events with names beside their ids out.
struct AnnotateEvents: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "annotate", abstract: "Write names into events, beside the ids.")

  @OptionGroup(title: "Store") var options: StoreOptions
  @OptionGroup(title: "Rejects") var rejects: RejectOptions
  @OptionGroup(title: "Counts") var summary: SummaryOptions

  @Flag(help: "Give the names of the time of each event.")
  var atEventTime = false

  @OptionGroup var file: OutputFileOptions

  @Argument(help: "Files of events; '-', and none, is standard input.")
  var files: [String] = []

  func run(_ console: inout Console) throws {
    let history = try Store(options.directory, .read).read { view in
      try NameTable.history(in: Project.named(options.projectName, view), view)
    }
    var pending = console
    defer { console = pending }
    let log = try rejects.open(reading: files) { pending.reject($0) }
    var progress = Progress("events", console)
    var job = AnnotateJob(
      EventAnnotator(try NameBook(history, hasTime: atEventTime), hasTime: atEventTime),
      to: try ByteSink(file.output), rejects: log)
    for file in files.isEmpty ? ["-"] : files {
      try job.read(file) { progress.update($0, offset: $1, size: $2) }
    }
    progress.finish()
    let counts = try job.finish()
    try log.finish()
    summary.print(counts, pending)
  }
}
