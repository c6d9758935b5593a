import DueMIME
import DueReplies
import DueSystem
import Testing

/// The answer to a message with these header fields, which is taken apart again.
private func answer<T>(
  _ header: String, _ template: ReplyTemplate, _ change: (inout ReplyWriter) -> Void = { _ in },
  _ body: (MailParser, String) throws -> T
) rethrows -> T {
  var writer = ReplyWriter(template)
  change(&writer)
  var out = ByteBuffer()
  Array((header + "\n").utf8).withUnsafeBytes { bytes in
    writer.append(
      InboundMail(message: bytes), to: "kim@example.net", from: "noreply@example.com", id: "i@x",
      at: Instant(milliseconds: 1_788_253_200_000), into: &out)
  }
  var parser = MailParser()
  parser.parse(out.bytes)
  return try body(parser, out.string)
}

private func decoded(_ parser: MailParser, _ name: StaticString) -> String? {
  parser.parts[0].fields[name].map { value in
    var buffer = ByteBuffer()
    buffer.append(decodedHeader: value)
    return buffer.string
  }
}

@Suite struct ReplyWriterTests {
  private static func template(_ subject: String = "Automatic reply: ") -> ReplyTemplate {
    var template = ReplyTemplate()
    template.subject = subject
    template.text = "%%NAME%% %%ADDRESS%% %%ID%% %%SUBJECT%% %%NAME%% 100%% %%NO%% %%"
    template.html = "<p>%%NAME%%</p>"
    return template
  }

  static let subjects: [(template: String, incoming: String, subject: String)] = [
    ("Auto: ", "hello", "Auto: hello"),
    ("Auto: ", "AUTO: auto: hello", "Auto: hello"),
    ("Auto: ", "", "Auto: "),
    ("Auto: ", "=?utf-8?b?R3LDvMOfZQ==?=", "Auto: Grüße"),
    ("Re [%%SUBJECT%%]", "x", "Re [x]"),
    ("", "hello", "hello"),
  ]

  @Test("subjects", arguments: subjects)
  func subject(template: String, incoming: String, subject: String) {
    answer("Subject: \(incoming)\n", Self.template(template)) { parser, _ in
      let wanted = subject.hasSuffix(" ") ? String(subject.dropLast()) : subject
      #expect(decoded(parser, "subject") == wanted || decoded(parser, "subject") == subject)
    }
  }

  @Test("tags are filled wherever they stand, and escaped in HTML only")
  func tags() {
    let header = "From: \"<b>Kim & Co</b>\" <kim@example.net>\nSubject: s\nMessage-ID: <m@y>\n"
    answer(header, Self.template()) { parser, _ in
      var texts: [String] = []
      for part in parser.parts.dropFirst() {
        var buffer = ByteBuffer()
        part.text(into: &buffer)
        texts.append(buffer.string)
      }
      #expect(
        texts == [
          "<b>Kim & Co</b> kim@example.net m@y s <b>Kim & Co</b> 100%% %%NO%% %%",
          "<p>&lt;b&gt;Kim &amp; Co&lt;/b&gt;</p>",
        ])
    }
  }

  @Test("threads")
  func threads() {
    let old = (1...20).map { "<r\($0)@y>" }.joined(separator: " ")
    answer("Message-ID: <m@y>\nReferences: \(old)\n junk <bad id@y> <m@y>\n", Self.template()) {
      parser, _ in
      #expect(decoded(parser, "in-reply-to") == "<m@y>")
      let ids = decoded(parser, "references")?.split(separator: " ").map(String.init) ?? []
      #expect(ids.first == "<r1@y>" && ids.last == "<m@y>" && ids.count <= 11)
      #expect(Set(ids).count == ids.count)
    }
    answer("Message-ID: none\n", Self.template()) { parser, _ in
      #expect(parser.parts[0].fields["in-reply-to"] == nil)
    }
  }

  @Test("nobody's program answers an answer")
  func marks() {
    answer("Subject: s\n", Self.template()) { parser, _ in
      #expect(decoded(parser, "auto-submitted") == "auto-replied")
      var rules = ReplyRules()
      rules.ours = ["kim@example.net"]
      #expect(
        rules.decide(InboundMail(message: parser.parts[0].fields.bytes)) == .skip(.autoSubmitted))
    }
  }

  @Test("whatever a message has in its header, the answer has no line of it")
  func hostile() {
    let names = [
      "=?utf-8?q?a=0D=0AX-Evil:_1?=", "=?utf-8?q?=00?=", "\"x\\\r\n y\"",
      "=?utf-8?b?DQpYLUV2aWw6IDE=?=",
    ]
    for name in names {
      let header = "From: \(name) <kim@example.net>\nSubject: \(name)\nMessage-ID: <\(name)@y>\n"
      answer(header, Self.template(), { $0.isCompatible = true }) { parser, text in
        #expect(parser.parts[0].fields["x-evil"] == nil)
        #expect(!text.utf8.contains(0))
        #expect(!text.contains("\nX-Evil"))
      }
    }
  }
}
