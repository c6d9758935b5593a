import DueFormats
import DueSystem

/// Writes the events of a run as they came, one a line, each with the place of its message.
package final class PassedEvents {
  private var sink: ByteSink
  private var tape = JSONTape()

  /// - Parameter path: the file to be written when all is done; nil for standard output.
  package init(_ path: String?) throws { sink = try ByteSink(path) }

  func write(_ batch: borrowing EventBatch) throws {
    for item in batch.items {
      switch item {
      case .other(let source): sink.buffer.append(source)
      case .send(let index):
        let send = batch.sends[index]
        if send.path.isEmpty {
          sink.buffer.append(send.source)
        } else {
          append(send.source, location: send.path)
        }
      case .reject: continue
      }
      sink.buffer.append(UInt8(ascii: "\n"))
      try sink.recordEnded()
    }
  }

  /// Appends an event with `message_archive_location` set; all its other bytes stay as they are.
  private func append(_ event: Bytes, location: Bytes) {
    let custom: JSONValue?
    do throws(JSONFault) {
      custom = try tape.parse(event)["client_context"]?["custom"]
    } catch {
      preconditionFailure("an event that was parsed before is no JSON: \(error)")
    }
    guard let custom, custom.isObject else {
      return append(event, newContextWith: location)
    }
    if let old = custom["message_archive_location"] {
      append(event, replacing: old.source, by: location)
      return
    }
    let end = Bytes(rebasing: custom.source.suffix(1))
    let isEmpty = custom.members.first(where: { _ in true }) == nil
    replace(Bytes(start: end.baseAddress, count: 0), in: event) { buffer in
      buffer.append(isEmpty ? #""message_archive_location":"# as StaticString : Self.member)
      Self.append(location, to: &buffer)
    }
  }

  private static let member: StaticString = #","message_archive_location":"#

  private func append(_ event: Bytes, replacing old: Bytes, by location: Bytes) {
    replace(old, in: event) { Self.append(location, to: &$0) }
  }

  /// The message came from the outbox: the event need not have a context.
  private func append(_ event: Bytes, newContextWith location: Bytes) {
    let end = Bytes(rebasing: event.suffix(1))
    replace(Bytes(start: end.baseAddress, count: 0), in: event) { buffer in
      buffer.append(#","client_context":{"custom":{"message_archive_location":"# as StaticString)
      Self.append(location, to: &buffer)
      buffer.append("}}" as StaticString)
    }
  }

  private func replace(
    _ part: Bytes, in event: Bytes, by write: (inout ByteBuffer) -> Void
  ) {
    guard let start = event.baseAddress, let place = part.baseAddress else { return }
    let before = place - start
    sink.buffer.append(Bytes(rebasing: event[..<before]))
    write(&sink.buffer)
    sink.buffer.append(Bytes(rebasing: event[(before + part.count)...]))
  }

  private static func append(_ location: Bytes, to buffer: inout ByteBuffer) {
    buffer.append(#""archive/"# as StaticString)
    buffer.append(jsonFragment: location)
    buffer.append(UInt8(ascii: "\""))
  }

  package func finish() throws { try sink.finish() }
}
