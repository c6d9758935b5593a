import DueFormats
import DueModel
import DueSystem

/// Files of endpoints, checked, into the other format: no store is touched.
package struct ConvertJob {
  private let rules: ImportRules
  private let files: [String]
  private let rejects: RejectLog
  package private(set) var result = ImportResult()

  package init(_ files: [String], rules: ImportRules, rejects: RejectLog) {
    self.files = files
    self.rules = rules
    self.rejects = rejects
  }

  /// Writes the records of the files to `sink` as JSON lines.
  package mutating func writeJSONLines(to sink: inout ByteSink) throws {
    try forEachPatch { patch in
      sink.buffer.append(patch)
      sink.buffer.append(UInt8(ascii: "\n"))
      try sink.recordEnded()
    }
    try finish(&sink)
  }

  /// Writes the records to `sink` as CSV, with the columns that they need: all is read twice.
  package mutating func writeCSV(to sink: inout ByteSink) throws {
    if let legacy = rules.legacyCleaning {
      for path in files {
        var cleaning = legacy()
        try cleaning.clean(ByteSource.open(path)) {
          sink.buffer.append($0)
          try sink.recordEnded()
        }
      }
      return try finish(&sink)
    }
    let scratch = try ScratchFile.make()
    var survey = CSVSurvey()
    try spool(to: scratch, &survey)
    var reader = JSONLinesReader(try scratch.reopened(as: "temporary file"))
    survey.appendHeader(to: &sink.buffer)
    while try reader.next() {
      survey.append(reader.value, to: &sink.buffer)
      try sink.recordEnded()
    }
    try finish(&sink)
  }

  /// Writes the records into `scratch` as JSON lines, and notes the columns that they need.
  private mutating func spool(to scratch: borrowing ScratchFile, _ survey: inout CSVSurvey) throws {
    var tape = JSONTape()
    var lines = ByteBuffer(capacity: 1 << 17)
    try forEachPatch { patch in
      let start = lines.count
      lines.append(patch)
      // The text is ours, so a fault in it is a bug.
      survey.note(try tape.parse(Bytes(rebasing: lines.bytes[start...])))
      lines.append(UInt8(ascii: "\n"))
      if lines.count > 1 << 16 {
        try scratch.write(lines.bytes)
        lines.removeAll()
      }
    }
    try scratch.write(lines.bytes)
  }

  /// Reads the files from first to last.
  private mutating func forEachPatch(_ body: (EndpointPatch) throws -> Void) throws {
    var batch = PatchBatch()
    batch.recordLimit = 1_024
    for path in files {
      let source = try rules.open(path)
      result.format = result.format ?? source.format
      while true {
        batch.removeAll()
        try source.fill(&batch, &result.notes)
        if batch.records == 0 { break }
        for patch in batch.patches { try body(patch) }
        try reject(batch, of: source)
      }
    }
  }

  private mutating func reject(_ batch: borrowing PatchBatch, of source: any PatchSource) throws {
    result.processed += batch.records
    result.failed += batch.refused.count
    for (line, fault, bytes) in batch.refused {
      let rejection = Rejection(
        file: source.file, line: line, column: fault.column, reason: fault.description)
      try source.reject(rejection, bytes, rejects)
    }
  }

  private func finish(_ sink: inout ByteSink) throws {
    try rejects.finish()
    try sink.finish()
  }
}

extension ByteBuffer {
  /// Appends a patch as a JSON object: what it names, and nothing else.
  mutating func append(_ patch: EndpointPatch) {
    let start = count
    append(UInt8(ascii: "{"))
    append(member: #""Id":"#, text: patch.id, start)
    if let channel = patch.channel {
      append(member: #""ChannelType":"#, text: channel.bytes, start)
    }
    append(member: #""Address":"#, text: patch.address, start)
    if let active = patch.isActive {
      append(active ? #""EndpointStatus":"ACTIVE""# : #""EndpointStatus":"INACTIVE""#, start)
    }
    if let optedOut = patch.isOptedOut {
      append(optedOut ? #""OptOut":"ALL""# : #""OptOut":"NONE""#, start)
    }
    append(member: #""RequestId":"#, text: patch.requestID, start)
    if let effective = patch.effective {
      append(#""EffectiveDate":""#, start)
      append(effective)
      append(UInt8(ascii: "\""))
    }
    if let cohort = patch.cohort {
      append(#""CohortId":""#, start)
      append(decimal: Int64(cohort))
      append(UInt8(ascii: "\""))
    }
    appendLocation(patch, start)
    append(member: #""Demographic":"#, map: patch.demographic, start)
    append(member: #""Attributes":"#, map: patch.attributes, start)
    append(member: #""Metrics":"#, map: patch.metrics, start)
    appendUser(patch, start)
    append(UInt8(ascii: "}"))
  }

  private mutating func appendLocation(_ patch: EndpointPatch, _ start: Int) {
    guard !patch.country.isEmpty else {
      return append(member: #""Location":"#, map: patch.location, start)
    }
    append(#""Location":{"Country":"#, start)
    append(jsonString: patch.country)
    if patch.location.isEmpty { return append(UInt8(ascii: "}")) }
    append(UInt8(ascii: ","))
    append(Bytes(rebasing: patch.location[1...]))
  }

  private mutating func appendUser(_ patch: EndpointPatch, _ start: Int) {
    guard !patch.userID.isEmpty || !patch.userAttributes.isEmpty else { return }
    append(#""User":{"#, start)
    let inside = count - 1
    append(member: #""UserId":"#, text: patch.userID, inside)
    append(member: #""UserAttributes":"#, map: patch.userAttributes, inside)
    append(UInt8(ascii: "}"))
  }

  /// Appends `text` after a comma, unless it comes first in the object that begins at `start`.
  @inline(__always)
  private mutating func append(_ text: StaticString, _ start: Int) {
    if count > start + 1 { append(UInt8(ascii: ",")) }
    append(text)
  }

  @inline(__always)
  private mutating func append(member name: StaticString, text: Bytes, _ start: Int) {
    if text.isEmpty { return }
    append(name, start)
    append(jsonString: text)
  }

  @inline(__always)
  private mutating func append(member name: StaticString, map: Bytes, _ start: Int) {
    if map.isEmpty { return }
    append(name, start)
    append(map)
  }
}
