/// What is new in an answer by mail: the text without what it quotes, and without a signature.
///
/// Lines that begin with `>` go, and so does the line that says who wrote them. Where the program put
/// the message that is answered behind the answer without such marks, the text ends before it.
///
/// Source: RFC 3676, sections 4.2 and 4.3; for the rest the ways of Gmail, Outlook, Apple Mail and
/// Thunderbird.
package enum NewestText {
  /// - Parameters:
  ///   - isFlowed: `format=flowed`: a line that ends with a space goes on with the next.
  ///   - deletesSpaces: `delsp=yes`: that space is none of the text.
  package static func of(
    _ text: String, isFlowed: Bool = false, deletesSpaces: Bool = false
  ) -> String {
    let lines = lines(of: text)
    var kept: [Substring] = []
    var i = 0
    while i < lines.count {
      let line = lines[i]
      if line.hasPrefix(">") {
        i += 1
      } else if line == "-- " || isDivider(line) || isHeader(lines, i) {
        break
      } else if let after = attributionEnd(lines, i) {
        // What follows without a mark was put there by the program.
        if let next = lines[after...].first(where: { !isBlank($0) }), !next.hasPrefix(">") { break }
        i = after
      } else {
        kept.append(line)
        i += 1
      }
    }
    while let last = kept.last, isBlank(last) || isAdvertisement(last) { kept.removeLast() }
    let rest = kept.drop(while: isBlank)
    return isFlowed ? joined(rest, deletesSpaces) : rest.joined(separator: "\n")
  }

  private static func lines(of text: String) -> [Substring] {
    // By bytes: CR LF is one character.
    text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false).map { line in
      Substring(line.last == 0x0d ? line.dropLast() : line)
    }
  }

  private static func joined(_ lines: ArraySlice<Substring>, _ deletesSpaces: Bool) -> String {
    var text = ""
    var goesOn = true
    for line in lines {
      if !goesOn { text += "\n" }
      // A space that keeps `>` and `From ` from being read as something else.
      var line = line.hasPrefix(" ") ? line.dropFirst() : line
      goesOn = line.hasSuffix(" ")
      if goesOn, deletesSpaces { line = line.dropLast() }
      text += line
    }
    return text
  }

  private static func isBlank(_ line: Substring) -> Bool { line.utf8.allSatisfy { $0 <= 0x20 } }

  private static func small(_ line: Substring) -> String {
    line.drop { $0 == " " || $0 == "*" || $0 == "\t" }.prefix(400).lowercased()
  }

  // MARK: What begins a quotation

  /// `-----Original Message-----`, and the line of Outlook.
  private static func isDivider(_ line: Substring) -> Bool {
    if line.utf8.count >= 20, line.utf8.allSatisfy({ $0 == UInt8(ascii: "_") }) { return true }
    guard line.hasPrefix("---") else { return false }
    let text = small(line)
    return dividers.contains { text.contains($0) }
  }

  private static let dividers = [
    "original message", "forwarded message", "ursprüngliche nachricht", "originalnachricht",
    "message d'origine", "message d’origine", "message original", "mensaje original",
    "messaggio originale", "oorspronkelijk bericht", "mensagem original",
  ]

  /// `From: …` with `Sent: …` or `Date: …` behind it.
  private static func isHeader(_ lines: [Substring], _ i: Int) -> Bool {
    let first = small(lines[i])
    guard senders.contains(where: { first.hasPrefix($0) }) else { return false }
    return lines[(i + 1)..<min(lines.count, i + 4)].contains { line in
      let text = small(line)
      return dates.contains { text.hasPrefix($0) }
    }
  }

  private static let senders = ["from:", "von:", "de:", "de :", "da:", "van:", "från:", "fra:"]
  private static let dates = [
    "sent:", "date:", "date :", "gesendet:", "datum:", "envoyé", "enviado", "inviato:", "data:",
    "fecha:", "verzonden:", "skickat:", "sendt:",
  ]

  /// What follows `On Mon, 23 Nov 2026 at 10:00, Ana <ana@example.com> wrote:`, which may take three
  /// lines; nil for what is none.
  private static func attributionEnd(_ lines: [Substring], _ i: Int) -> Int? {
    let first = small(lines[i])
    guard let verbs = attributions.first(where: { first.hasPrefix($0.start) })?.verbs else {
      return nil
    }
    var text = ""
    for end in i..<min(lines.count, i + 3) {
      if isBlank(lines[end]) { return nil }
      text += " " + small(lines[end])
      while text.hasSuffix(" ") || text.hasSuffix("*") { text.removeLast() }
      let hasDate = text.utf8.contains { $0 &- 48 < 10 }
      if text.hasSuffix(":"), hasDate, verbs.contains(where: { text.contains($0) }) {
        return end + 1
      }
    }
    return nil
  }

  private static let attributions: [(start: String, verbs: [String])] = [
    ("on ", ["wrote"]), ("am ", ["schrieb"]), ("le ", ["a écrit", "écrit"]), ("el ", ["escribió"]),
    ("il ", ["ha scritto"]), ("op ", ["schreef"]), ("em ", ["escreveu"]),
    ("w dniu ", ["napisał", "pisze"]), ("den ", ["skrev"]),
  ]

  /// What phones put under everything.
  private static func isAdvertisement(_ line: Substring) -> Bool {
    let text = small(line)
    return advertisements.contains { text.hasPrefix($0) }
  }

  private static let advertisements = [
    "sent from my ", "sent from outlook", "get outlook for ", "von meinem iphone gesendet",
    "envoyé de mon ", "enviado desde mi ", "inviato da iphone",
  ]
}
