import DueFormats
import DueModel
import DueStore
import DueSystem

/// What a run has read.
package struct ReportCounts: Sendable {
  /// Events of SES.
  package var events = 0
  /// Events of other families.
  package var others = 0
  package var rejected = 0

  package init() {}
}

/// Reads events and counts them.
///
/// - Complexity: O(*n*); memory is constant beyond 1.5 million messages.
package struct ReportJob: ~Copyable {
  private var counters: [CounterBox]
  private let rejects: RejectLog
  private let progress: (Int, Int64, Int64?) -> Void
  package private(set) var counts = ReportCounts()
  private var arena = ByteArena()

  /// - Parameters:
  ///   - rules: of each report that is made of the same events.
  ///   - progress: is told events, offset and size.
  package init(
    _ rules: [VDMRules], rejects: RejectLog, progress: @escaping (Int, Int64, Int64?) -> Void
  ) {
    counters = rules.map { CounterBox(VDMCounter($0)) }
    self.rejects = rejects
    self.progress = progress
  }

  /// Reads the files, one after the other.
  package mutating func read(_ files: [String]) throws {
    for file in files { try read(JSONStreamReader(try ByteSource.open(file))) }
  }

  /// Reads events until `reader` is at its end.
  package mutating func read(_ source: consuming JSONStreamReader) throws {
    var reader = source
    var skim = MailEventSkim()
    let counters = self.counters
    var turn = 0
    while true {
      var event: MailEvent?
      let step = try reader.next(skimming: { line in
        event = skim(line)
        return event != nil
      })
      switch step {
      case .end: return
      case .skimmed:
        guard let event else { preconditionFailure("a line was taken, and no event is there") }
        for counter in counters { try counter.add(event) }
        counts.events += 1
      case .parsed: try parsed(&reader)
      }
      turn &+= 1
      if turn & 0xfff == 0 { progress(counts.events, reader.offset, reader.size) }
    }
  }

  /// Reads the events of `project` in the event database: those that days which count may need.
  package mutating func read(_ log: MailEventLog, project: String, _ rules: [VDMRules]) throws {
    var skim = MailEventSkim()
    var tape = JSONTape()
    var turn = 0
    try log.forEach(project: project, VDMRules.times(rules)) { text, place in
      if let event = skim(text) {
        for counter in counters { try counter.add(event) }
        counts.events += 1
      } else {
        try parsed(text, &tape, place)
      }
      turn &+= 1
      if turn & 0xfff == 0 { progress(counts.events, 0, nil) }
    }
  }

  private mutating func parsed(
    _ text: Bytes, _ tape: inout JSONTape, _ place: () -> MailEventLog.Place
  ) throws {
    do {
      let value: JSONValue
      do throws(JSONFault) {
        value = try tape.parse(text)
      } catch {
        throw RecordFault(column: nil, "\(FormatFault.json(error))")
      }
      try take(try EventView(value))
    } catch let fault as RecordFault {
      let place = place()
      try reject(fault, file: place.file, line: place.line, text)
    }
  }

  private mutating func reject(_ fault: RecordFault, file: String, line: Int, _ source: Bytes)
    throws
  {
    counts.rejected += 1
    try rejects.add(
      Rejection(file: file, line: line, column: fault.column, reason: fault.description),
      json: source)
  }

  private mutating func parsed(_ reader: inout JSONStreamReader) throws {
    do {
      if let fault = reader.fault {
        throw RecordFault(column: nil, "\(fault)")
      }
      try take(try EventView(reader.value))
    } catch let fault as RecordFault {
      try reject(fault, file: reader.name, line: reader.line, reader.source)
    }
  }

  private mutating func take(_ view: EventView) throws {
    guard view.family == .ses else {
      counts.others += 1
      return
    }
    arena.removeAll()
    let event = try MailEvent(view, &arena)
    for counter in counters { try counter.add(event) }
    counts.events += 1
  }

  /// The numbers of the report of place `index`: once.
  package mutating func cells(_ index: Int, _ bucket: DayBucket) throws -> [VDMCell] {
    try counters[index].finish(bucket)
  }

  /// The days of all that has counted in the report of place `index`.
  package func span(_ index: Int) -> DayRange? { counters[index].span }
}

/// A counter that stays where it is.
private final class CounterBox {
  private var counter: VDMCounter?
  private(set) var span: DayRange?

  init(_ counter: consuming VDMCounter) { self.counter = consume counter }

  @inline(__always)
  func add(_ event: MailEvent) throws { try counter?.add(event) }

  func finish(_ bucket: DayBucket) throws -> [VDMCell] {
    guard let counter = counter.take() else {
      preconditionFailure("the numbers of a report are taken once")
    }
    span = counter.span
    return try counter.cells(bucket)
  }
}
