import DueFormats
import DueMIME
import DueSystem
import Testing

/// Mail made of pieces that mean something to the parser, put together at random.
@Suite struct MailFuzzTests {
  private static let pieces: [String] = [
    "Content-Type: multipart/mixed; boundary=b\n", "Content-Type: message/rfc822\r\n",
    "content-type: multipart/report; boundary=\"a b", "; name*0*=utf-8''%e2%82", "; name*1=\"\\\"",
    "Content-Transfer-Encoding: base64\n", "Content-Transfer-Encoding: quoted-printable\r\n",
    "Subject: =?utf-8?b?4oKs", "=?=?q?=", "?=", "\n", "\r\n", "\r", "\n\n", "--b", "--b--", "--",
    "From: ", "To: a@b, \"", "<", ">", "(", ")", ":", ";", ",", "\\", "=", "=E2=82", "\0", "\u{FF}",
    "Date: Mon, 31 Dec 2026 23:59:60 +9999\n", "YQ==", "charset=utf-7", "charset=shift_jis", " ",
    "\t",
  ]

  @Test("whatever comes in, every part lies in the message, and reading it ends", arguments: 0..<40)
  func survives(seed: UInt64) {
    var random = SplitMix(state: seed &* 0x9E37_79B9_7F4A_7C15)
    var parser = MailParser()
    var out = ByteBuffer()
    for _ in 0..<200 {
      var text: [UInt8] = []
      for _ in 0..<Int(random.next() % 60) {
        if random.next() % 8 == 0 {
          text.append(UInt8(truncatingIfNeeded: random.next()))
        } else {
          text += Self.pieces[Int(random.next() % UInt64(Self.pieces.count))].utf8
        }
      }
      text.withUnsafeBytes { bytes in
        parser.parse(bytes)
        for part in parser.parts { look(part, in: bytes, &out) }
      }
    }
  }

  private func look(_ part: MailPart, in bytes: Bytes, _ out: inout ByteBuffer) {
    out.removeAll()
    if let start = bytes.baseAddress, let body = part.body.baseAddress {
      #expect(body >= start && body + part.body.count <= start + bytes.count)
    }
    part.text(into: &out)
    #expect(out.bytes.isUTF8)
    _ = part.media.parameters.append("name", to: &out)
    part.fields.forEach { field in
      out.append(decodedHeader: field.value)
      _ = Instant(mail: field.value.trimmedSpace)
      var list = MailAddresses(field.value)
      while list.next() { #expect(list.address.count > 0) }
    }
  }
}

/// Numbers that look random and are the same every time.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
