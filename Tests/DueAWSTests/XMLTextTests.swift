import DueSystem
import Testing

@testable import DueAWS

@Suite struct XMLTextTests {
  static let cases: [(xml: String, name: String, text: String?)] = [
    ("<a><MessageId>x-1</MessageId></a>", "MessageId", "x-1"),
    ("<Code>A</Code><Code>B</Code>", "Code", "A"),
    ("<Code></Code>", "Code", ""),
    ("<Codes>A</Codes><Code>B</Code>", "Code", "B"),
    ("<Code>A<b/></Code>", "Code", nil),
    ("<Code>A", "Code", nil),
    ("<Code>A</Cod", "Code", nil),
    ("<Code a='b'>A</Code>", "Code", nil),
    ("", "Code", nil),
    ("<", "Code", nil),
    (
      "<m>&lt;a&gt; &amp;amp; &quot;&apos; &#65;&#x42; &no; &#xD800; & &amp</m>", "m",
      "<a> &amp; \"' AB &no; &#xD800; & &amp"
    ),
  ]

  @Test("finds texts of elements", arguments: cases)
  func finds(xml: String, name: String, text: String?) {
    let found = Array(xml.utf8).withUnsafeBytes { XMLText.element(name, in: $0) }
    #expect(found == text)
  }

  /// Whatever it is, it ends, and what is found stands in it where nothing was escaped.
  @Test func takesAnything() {
    let pieces = ["<", ">", "/", "Code", "<Code>", "</Code>", "&", "#", ";", "x", "\u{0}", "é"]
    for seed in UInt64(0)..<2000 {
      var text = ""
      for step in UInt64(0)..<12 {
        text += pieces[Int(chance("xml \(seed)", step) * Double(pieces.count))]
      }
      let found = Array(text.utf8).withUnsafeBytes { XMLText.element("Code", in: $0) }
      if let found, !text.contains("&") {
        #expect(text.contains("<Code>\(found)</Code>"), "\(text)")
      }
    }
  }
}
