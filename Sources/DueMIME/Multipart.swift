import DueSystem

/// What stands between the parts of a multipart message (RFC 2046, 5.1).
///
/// It begins with `=_`, which neither quoted-printable nor base64 can hold: no part that is
/// encoded so can be taken for a boundary. Made from a seed, so that the same message has the same
/// bytes whenever it is built.
package struct MIMEBoundary: Sendable, Equatable {
  /// Sixteen hexadecimal digits.
  private let seed: UInt64

  package init(seed: UInt64) { self.seed = seed }

  fileprivate func append(to buffer: inout ByteBuffer) {
    buffer.append("=_due_" as StaticString)
    for shift in stride(from: 60, through: 0, by: -4) {
      let digit = UInt8(truncatingIfNeeded: seed >> UInt64(shift) & 15)
      buffer.append(digit < 10 ? 48 + digit : 87 + digit)
    }
  }
}

extension ByteBuffer {
  /// Appends `Content-Type` of a multipart message, such as `multipart/mixed`.
  package mutating func append(multipart type: StaticString, _ boundary: MIMEBoundary) {
    append("Content-Type: " as StaticString)
    append(type)
    append("; boundary=\"" as StaticString)
    boundary.append(to: &self)
    append("\"\r\n" as StaticString)
  }

  /// Appends the line that begins a part.
  package mutating func append(beginOfPart boundary: MIMEBoundary) {
    append("--" as StaticString)
    boundary.append(to: &self)
    append("\r\n" as StaticString)
  }

  /// Appends the line after the last part.
  package mutating func append(endOfParts boundary: MIMEBoundary) {
    append("--" as StaticString)
    boundary.append(to: &self)
    append("--\r\n" as StaticString)
  }

  /// Appends the headers and the body of a text part, and the line end that belongs to the next
  /// boundary.
  ///
  /// - Parameters:
  ///   - type: such as `text/html; charset=utf-8`.
  ///   - headers: appends further headers, each with its line end.
  package mutating func append(
    part text: Bytes, type: StaticString, headers: (inout ByteBuffer) -> Void = { _ in }
  ) {
    let encoding = TransferEncoding(for: text)
    append("Content-Type: " as StaticString)
    append(type)
    append("\r\nContent-Transfer-Encoding: " as StaticString)
    append(encoding.name)
    append("\r\n" as StaticString)
    headers(&self)
    append("\r\n" as StaticString)
    append(text, in: encoding)
    append("\r\n" as StaticString)
  }
}
