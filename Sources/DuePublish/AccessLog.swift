import DueSystem
import Glibc

/// Notes requests in the combined format of web servers; cookies are not in it.
///
/// Source: Apache HTTP Server, `LogFormat combined`.
package final class AccessLog: Sendable {
  private let descriptor: Int32
  private let clock: @Sendable () -> Instant

  /// Appends to the file at `path`, which is made, mode 0600, where it is missing.
  package init(_ path: String, clock: @escaping @Sendable () -> Instant) throws {
    var file = try Descriptor(
      path, O_WRONLY | O_CREAT | O_APPEND, mode: 0o600, status: .cannotCreate)
    descriptor = file.release()
    self.clock = clock
  }

  deinit { close(descriptor) }

  /// One line, by one write: lines of several threads do not mix.
  func note(
    _ request: SiteRequest, _ answer: SiteAnswer, client: String, _ referrer: String?,
    _ agent: String?
  ) {
    let size = request.method == "HEAD" || answer.status == 304 ? 0 : answer.size
    var line =
      "\(client.isEmpty ? "-" : client) - - [\(Self.time(clock()))] "
      + "\"\(Self.safe(request.method)) \(Self.safe(request.path)) HTTP/1.1\" "
      + "\(answer.status) \(size == 0 ? "-" : String(size)) "
      + "\"\(Self.safe(referrer ?? "-"))\" \"\(Self.safe(agent ?? "-"))\"\n"
    // Nobody is left to tell when the log fails; the answer is not held up.
    line.withUTF8 { _ = write(descriptor, $0.baseAddress, $0.count) }
  }

  /// `10/Oct/2000:13:55:36 +0000`
  private static func time(_ instant: Instant) -> String {
    let words = HTTPDate.text(instant).split(separator: " ")
    return "\(words[1])/\(words[2])/\(words[3]):\(words[4]) +0000"
  }

  /// A text that cannot end its field or its line.
  private static func safe(_ text: String) -> String {
    var safe = ""
    for byte in text.utf8.prefix(2048) {
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 || byte >= 0x7f {
        safe += (byte < 16 ? "\\x0" : "\\x") + String(byte, radix: 16)
      } else {
        safe.unicodeScalars.append(UnicodeScalar(byte))
      }
    }
    return safe
  }
}
