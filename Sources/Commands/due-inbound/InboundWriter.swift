import DueEnvelopes
import DueFormats
import DueInbound
import DueMIME
import DueModel
import DueSystem
import DueTool
import Glibc

/// One run: messages of one kind of gateway in, records out, and events of what it tells of ours.
final class InboundWriter {
  private var sink: ByteSink
  private let emission: EmissionOptions
  private let events: EventFile?
  private let rejects: RejectLog
  private var messages = 0
  private var receipts = 0
  /// Of what came in: events, files and so on that are no messages.
  private var others = 0
  private(set) var unsettled = 0

  init(_ output: String?, _ emission: EmissionOptions, rejects: RejectLog) throws {
    events = try emission.events.map { try EventFile($0) }
    sink = try ByteSink(output)
    self.emission = emission
    self.rejects = rejects
  }

  var counts: JSON {
    .object([
      .init("messages", .integer(messages)), .init("receipts", .integer(receipts)),
      .init("others", .integer(others)), .init("unsettled", .integer(unsettled)),
      .init("rejected", .integer(rejects.count)),
    ])
  }

  private func write(_ message: InboundMessage, raw: Bytes? = nil) throws {
    messages += 1
    sink.buffer.append(message, raw: raw)
    try sink.recordEnded()
  }

  /// Writes what is wanted of what a gateway told.
  private func write(_ record: GatewayRecord) throws {
    switch record {
    case .message(let message) where emission.wantsMessages: try write(message)
    case .receipt(let receipt) where emission.wantsReceipts:
      receipts += 1
      if emission.emit == .events {
        sink.buffer.append(receipt)
        try sink.recordEnded()
      }
      try events?.append(receipt)
    case .message, .receipt, .nothing: others += 1
    }
  }

  /// Messages of AWS, in whatever carried them.
  func readAWS(_ files: [String], _ source: SourceOptions, _ speaker: Console) throws {
    let numbers = try source.numbers()
    var options = try source.unwrapping()
    options.receive = { [self] value, place in
      guard AWSMessage.isOne(value) else { return false }
      let message = try AWSMessage.decode(value, published: place.published, numbers)
      try write(message, raw: source.raw ? value.source : nil)
      return true
    }
    var unwrapper = Unwrapper(options, objects: nil, to: try ByteSink(), rejects: rejects) {
      speaker.say("\($0.topic) asks for its confirmation: \($0.url)")
    }
    for path in files { try unwrapper.unwrap(try ByteSource.open(path)) { _, _, _ in } }
    others += unwrapper.counts.others + unwrapper.counts.housekeeping
    try sink.finish()
  }

  /// Requests of Kannel, one a line.
  func readKannel(_ files: [String], _ numbers: InboundNumbers) throws {
    for path in files {
      var lines = LineReader(try ByteSource.open(path))
      while try lines.next() {
        if lines.text.allSatisfy({ $0 <= 0x20 }), !lines.isTooLong { continue }
        let record: GatewayRecord
        do throws(RecordFault) {
          if lines.isTooLong { throw RecordFault(column: nil, FormatFault.tooLong.description) }
          record = try KannelRequest.decode(lines.text, numbers)
        } catch {
          try rejects.add(
            Rejection(
              file: lines.name, line: lines.number, column: error.column,
              reason: error.description), line: lines.source)
          continue
        }
        try write(record)
      }
    }
    try sink.finish()
    try events?.flush()
  }

  /// Mail: directories, and files that move, a mail a file; other files, and standard input, as many
  /// as there are in them.
  func readMail(_ paths: [String], _ inbox: Inbox, moves: Bool) throws {
    let reader = InboundMailReader()
    var mailboxes = Mailboxes()
    var directories: [String] = []
    for path in paths {
      var status = stat()
      let isDirectory =
        path != "-" && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      if moves || isDirectory {
        directories.append(path)
        continue
      }
      try mailboxes.forEach(path, isMbox: false) { letter in
        do {
          try write(reader.read(letter.bytes))
        } catch is NoMessage {
          others += 1
        } catch let fault as RecordFault {
          try rejects.add(
            Rejection(
              file: letter.file, line: letter.line, column: fault.column,
              reason: fault.description), line: letter.bytes)
        }
      }
    }
    try readInbox(directories, inbox)
  }

  /// The directories of a gateway that leaves each message in a file.
  func readInbox(_ paths: [String], _ inbox: Inbox) throws {
    var inbox = inbox
    for path in paths {
      try inbox.read(path) { result, file in
        switch result {
        case .success(let record): try write(record)
        case .failure(let fault):
          var name = file
          try name.withUTF8 {
            try rejects.add(
              Rejection(file: file, line: 1, column: fault.column, reason: fault.description),
              line: Bytes($0))
          }
        }
      }
      try settle(&inbox, isLast: false)
    }
    try settle(&inbox, isLast: true)
    unsettled = inbox.unsettled
    others += inbox.passedOver
  }

  /// Lets the records leave, then moves the files they are of.
  private func settle(_ inbox: inout Inbox, isLast: Bool) throws {
    if isLast { try sink.finish() }
    // A file that appears only at the end has no record before.
    guard isLast || !sink.isReplacement else { return }
    if !isLast { try sink.flushDurably() }
    try events?.flush()
    try inbox.settle()
  }
}

/// A file that events are appended to.
private final class EventFile {
  private let descriptor: Descriptor
  private let path: String
  private var buffer = ByteBuffer(capacity: 65_536)

  init(_ path: String) throws {
    self.path = path
    descriptor = try Descriptor(
      path, O_WRONLY | O_CREAT | O_APPEND, mode: 0o600, status: .cannotCreate)
  }

  func append(_ receipt: DeliveryReceipt) throws {
    buffer.append(receipt)
    if buffer.count >= 65_536 { try leave() }
  }

  private func leave() throws {
    try descriptor.write(buffer.bytes, name: path)
    buffer.removeAll()
  }

  /// Lets all events leave, onto the disk where that is a file's.
  func flush() throws {
    try leave()
    guard fsync(descriptor.number) != 0, errno != EINVAL, errno != EROFS else { return }
    throw systemFault(path, errno, .inputOutput)
  }
}
