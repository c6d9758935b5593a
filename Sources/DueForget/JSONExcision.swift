import DueFormats
import DueSystem

/// What of a JSON value has to go, so that it tells of nobody any more.
///
/// Values may be records, or hold records: `{"Item":[…, …]}`. Of those that one array holds, or one
/// object under names of theirs, each is a record of its own, as long as others stay. What holds
/// anything else of theirs goes as a whole.
enum JSONExcision {
  case nothing
  case whole
  /// The bytes that go, one after another, and how many records they are.
  case parts([Range<Int>], records: Int)

  /// - Parameter start: the first byte of the text that ranges are counted in.
  init(_ value: JSONValue, _ names: TellingNames, from start: UnsafeRawPointer) {
    if value.isArray || value.isObject {
      var search = Search(start: start)
      for element in value.elements { search.add(element, at: element, names) }
      for (name, element) in value.members {
        search.add(element, at: name, names, isNamed: names.tells(name.string ?? ""))
      }
      self = search.result
    } else {
      let text = value.string ?? value.numberText ?? ""
      self = !text.isEmpty && names.tells(text) ? .whole : .nothing
    }
  }

  /// The elements of one array, or the members of one object.
  private struct Search {
    let start: UnsafeRawPointer
    private var places: [(range: Range<Int>, goes: Bool)] = []
    /// What goes of elements that stay.
    private var inner: [Range<Int>] = []
    private var records = 0
    private var isWhole = false

    init(start: UnsafeRawPointer) { self.start = start }

    mutating func add(
      _ value: JSONValue, at first: JSONValue, _ names: TellingNames, isNamed: Bool = false
    ) {
      guard !isWhole, let begin = first.source.baseAddress, let base = value.source.baseAddress
      else { return }
      let place = start.distance(to: begin)..<(start.distance(to: base) + value.source.count)
      // A member goes by itself where its name is theirs, and an element that is no text.
      let isElement = begin == base
      let isRecord = isNamed ? value.isObject : isElement && (value.isObject || value.isArray)
      switch isNamed ? .whole : JSONExcision(value, names, from: start) {
      case .nothing: places.append((place, false))
      case .parts(let ranges, let count):
        inner += ranges
        places.append((place, false))
        records += count
      case .whole where isRecord:
        places.append((place, true))
        records += 1
      case .whole: isWhole = true
      }
    }

    var result: JSONExcision {
      guard !isWhole else { return .whole }
      guard records > 0 else { return .nothing }
      guard let last = places.lastIndex(where: { !$0.goes }) else { return .whole }
      var cuts = inner
      for (i, place) in places.enumerated() where place.goes && i < last {
        cuts.append(place.range.lowerBound..<places[i + 1].range.lowerBound)
      }
      if last + 1 < places.count {
        cuts.append(places[last].range.upperBound..<places[places.count - 1].range.upperBound)
      }
      return .parts(cuts.sorted { $0.lowerBound < $1.lowerBound }, records: records)
    }
  }
}

extension ByteBuffer {
  /// Appends `text` without the bytes at `cuts`.
  mutating func append(_ text: Bytes, without cuts: [Range<Int>]) {
    var place = 0
    for cut in cuts {
      append(Bytes(rebasing: text[place..<cut.lowerBound]))
      place = cut.upperBound
    }
    append(Bytes(rebasing: text[place...]))
  }
}
