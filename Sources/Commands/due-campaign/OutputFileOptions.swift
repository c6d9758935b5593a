import ArgumentParser
import DueFormats
import DueSystem

/// Where a command writes.
struct OutputFileOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write to FILE instead of standard output.", valueName: "file"))
  var output: String?

  /// Writes one JSON value a line.
  func write(_ values: [JSON]) throws {
    var sink = try ByteSink(output)
    for value in values {
      sink.buffer.append(value)
      sink.buffer.append(UInt8(ascii: "\n"))
      try sink.recordEnded()
    }
    try sink.finish()
  }
}
