import DueModel
import DueOptOuts
import DueSystem
import Foundation
import Testing

@Suite struct KeywordTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path
  static let words = root + "/data/opt-out/keywords-2026-11-27.tsv"
  static let answers = root + "/data/opt-out/replies-2026-11-27.tsv"

  static func reader(_ match: KeywordReader.Match = .smart) throws -> KeywordReader {
    KeywordReader(try KeywordTable(file: words), match)
  }

  @Test("decides as the vectors say")
  func vectors() throws {
    let text = try String(
      contentsOfFile: Self.root + "/Tests/Fixtures/sms/keywords.tsv", encoding: .utf8)
    let reader = try Self.reader()
    var count = 0
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map { String($0) }
      let decision = reader(fields[0], from: "+12025550130")
      #expect(decision.action.rawValue == fields[2], "\(fields[0])")
      #expect(decision.keyword == fields[3], "\(fields[0])")
      count += 1
    }
    #expect(count == 37)
  }

  static let cases: [(body: String, from: String, action: ReplyAction, keyword: String)] = [
    // Accents as characters of their own.
    ("A\u{301}rre\u{302}t", "+33639980001", .optOut, "ARRET"),
    ("S\u{200b}T\u{ad}O\u{2060}P", "+12025550130", .optOut, "STOP"),  // with nothing to be seen
    ("𝗦𝗧𝗢𝗣", "+12025550130", .optOut, "STOP"),
    ("ⓈⓉⓄⓅ", "+12025550130", .optOut, "STOP"),
    ("STOP\u{a0}\u{3000}ALL", "+12025550130", .optOut, "STOPALL"),
    ("\tstop\r\n", "+12025550130", .optOut, "STOP"),
    ("STOP 🙏", "+12025550130", .optOut, "STOP"),
    ("«stop»", "+33639980001", .optOut, "STOP"),
    ("opt–out", "+12025550130", .optOut, "OPT-OUT"),
    ("don’t text me", "+12025550130", .review, ""),
    ("Stop, please.", "+12025550130", .optOut, "STOP"),
    ("stop texting me now", "+12025550130", .review, "STOP"),  // four words
    ("Please stop", "+12025550130", .review, "STOP"),
    ("I want to opt out of this", "+12025550130", .review, "OPT-OUT"),
    ("alto", "+34612345678", .optOut, "ALTO"),
    ("alto", "+4915112345678", .none, ""),  // no word of that place
    ("ОСТАНОВИТЬ!", "+79161234567", .optOut, "ОСТАНОВИТЬ"),
    ("остановить", "+79161234567", .optOut, "ОСТАНОВИТЬ"),
    ("помощь", "+79161234567", .help, "ПОМОЩЬ"),
    ("nonarrêt", "+15145550130", .optIn, "NONARRET"),
    ("START STOP", "+12025550130", .review, "STOP"),
    ("start again", "+12025550130", .none, ""),  // only the whole text
    ("helpful", "+12025550130", .none, ""),
    ("!!!", "+12025550130", .none, ""),
    ("stop1", "+12025550130", .none, ""),
    // Punctuation parts words as well as spaces do, where somebody should read it.
    ("STOP/ARRET", "+12025550130", .review, "ARRET"),
    ("STOP,please", "+12025550130", .review, "STOP"),
    ("Stop.Please", "+12025550130", .review, "STOP"),
    ("STOP—thanks", "+12025550130", .review, "STOP"),
    ("STOP--thanks", "+12025550130", .review, "STOP"),
    ("STOP:please", "+12025550130", .review, "STOP"),
    ("stop!now", "+12025550130", .review, "STOP"),
    ("ok,stop", "+12025550130", .review, "STOP"),
    ("unsubscribe,thx", "+12025550130", .review, "UNSUBSCRIBE"),
    ("no thanks(stop)", "+12025550130", .review, "STOP"),
    ("don`t text me", "+12025550130", .review, ""),
    ("dont text me", "+12025550130", .review, ""),
    ("please opt-out me now", "+12025550130", .review, "OPT-OUT"),
    ("a non-stop flight", "+12025550130", .none, ""),
    ("bon week-end", "+33639980001", .none, ""),
    ("see you at 10:30", "+12025550130", .none, ""),
  ]

  @Test("reads words as people write them", arguments: cases)
  func writes(body: String, from: String, action: ReplyAction, keyword: String) throws {
    let decision = try Self.reader()(body, from: from)
    #expect(decision.action == action)
    #expect(decision.keyword == keyword)
  }

  @Test("the reference system's way has its faults")
  func contains() throws {
    let reader = try Self.reader(.contains)
    for body in ["See you this weekend", "UNSTOP", "Acme LTD called", "my friend"] {
      #expect(reader(body, from: "+12025550130").action == .optOut)
    }
    #expect(reader("Arrêt", from: "+12025550130").action == .none)
  }

  @Test("to the letter means the whole text")
  func exact() throws {
    let reader = try Self.reader(.exact)
    #expect(reader("stop", from: "+12025550130").action == .optOut)
    #expect(reader("stop please", from: "+12025550130").action == .none)
    #expect(reader("take me off", from: "+12025550130").action == .none)
  }

  @Test("folding twice is folding once, whatever the text", arguments: 0..<4)
  func folding(seed: UInt64) throws {
    var chance = Splitmix(state: seed)
    let reader = try Self.reader()
    for _ in 0..<3000 {
      var text = ""
      for _ in 0..<(chance.next() % 12) {
        let limit: UInt64 = chance.next() % 3 == 0 ? 0x2_0000 : 0x250
        let scalar = Unicode.Scalar(UInt32(chance.next() % limit)) ?? "\u{fffd}"
        text.unicodeScalars.append(chance.next() % 3 == 0 ? " " : scalar)
      }
      let words = ReplyWords(text)
      #expect(ReplyWords(words.text).text == words.text, "\(Array(text.unicodeScalars))")
      _ = reader(text, from: "+12025550130")
    }
  }

  @Test("every answer of ours fits into one message with a brand of 20 letters")
  func answers() throws {
    let texts = try ReplyTexts(
      file: Self.answers,
      values: ["brand": "A Brand of 20 Letter", "contact": "help@acme.example"])
    for action in [ReplyAction.optIn, .optOut, .help] {
      #expect(
        texts.text(action, list: "default", language: "", to: "+12025550130")?
          .contains("A Brand of 20 Letter") == true)
    }
    #expect(
      texts.text(.optOut, list: "default", language: "", to: "+33639980001")
        == texts.text(.optOut, list: "default", language: "fr", to: "+12025550130"))
  }

  @Test("an answer without a value for its names is none")
  func noContact() throws {
    let texts = try ReplyTexts(file: Self.answers, values: ["brand": "Acme", "contact": ""])
    #expect(texts.text(.help, list: "default", language: "", to: "+12025550130") == nil)
  }
}

/// Numbers that look random and are the same each time.
struct Splitmix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
