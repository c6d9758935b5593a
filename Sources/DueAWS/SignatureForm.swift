import DueSystem

/// Signs one request after another that differ in their bodies only.
///
/// What does not depend on the body is made once a second; a signature then costs two hashes of a
/// few hundred bytes and one of the body, and no allocation.
final class SignatureForm {
  private var signer: SignatureSigner
  private let subject: SignatureSigner.Subject
  private let more: [String]
  /// The second that the parts are for, since 1970.
  private var second = Int64.min
  private var key: [UInt8] = []
  private var lines = ByteBuffer(capacity: 1024)
  private var canonical = ByteBuffer(capacity: 1024)
  private var text = ByteBuffer(capacity: 256)
  /// The sizes of those three without what follows from the body.
  private var sizes = (lines: 0, canonical: 0, text: 0)

  /// - Parameters:
  ///   - subject: its body means nothing.
  ///   - more: headers that are not signed, as `Name: value`.
  init(_ signer: SignatureSigner, _ subject: SignatureSigner.Subject, more: [String] = []) {
    self.signer = signer
    self.subject = subject
    self.more = more
  }

  /// The headers to send with `body`: lines `Name: value`, each ended by NUL.
  ///
  /// Valid until the next call.
  func headers(for body: Bytes, at time: Instant) -> Bytes {
    if time.milliseconds / 1000 != second { begin(at: time) }
    lines.truncate(to: sizes.lines)
    canonical.truncate(to: sizes.canonical)
    text.truncate(to: sizes.text)
    canonical.append(hexadecimal: SHA256.words(body))
    text.append(hexadecimal: SHA256.words(canonical.bytes))
    lines.append(hexadecimal: HMAC.words(key, text.bytes))
    lines.append(0)
    return lines.bytes
  }

  private func begin(at time: Instant) {
    let parts = signer.parts(for: subject, at: time)
    second = time.milliseconds / 1000
    key = parts.key
    lines.removeAll()
    for header in more + parts.headers {
      lines.append(header)
      lines.append(0)
    }
    lines.append(parts.authorization)
    canonical.removeAll()
    canonical.append(parts.canonical)
    text.removeAll()
    text.append(parts.text)
    sizes = (lines.count, canonical.count, text.count)
  }
}
