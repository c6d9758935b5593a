import DueSystem

/// What a mail server says to one command (RFC 5321, 4.2).
package struct SMTPReply: Equatable {
  package let code: Int
  /// The lines without their codes, one after another.
  package let text: String

  package init(code: Int, text: String) {
    self.code = code
    self.text = text
  }

  enum Kind { case good, more, transient, permanent }

  var kind: Kind {
    switch code / 100 {
    case 2: .good
    case 3: .more
    case 4: .transient
    default: .permanent
    }
  }

  var isGood: Bool { kind == .good }

  /// The enhanced status (RFC 3463), else the code.
  package var status: String {
    let word = text.prefix { $0 != " " }
    let parts = word.split(separator: ".", omittingEmptySubsequences: false)
    let isEnhanced =
      parts.count == 3 && ["2", "4", "5"].contains(parts[0])
      && parts.allSatisfy {
        (1...3).contains($0.utf8.count) && $0.utf8.allSatisfy { $0 &- 48 <= 9 }
      }
    return isEnhanced ? String(word) : String(code)
  }

  /// The reply as people read it, with nothing in it that a terminal obeys.
  package var shown: String {
    var shown = "\(code) "
    for scalar in text.unicodeScalars.prefix(300) {
      let isPlain = scalar.value >= 0x20 && scalar.value != 0x7f && !(0x80...0x9f ~= scalar.value)
      shown.unicodeScalars.append(isPlain ? scalar : " ")
    }
    return shown
  }

  /// The server's own name for a mail it took; empty where it tells none.
  ///
  /// Source: Postfix and Sendmail, `queued as ID`; Exim, `OK id=ID`; SES, `Ok ID`.
  package var queueID: String {
    for mark: StaticString in ["queued as ", "id="] {
      guard let place = text.range(of: mark) else { continue }
      let name = Substring(text[place...].utf8.prefix { !" ,)".utf8.contains($0) })
      if Self.isName(name) { return String(name) }
    }
    guard text.utf8.count > 32 else { return "" }
    let words = text.split(separator: " ")
    if let last = words.last, words.count == 2, last.utf8.count >= 32, Self.isName(last) {
      return String(last)
    }
    return ""
  }

  private static func isName(_ text: Substring) -> Bool {
    (1...128).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
  }
}

extension String {
  /// Where `mark` ends in the text; nil where it does not occur.
  fileprivate func range(of mark: StaticString) -> Index? {
    var text = self
    let end = text.withUTF8 { bytes -> Int? in
      let text = Bytes(bytes)
      var place = 0
      while place + mark.utf8CodeUnitCount <= text.count {
        if text[place] == mark.utf8Start[0], Bytes(rebasing: text[place...]).starts(with: mark) {
          return place + mark.utf8CodeUnitCount
        }
        place += 1
      }
      return nil
    }
    return end.map { utf8.index(startIndex, offsetBy: $0) }
  }
}

/// Takes replies out of what a server sends, whatever pieces it comes in.
package struct SMTPReplies: ~Copyable {
  private var bytes = ByteBuffer(capacity: 4096)
  /// Where the first reply begins that was not taken.
  private var start = 0
  private var text = ""

  /// The most bytes of one reply: a server that sends more is none.
  static let limit = 64 << 10

  package struct Nonsense: Error, Equatable {}

  package init() {}

  /// Whether something was received that is no whole reply yet.
  var isEmpty: Bool { start == bytes.count && text.isEmpty }

  package mutating func fill(_ read: (UnsafeMutableRawBufferPointer) -> Int) -> Int {
    if start == bytes.count {
      bytes.removeAll()
      start = 0
    }
    return bytes.fill(upTo: 8192) { max(0, read($0)) }
  }

  /// The next reply; nil where it has not come yet.
  ///
  /// - Throws: for what is no reply.
  package mutating func next() throws(Nonsense) -> SMTPReply? {
    while let end = lineEnd() {
      var line = Bytes(rebasing: bytes.bytes[start..<end])
      start = end + 1
      if line.last == UInt8(ascii: "\r") { line = Bytes(rebasing: line.dropLast()) }
      guard line.count >= 3, let code = Self.code(line) else { throw Nonsense() }
      let rest = Bytes(rebasing: line.dropFirst(min(4, line.count)))
      let isLast = line.count == 3 || line[3] == UInt8(ascii: " ")
      if isLast, text.isEmpty { return SMTPReply(code: code, text: rest.string) }
      if !text.isEmpty { text += "\n" }
      text += rest.string
      guard text.utf8.count <= Self.limit else { throw Nonsense() }
      if line.count > 3, line[3] == UInt8(ascii: "-") { continue }
      guard isLast else { throw Nonsense() }
      let reply = SMTPReply(code: code, text: text)
      text = ""
      return reply
    }
    guard bytes.count - start <= Self.limit else { throw Nonsense() }
    return nil
  }

  private func lineEnd() -> Int? {
    var place = start
    while place < bytes.count {
      if bytes.base[place] == UInt8(ascii: "\n") { return place }
      place += 1
    }
    return nil
  }

  private static func code(_ line: Bytes) -> Int? {
    var code = 0
    for byte in line[..<3] {
      guard byte &- 48 <= 9 else { return nil }
      code = code * 10 + Int(byte &- 48)
    }
    return (200...599).contains(code) ? code : nil
  }
}
