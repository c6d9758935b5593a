import ArgumentParser
import DueEnvelopes
import DueFormats
import DueSystem
import DueTool

/// Envelopes of SNS, SQS, Lambda, EventBridge, Kinesis, Firehose and S3 in; bare events out.
///
/// See due-unwrap(1).
@main
struct Unwrap: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "due-unwrap",
    abstract: "Take events out of the envelopes that carried them.",
    version: dueVersion
  )

  @OptionGroup(title: "Envelopes") var envelopes: EnvelopeOptions
  @OptionGroup(title: "Rejects") var rejects: RejectOptions
  @OptionGroup(title: "Counts") var summary: SummaryOptions

  @OptionGroup var file: OutputFileOptions

  @Argument(help: "Files to read; '-', and none, is standard input.")
  var files: [String] = []

  func run(_ console: inout Console) throws {
    let speaker = console
    var rejected = console
    defer { console = rejected }
    let log = try rejects.open(reading: files) { rejected.reject($0) }
    var unwrapper = Unwrapper(
      try envelopes.options(), objects: try envelopes.objects(), to: try ByteSink(file.output),
      rejects: log
    ) { speaker.say("\($0.topic) asks for its confirmation: \($0.url)") }
    var progress = Progress("records", console)
    for path in files.isEmpty ? ["-"] : files {
      do {
        try unwrapper.unwrap(try ByteSource.open(path)) {
          progress.update($0, offset: $1, size: $2)
        }
      } catch let fault as RunFault where fault.isOfOneFile(log) {
        rejected.say(fault.description)
        rejected.raise(fault.exitStatus)
      }
    }
    progress.finish()
    try unwrapper.finish()
    try log.finish()
    if rejected.isInteractive, unwrapper.counts.housekeeping > 0 {
      rejected.say("\(unwrapper.counts.housekeeping) messages of the services were passed over")
    }
    summary.print(unwrapper.counts.json(rejected: log.count), rejected)
  }
}

extension RunFault {
  /// Whether the other files can still be read: a file that is not there, or damaged.
  fileprivate func isOfOneFile(_ log: RejectLog) -> Bool {
    exitStatus == .noInput && log.limit.map { log.count <= $0 } ?? true
  }
}

extension Unwrapper.Counts {
  /// The counts as `--summary` prints them.
  func json(rejected: Int) -> JSON {
    var members: [JSON.Member] = [.init("events", .integer(events.values.reduce(0, +)))]
    for origin in EventOrigin.allCases {
      members.append(.init(origin.rawValue, .integer(events[origin] ?? 0)))
    }
    return .object(
      members + [
        .init("other_families", .integer(others)), .init("housekeeping", .integer(housekeeping)),
        .init("subscriptions", .integer(subscriptions)), .init("objects", .integer(objects)),
        .init("rejected", .integer(rejected)),
      ])
  }
}
