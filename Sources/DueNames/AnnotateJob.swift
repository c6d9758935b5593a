import DueFormats
import DueModel
import DueSystem

/// Events in, the same events with names out.
package struct AnnotateJob: ~Copyable {
  private var annotator: EventAnnotator
  private var sink: ByteSink
  private let rejects: RejectLog
  private var events = 0
  private var rejected = 0

  package init(
    _ annotator: consuming EventAnnotator, to sink: consuming ByteSink, rejects: RejectLog
  ) {
    self.annotator = annotator
    self.sink = sink
    self.rejects = rejects
  }

  /// Reads the events of one file.
  package mutating func read(_ path: String, progress: (Int, Int64, Int64?) -> Void) throws {
    var reader = JSONStreamReader(try ByteSource.open(path))
    while try reader.next() {
      events += 1
      if events & 0xfff == 0 { progress(events, reader.offset, reader.size) }
      do throws(RecordFault) {
        if let fault = reader.fault { throw RecordFault(column: nil, fault.description) }
        annotator.append(try EventView(reader.value), in: reader.source, to: &sink.buffer)
      } catch {
        rejected += 1
        try rejects.add(
          Rejection(
            file: reader.name, line: reader.line, column: error.column,
            reason: error.description), json: reader.source)
        continue
      }
      sink.buffer.append(UInt8(ascii: "\n"))
      try sink.recordEnded()
    }
  }

  /// Lets the last events leave, and returns the counts as `--summary` prints them.
  package consuming func finish() throws -> JSON {
    try sink.finish()
    return [
      "events": .integer(events), "annotated": .integer(annotator.annotated),
      "unknown": .integer(annotator.unknown), "rejected": .integer(rejected),
    ]
  }
}
