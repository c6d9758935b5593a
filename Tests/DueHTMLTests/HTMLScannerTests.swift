import DueHTML
import DueSystem
import Testing

/// SplitMix64: the same numbers in every run.
private struct Dice {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

@Suite struct HTMLScannerTests {
  /// What a text refers to: each path, and the bytes in whose place another would come.
  private static func references(_ html: String) -> [HTMLReference] {
    var html = html
    return html.withUTF8 { HTMLScanner(Bytes($0)).references }
  }

  private static func rewritten(_ html: String) -> String {
    var html = html
    return html.withUTF8 { bytes in
      var buffer = ByteBuffer()
      buffer.append(Bytes(bytes), replacing: HTMLScanner(Bytes(bytes)).references) { _ in "X" }
      return buffer.string
    }
  }

  /// A text, and the same with X in the place of every path.
  static let texts: [(html: String, rewritten: String)] = [
    (#"<img src="a.png">"#, #"<img src="X">"#), ("<img src='a.png'>", "<img src='X'>"),
    ("<img src=a.png>", "<img src=X>"), ("<img src=a.png/>", "<img src=X>"),
    ("<IMG\n SRC\t=\r\n \"a.png\"/>", "<IMG\n SRC\t=\r\n \"X\"/>"),
    (#"<img src=" a.png ">"#, #"<img src=" X ">"#), (#"<img src="a b.png">"#, #"<img src="X">"#),
    (#"<img src="a.png?b=c&amp;d#e">"#, #"<img src="X?b=c&amp;d#e">"#),
    ("<table background=a><td background='b'>", "<table background=X><td background='X'>"),
    ("<video poster=a.png src=b>", "<video poster=X src=X>"), ("<a/href=b>", "<a/href=X>"),
    (#"<image xlink:href="a.svg#b"/>"#, #"<image xlink:href="X#b"/>"#),
    // No address of a file, or none at all.
    ("<img src>", "<img src>"), ("<img src=>", "<img src=>"), ("<img src=\"\">", "<img src=\"\">"),
    ("<base href=a>", "<base href=a>"),
    ("<img alt=a.png data-src=b>", "<img alt=a.png data-src=b>"),
    ("<p>src=a.png</p>", "<p>src=a.png</p>"), ("</img src=a.png>", "</img src=a.png>"),
    ("</p ='><img src=a>", "</p ='><img src=X>"),
    ("< img src=a.png>", "< img src=a.png>"), ("<1 src=a.png>", "<1 src=a.png>"),
    ("<a href=#b><a href=?c>", "<a href=#b><a href=?c>"),
    // Quotes and brackets in values, tags without an end.
    ("<img alt='<img src=a>' src=b>", "<img alt='<img src=a>' src=X>"),
    (#"<img alt=">" src=b>"#, #"<img alt=">" src=X>"#), ("<img src=a.png", "<img src=X"),
    ("<img src='a.png", "<img src='X"), ("<img alt=' src=b", "<img alt=' src=b"),
    ("<", "<"), ("<i", "<i"), ("<img src", "<img src"), ("<img src=", "<img src="), ("", ""),
    // Several sizes.
    ("<img srcset='a.png 1x, b.png 2x'>", "<img srcset='X 1x, X 2x'>"),
    ("<img srcset=a.png,b.png>", "<img srcset=X>"),
    ("<img srcset='a, b,, c'>", "<img srcset='X, X,, X'>"),
    ("<img srcset=',a (1,2) ,b'>", "<img srcset=',X (1,2) ,X'>"),
    ("<img srcset=' , '>", "<img srcset=' , '>"),
    // Style sheets.
    ("<p style='a:url(b.png)'>", "<p style='a:url(X)'>"),
    (
      #"<p style="a:url('b.png'),URL( &quot;c.png&#34; )">"#,
      #"<p style="a:url('X'),URL( &quot;X&#34; )">"#
    ),
    ("<style>a{b:url(c)}</style>url(d)", "<style>a{b:url(X)}</style>url(d)"),
    ("<style>/*url(a)*/'url(b)'\"url(c)\" url(d", "<style>/*url(a)*/'url(b)'\"url(c)\" url(X"),
    (
      "<style>curl(a) -url(b) url (d)</style>",
      "<style>curl(a) -url(b) url (d)</style>"
    ),
    (
      "<style>#url(a) @url(b) 1url(c) 1%url(d) \\75 rl(e) u\\72l(f)</style>",
      "<style>#url(a) @url(b) 1url(c) 1%url(X) \\75 rl(X) u\\72l(X)</style>"
    ),
    (
      "<style>url(a b) url(a\"b) url(c('d) url( e\n)</style>",
      "<style>url(a b) url(a\"b) url(c('d) url( X\n)</style>"
    ),
    ("<style><!--url(a) --> --url(b)</style>", "<style><!--url(X) --> --url(b)</style>"),
    ("<style>url('a\nb)</style>", "<style>url('a\nb)</style>"),
    ("<style>url(\"c</style>", "<style>url(\"X</style>"),
    ("<STYLE>url(a)</sTyLe ><img src=b>", "<STYLE>url(X)</sTyLe ><img src=X>"),
    ("<style>url(a)</stylex>url(b)", "<style>url(X)</stylex>url(X)"),
    (#"<style>url(a\)b.png) url("c\"d")</style>"#, #"<style>url(X) url("X")</style>"#),
    (
      "<style>@import url(a.css); @import 'b.css'</style>",
      "<style>@import url(X); @import 'b.css'</style>"
    ),
    // What is no HTML.
    ("<!-- <img src=a> --><img src=b>", "<!-- <img src=a> --><img src=X>"),
    ("<!--><img src=a>", "<!--><img src=X>"), ("<!---><img src=a>", "<!---><img src=X>"),
    ("<!----><img src=a>", "<!----><img src=X>"), ("<!-- --!><img src=a>", "<!-- --!><img src=X>"),
    ("<!-- <img src=a>", "<!-- <img src=a>"),
    ("<!a <img src=a><img src=b>", "<!a <img src=a><img src=X>"),
    ("<script><img src=a></script><img src=b>", "<script><img src=a></script><img src=X>"),
    (
      "<title><img src=a></title><textarea><img src=a>",
      "<title><img src=a></title><textarea><img src=a>"
    ),
    // What Outlook alone reads, and what it alone does not.
    ("<!--[if mso]><img src=a><![endif]-->", "<!--[if mso]><img src=X><![endif]-->"),
    (
      "<!--[if !mso]><!--><img src=a><!--<![endif]-->",
      "<!--[if !mso]><!--><img src=X><!--<![endif]-->"
    ),
    ("<![if !mso]><img src=a><![endif]>", "<![if !mso]><img src=X><![endif]>"),
    // Handlebars.
    ("<img src={{a}}><img src=b>", "<img src={{a}}><img src=X>"),
    (
      "<img src='{{a}}/b.png'><img src='a{{{b}}}.png'>",
      "<img src='{{a}}/b.png'><img src='a{{{b}}}.png'>"
    ),
    ("<img src='a.png?{{b}}'>", "<img src='X?{{b}}'>"),
    ("<img src='{{#if a}}b{{/if}}'>", "<img src='{{#if a}}b{{/if}}'>"),
    ("<img alt='{{a \"'\"}}' src=b>", "<img alt='{{a \"'\"}}' src=X>"),
    (
      "<img {{#if a}}src='b'{{else}}src='c'{{/if}}>", "<img {{#if a}}src='X'{{else}}src='X'{{/if}}>"
    ),
    ("{{#if '<img src=a>'}}<img src=b>{{/if}}", "{{#if '<img src=a>'}}<img src=X>{{/if}}"),
    ("{{!-- }} <img src=a> --}}<img src=b>", "{{!-- }} <img src=a> --}}<img src=X>"),
    ("{{~! don't ~}}<img src='b'> {{y}} isn't", "{{~! don't ~}}<img src='X'> {{y}} isn't"),
    ("{{[it's]}}<img src='b'> {{y}} isn't", "{{[it's]}}<img src='X'> {{y}} isn't"),
    ("{{~!-- <img src=a> --~}}<img src=b>", "{{~!-- <img src=a> --~}}<img src=X>"),
    ("{{! it's }}<img src=b>{{! it's }}", "{{! it's }}<img src=X>{{! it's }}"),
    ("{{ <img src=a>", "{{ <img src=X>"),
    ("<img srcset='{{a}}, b 2x'>", "<img srcset='{{a}}, b 2x'>"),
    ("<p style='a:url({{b (c)}}.png) url(d)'>", "<p style='a:url({{b (c)}}.png) url(X)'>"),
    ("<style>@media a{b{c:url(d)}}</style>", "<style>@media a{b{c:url(X)}}</style>"),
  ]

  @Test("finds paths where they stand, and nothing else", arguments: texts)
  func finds(html: String, rewritten: String) { #expect(Self.rewritten(html) == rewritten) }

  static let paths: [(html: String, path: String)] = [
    ("<img src='a&amp;b&lt;&gt;&quot;&apos;&#99;&#x64;&#X65;'>", "a&b<>\"'cde"),
    ("<img src='a&b&amp&nbsp;'>", "a&b&amp\u{a0}"), ("<img src='a&#xD800;'>", "a&"),
    ("<img src='a&#-65;'>", "a&"),
    ("<img src='%41.png'>", "%41.png"),
    ("<p style='a:url(\\62 c\\000064 e\\f.png)'>", "bcde\u{f}.png"),
    ("<p style='a:url(\"a\\\nb\\\"\")'>", "ab\""),
    ("<p style='a:url(\\110000 \\d800 )'>", "\u{fffd}\u{fffd}"),
  ]

  @Test("reads what is written otherwise", arguments: paths)
  func reads(html: String, path: String) { #expect(Self.references(html).map(\.path) == [path]) }

  @Test(
    "knows addresses that are whole",
    arguments: [
      ("https://a/b", true), ("cid:a", true), ("data:image/gif;base64,", true), ("//a/b", true),
      ("x-a.b+1:c", true), ("C:/a", false), ("a/b:c", false), ("/a", false), ("a", false),
      (":a", false),
      ("1a:b", false), ("é:b", false), ("\\\\a\\b", false),
    ])
  func absolute(path: String, isAbsolute: Bool) throws {
    let found = Self.references("<img src='\(path)'>")
    #expect(found.map(\.path) == [path.split(separator: "#").first.map(String.init) ?? path])
    #expect(found.map(\.isAbsolute) == [isAbsolute])
  }

  /// Pieces that mean something to HTML, CSS and Handlebars, in any order.
  private static let pieces: [String] = [
    "<", ">", "/", "=", "\"", "'", " ", "\n", "img", "src", "srcset", "style", "href", "base",
    "a.png",
    "b c", "url(", ")", "{{", "}}", "}", "{", "{{{", "{{!--", "--}}", "~", "#if", "<!--", "-->",
    "[if",
    "--!>", "<style>", "</style", "<script>", "</script>", "/*", "*/", "\\", "&amp;", "&#x41;", "&",
    ";",
    ",", "1x", "(", "?", "#", "https://x/", "<img src=\"", "\u{e9}", "\u{feff}", "\0",
  ]

  @Test("changes no byte but those of references, whatever the text", arguments: 0..<40)
  func keepsTheRest(seed: UInt64) {
    var chance = Dice(state: seed)
    for _ in 0..<250 {
      let text = (0..<Int(chance.next() % 60)).map { _ in
        Self.pieces[Int(chance.next() % UInt64(Self.pieces.count))]
      }.joined()
      Self.expectTheRestKept(Array(text.utf8))
    }
  }

  @Test("takes any bytes", arguments: 0..<20)
  func takesAnyBytes(seed: UInt64) {
    var chance = Dice(state: 1000 + seed)
    let marks = Array("<>\"'=/{}!-&;#()\\ src".utf8)
    for _ in 0..<250 {
      Self.expectTheRestKept(
        (0..<Int(chance.next() % 200)).map { _ in
          let number = chance.next()
          return number % 4 == 0 ? UInt8(number >> 8 & 255) : marks[Int(number >> 8) % marks.count]
        })
    }
  }

  /// References stand in order, apart from one another; what is around them stays, byte for byte; and
  /// what has whole addresses is found again as it was.
  private static func expectTheRestKept(_ text: [UInt8]) {
    let (ranges, rewritten, again) = text.withUnsafeBytes { bytes in
      let references = HTMLScanner(bytes).references
      var buffer = ByteBuffer()
      buffer.append(bytes, replacing: references) { _ in "https://x.example.com/y" }
      return (references.map(\.range), Array(buffer.bytes), HTMLScanner(buffer.bytes).references)
    }
    var expected: [UInt8] = []
    var place = 0
    for range in ranges {
      guard range.lowerBound >= place, !range.isEmpty, range.upperBound <= text.count else {
        Issue.record("ranges overlap in \(String(decoding: text, as: UTF8.self))")
        return
      }
      expected += text[place..<range.lowerBound] + Array("https://x.example.com/y".utf8)
      place = range.upperBound
    }
    expected += text[place...]
    #expect(rewritten == expected)
    #expect(again.count == ranges.count)
    #expect(again.allSatisfy { $0.isAbsolute })
  }

  @Test("ends soon, whatever has no end")
  func endsSoon() {
    for piece in [
      "{{", "<!--", "<!-- --!>", "{{!--", "<style>", "</", "<img src='", "{{'", "<p style='url(",
    ] {
      let text = Array(String(repeating: piece, count: 100_000).utf8)
      #expect(text.withUnsafeBytes { HTMLScanner($0).references.count } <= 100_000)
    }
  }
}
