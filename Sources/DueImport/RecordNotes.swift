import DueSystem

/// Things about records that are worth telling and no reason to refuse them.
///
/// Told once a kind: how often, and where first.
package struct RecordNotes {
  /// One kind of note: a column, and what was done about its value.
  package struct Note: Sendable {
    /// `Location.Country`, say.
    package var column: String
    /// `expected a country of two letters, took USA for US`.
    package var text: String
    package var count = 0
    /// `drop.csv:17`.
    package var first: String
  }

  package private(set) var notes: [Note] = []
  /// How often there was something that is not in `notes`, which has its limit.
  package private(set) var untold = 0
  private var places: [String: Int] = [:]
  /// Where the record in hand stands.
  var file = ""
  var line = 0

  init() {}

  /// Notes something about the record in hand.
  ///
  /// - Parameters:
  ///   - kind: notes of one kind and column are told together; the first one's text is told.
  mutating func add(
    _ kind: Kind, _ column: String, at place: String? = nil, _ text: @autoclosure () -> String
  ) {
    let key = "\(kind.rawValue) \(column)"
    if let i = places[key] {
      notes[i].count += 1
      return
    }
    guard notes.count < Self.limit else {
      untold += 1
      return
    }
    places[key] = notes.count
    notes.append(Note(column: column, text: text(), count: 1, first: place ?? "\(file):\(line)"))
  }

  /// Notes that the address of the record in hand came before.
  mutating func addDuplicate() {
    add(.duplicate, "Address", "expected each address once in 'Address', left the second out")
  }

  /// Names come from the records: as many as those have would fill the memory, and the screen.
  private static let limit = 100

  enum Kind: String {
    case country
    case limit
    case wrapped
    case converted
    case unknownMember
    case userWithoutEndpoint
    case duplicate
  }

  /// All of them together.
  package var count: Int { notes.reduce(untold) { $0 + $1.count } }
}

extension RecordNotes {
  /// Each note in a line, how often it came and where first.
  package var lines: [String] {
    var lines = notes.map { note in
      let times = note.count == 1 ? "" : " (\(note.count) times)"
      return "\(note.first): warning: \(note.text)\(times)"
    }
    if untold > 0 { lines.append("\(untold) more warnings, of other names") }
    return lines
  }
}
