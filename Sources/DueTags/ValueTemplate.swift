import DueFormats
import DueSystem

/// A value of a rule: text with `${path}` where something of the event stands.
///
/// A path is a member's name, or several with points between them; a name that has points itself
/// is found too. `${event_timestamp}` is the time of the event in milliseconds where the event
/// does not say it itself, and `${event_time}` is it in ISO 8601.
package struct ValueTemplate: Sendable {
  enum Part: Sendable {
    case text([UInt8])
    case path([UInt8])
  }

  let parts: [Part]

  /// - Returns: nil for a `${` that no `}` ends, or with nothing in it.
  init?(_ text: String) {
    var parts: [Part] = []
    var rest = Array(text.utf8)[...]
    while let dollar = Self.opening(rest) {
      if dollar > rest.startIndex { parts.append(.text(Array(rest[..<dollar]))) }
      guard let end = rest[dollar...].firstIndex(of: UInt8(ascii: "}")), end > dollar + 2 else {
        return nil
      }
      parts.append(.path(Array(rest[(dollar + 2)..<end])))
      rest = rest[(end + 1)...]
    }
    if !rest.isEmpty || parts.isEmpty { parts.append(.text(Array(rest))) }
    self.parts = parts
  }

  private static func opening(_ text: ArraySlice<UInt8>) -> Int? {
    text.indices.dropLast().first {
      text[$0] == UInt8(ascii: "$") && text[$0 + 1] == UInt8(ascii: "{")
    }
  }

  /// Whether it says the same for every event.
  var isFixed: Bool {
    parts.allSatisfy { if case .text = $0 { true } else { false } }
  }

  /// The list that the value is, where it is nothing but a path to one.
  func list(of event: JSONValue) -> JSONValue.Elements? {
    guard parts.count == 1, case .path(let path) = parts[0] else { return nil }
    let value = path.withUnsafeBytes { EventPath.value($0, of: event) }
    return value?.isArray == true ? value?.elements : nil
  }

  /// Appends the value for `event`; false where the event lacks something of it.
  func append(of event: JSONValue, at time: Instant, to buffer: inout ByteBuffer) -> Bool {
    for part in parts {
      switch part {
      case .text(let text): text.withUnsafeBytes { buffer.append($0) }
      case .path(let path):
        let found = path.withUnsafeBytes { path in
          Self.append(path, of: event, at: time, to: &buffer)
        }
        if !found { return false }
      }
    }
    return true
  }

  private static func append(
    _ path: Bytes, of event: JSONValue, at time: Instant, to buffer: inout ByteBuffer
  ) -> Bool {
    if let value = EventPath.value(path, of: event) {
      if value.isString {
        buffer.append(decoded: value)
      } else if value.isNull {
        return false
      } else {
        buffer.append(value.source)
      }
      return true
    }
    if path.equals("event_timestamp") {
      buffer.append(decimal: time.milliseconds)
    } else if path.equals("event_time") {
      buffer.append(time)
    } else {
      return false
    }
    return true
  }
}

/// Finds what a path leads to in an event.
enum EventPath {
  static func value(_ path: Bytes, of container: JSONValue) -> JSONValue? {
    if container.isArray { return element(path, of: container) }
    guard container.isObject else { return nil }
    if let value = member(path, of: container) { return value }
    // A name may have points in it: the shortest that leads on is taken.
    for (i, byte) in path.enumerated() where byte == UInt8(ascii: ".") {
      guard let inner = member(Bytes(rebasing: path[..<i]), of: container) else { continue }
      let rest = Bytes(rebasing: path[(i + 1)...])
      if let value = value(rest, of: inner) { return value }
    }
    return nil
  }

  private static func member(_ name: Bytes, of object: JSONValue) -> JSONValue? {
    var found: JSONValue?
    for member in object.members where member.name.equals(name) { found = member.value }
    return found
  }

  private static func element(_ path: Bytes, of list: JSONValue) -> JSONValue? {
    let point = path.firstIndex(of: UInt8(ascii: ".")) ?? path.count
    guard let index = Int(Bytes(rebasing: path[..<point]).string) else { return nil }
    for (i, element) in list.elements.enumerated() where i == index {
      guard point < path.count else { return element }
      return value(Bytes(rebasing: path[(point + 1)...]), of: element)
    }
    return nil
  }
}
