/// Where an extension may begin that ends a text, and which digits it has.
struct NumberExtensions {
  /// The digits themselves; empty when the text ends in no extension.
  var digits = 0..<0
  /// The places where one may begin: up to ten closed ranges.
  private var lows = InlineArray<10, Int>(repeating: 0)
  private var highs = InlineArray<10, Int>(repeating: 0)
  private var count = 0

  /// Where the longest one begins: the one libphonenumber finds.
  private(set) var first: Int?

  mutating func add(_ low: Int, _ high: Int) {
    lows[count] = low
    highs[count] = high
    count += 1
    first = min(first ?? low, low)
  }

  /// Whether one may begin at a place from `low` to `high`.
  func begins(between low: Int, and high: Int) -> Bool {
    for index in 0..<count where lows[index] <= high && highs[index] >= low { return true }
    return false
  }
}

/// Every way to write an extension ends in its digits and perhaps a hash sign. So we find those
/// first and look at what stands before them.
extension NumberText {
  /// The extensions that may end `part`.
  func extensions(in part: Range<Int>) -> NumberExtensions {
    var found = NumberExtensions()
    var high = part.upperBound
    let hash = high > part.lowerBound && has(high - 1, .hash)
    if hash { high -= 1 }
    var low = high
    while low > part.lowerBound, has(low - 1, .digit) { low -= 1 }
    let length = high - low
    guard length > 0, length <= 20, low > part.lowerBound else { return found }
    found.digits = low..<high

    let start = part.lowerBound
    if !hash { addRFC3966(&found, start, low) }
    // Separators, then perhaps a colon or a stop, stand between a label and the digits.
    let separators = back(Marks.afterLabel, from: low, to: start)
    let labelEnd =
      separators > start && has(separators - 1, Marks.labelEnds) ? separators - 1 : separators
    addExplicit(&found, start, labelEnd)
    if length <= 9 { addAmbiguous(&found, start, labelEnd) }
    if hash, length <= 6 {
      let first = back(Mark.dash.bit | Mark.space.bit, from: low, to: start)
      if first < low { found.add(first, low - 1) }
    }
    if length <= 15 {
      addDialled(
        &found, start, separators: separators..<low, labelEnd: labelEnd, short: length <= 9)
    }
    return found
  }

  /// The lowest index such that everything from it to `high` is in `set`.
  private func back(_ set: UInt64, from high: Int, to low: Int) -> Int {
    var index = high
    while index > low, has(index - 1, set) { index -= 1 }
    return index
  }

  /// `;ext=`
  private func addRFC3966(_ found: inout NumberExtensions, _ start: Int, _ low: Int) {
    let first = low - 5
    if first >= start, has(first, .semicolon), has(first + 1, .letterE), has(first + 2, Marks.xs),
      has(first + 3, .letterT), has(first + 4, .equals)
    {
      found.add(first, first)
    }
  }

  /// Adds a label that begins at `first`, with the separators before it.
  private func addLabel(
    _ found: inout NumberExtensions, _ start: Int, _ first: Int, also: Int? = nil
  ) {
    let low = back(Marks.beforeLabel, from: first, to: start)
    found.add(low, max(first, also ?? first))
  }

  /// `ext`, `xtn`, `extension` and the like, `доб`, `anexo`.
  private func addExplicit(_ found: inout NumberExtensions, _ start: Int, _ end: Int) {
    if let first = latinLabel(start, end) {
      let e = first > start && has(first - 1, .letterE)
      addLabel(&found, start, e ? first - 1 : first, also: first)
    } else if let first = wideLabel(start, end) {
      let e = first > start && has(first - 1, .wideE)
      addLabel(&found, start, e ? first - 1 : first, also: first)
    } else if end - start >= 3, has(end - 3, .cyrillicD), has(end - 2, .cyrillicO),
      has(end - 1, .cyrillicB)
    {
      addLabel(&found, start, end - 3)
    } else if end - start >= 5, has(end - 5, .letterA), has(end - 4, .letterN),
      has(end - 3, .letterE), has(end - 2, Marks.xs), has(end - 1, .letterO)
    {
      addLabel(&found, start, end - 5)
    }
  }

  /// Where `xt`, `xtn`, `xtensio`, `xtension` (with either accent) begins that ends at `end`.
  private func latinLabel(_ start: Int, _ end: Int) -> Int? {
    var at = end
    if at > start, has(at - 1, .letterN) { at -= 1 }
    if let first = plainLabel(start, at) { return first }
    // ensi, then o, o with a combining accent, or an accented o
    var o = at
    if o > start, has(o - 1, .combiningAcute) {
      o -= 1
      guard o > start, has(o - 1, .letterO) else { return nil }
      o -= 1
    } else if o > start, has(o - 1, Mark.letterO.bit | Mark.oAcute.bit) {
      o -= 1
    } else {
      return nil
    }
    guard o - start >= 6, has(o - 4, .letterE), has(o - 3, .letterN), has(o - 2, Marks.s),
      has(o - 1, Marks.i)
    else { return nil }
    return plainLabel(start, o - 4)
  }

  private func plainLabel(_ start: Int, _ end: Int) -> Int? {
    end - start >= 2 && has(end - 1, .letterT) && has(end - 2, Marks.xs) ? end - 2 : nil
  }

  private func wideLabel(_ start: Int, _ end: Int) -> Int? {
    let at = end > start && has(end - 1, .wideN) ? end - 1 : end
    return at - start >= 2 && has(at - 1, .wideT) && has(at - 2, .wideX) ? at - 2 : nil
  }

  /// `x`, `#`, `~`, `int`
  private func addAmbiguous(_ found: inout NumberExtensions, _ start: Int, _ end: Int) {
    if end > start, has(end - 1, Marks.ambiguous) {
      addLabel(&found, start, end - 1)
    } else if end - start >= 3, has(end - 3, Marks.i), has(end - 2, .letterN),
      has(end - 1, .letterT)
    {
      addLabel(&found, start, end - 3)
    } else if end - start >= 3, has(end - 3, .wideI), has(end - 2, .wideN), has(end - 1, .wideT) {
      addLabel(&found, start, end - 3)
    }
  }

  /// `,,`, `;`, and for `short` ones any commas: what telephones dial after a pause.
  private func addDialled(
    _ found: inout NumberExtensions, _ start: Int, separators: Range<Int>, labelEnd: Int,
    short: Bool
  ) {
    if labelEnd > start, has(labelEnd - 1, .semicolon) {
      addPause(&found, start, labelEnd - 1)
    }
    // Commas among the separators; only the first can begin an extension that a number precedes.
    if let comma = separators.first(where: { has($0, .comma) }) {
      if short || (comma + 1 < separators.upperBound && has(comma + 1, .comma)) {
        addPause(&found, start, comma)
      } else if let pair = separators.dropFirst().first(where: {
        has($0, .comma) && has($0 - 1, .comma)
      }) {
        addPause(&found, start, pair - 1)
      }
    }
    // Commas before a colon or a stop.
    guard labelEnd < separators.lowerBound else { return }
    let commas = back(Mark.comma.bit, from: labelEnd, to: start)
    if labelEnd - commas >= 2, !short {
      addPause(&found, start, labelEnd - 2)
    } else if labelEnd > commas, short {
      addPause(&found, start, commas)
    }
  }

  private func addPause(_ found: inout NumberExtensions, _ start: Int, _ label: Int) {
    found.add(back(Marks.spaces, from: label, to: start), label)
  }
}
