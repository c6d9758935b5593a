/// Decides what a reply asks for.
///
/// In this order: a word that starts messages, or asks for help, is the whole text; a word that
/// ends them is the whole text; a strong one is the first of at most three words; one is somewhere
/// in the text, or a phrase is that may mean it: somebody should read that; nothing.
package struct KeywordReader: Sendable {
  /// How texts are compared.
  package enum Match: String, Sendable, CaseIterable {
    case smart
    /// The whole text, or nothing.
    case exact
    /// As Pinpoint's reference system did: one of AWS's ten words anywhere, if within a word.
    case contains
  }

  /// What a reply asks for, and what says so.
  package struct Decision: Sendable, Equatable {
    package var action: ReplyAction
    /// As the table names it; empty where no word of it says so.
    package var keyword = ""
    /// Of the keyword, such as `fr`; empty for one of all languages.
    package var language = ""

    package init(_ action: ReplyAction, keyword: String = "", language: String = "") {
      self.action = action
      self.keyword = keyword
      self.language = language
    }
  }

  private let table: KeywordTable
  private let match: Match
  private static let strongWordLimit = 3

  package init(_ table: KeywordTable, _ match: Match = .smart) {
    self.table = table
    self.match = match
  }

  /// - Parameter number: whose reply it is, in E.164: some words hold in some countries only.
  package func callAsFunction(_ body: String, from number: String) -> Decision {
    if match == .contains { return containing(body) }
    let reply = ReplyWords(body)
    if reply.words.isEmpty { return Decision(.none) }
    for action in [ReplyAction.optIn, .help, .optOut] {
      for keyword in table.keywords
      where keyword.action == action && keyword.words.text == reply.text
        && keyword.places.contain(number)
      {
        return decision(keyword)
      }
    }
    if match == .exact { return Decision(.none) }
    return within(reply, number)
  }

  private func decision(
    _ keyword: KeywordTable.Keyword, _ action: ReplyAction? = nil
  ) -> Decision {
    Decision(action ?? keyword.action, keyword: keyword.name, language: keyword.language)
  }

  private func within(_ reply: ReplyWords, _ number: String) -> Decision {
    let here = table.keywords.filter { $0.places.contain(number) }
    if reply.words.count <= Self.strongWordLimit, let first = reply.words.first,
      let strong = here.first(where: { $0.strength == .strong && $0.words.text == first })
    {
      return decision(strong)
    }
    let found = here.first { keyword in
      (keyword.action == .optOut || keyword.action == .review)
        && reply.contains(keyword.words)
    }
    return found.map { decision($0, .review) } ?? Decision(.none)
  }

  /// Source: AWS, required opt-out keywords; the reference system looked for them anywhere.
  private static let original = [
    "ARRET", "CANCEL", "END", "OPT-OUT", "OPTOUT", "QUIT", "REMOVE", "STOP", "TD", "UNSUBSCRIBE",
  ]

  private func containing(_ body: String) -> Decision {
    let capitals = Array(body.uppercased().utf8)
    let found = Self.original.first { word in
      let word = Array(word.utf8)
      guard capitals.count >= word.count else { return false }
      return (0...(capitals.count - word.count)).contains { start in
        capitals[start..<(start + word.count)].elementsEqual(word)
      }
    }
    return found.map { Decision(.optOut, keyword: $0) } ?? Decision(.none)
  }
}
