import DueFormats
import DueModel
import DueStore
import DueSystem

/// Where a list of numbers has what.
struct OptOutColumns {
  /// Names of the number, in small letters, the likeliest first.
  private static let numbers = [
    "address", "number", "phone_number", "phonenumber", "phone", "optedoutnumber", "to",
  ]

  private let address: Int
  /// The column of the number, as its file calls it.
  private let name: String
  private let list: Int?
  private let scope: Int?
  private let since: Int?
  private let until: Int?
  private let keyword: Int?
  private let inboundID: Int?
  /// A list of numbers alone has none.
  let hasHeader: Bool

  /// - Parameter fields: those of the first record.
  init(_ fields: [String], _ column: String?, file: String) throws {
    let small = fields.map { $0.lowercased() }
    func find(_ names: [String]) -> Int? {
      names.lazy.compactMap { small.firstIndex(of: $0) }.first
    }
    let place = column.map { fields.firstIndex(of: $0) } ?? find(Self.numbers)
    if let place {
      address = place
      name = fields[place]
      hasHeader = true
    } else if column == nil, fields.first?.hasPrefix("+") == true {
      address = 0
      name = "address"
      hasHeader = false
    } else {
      throw RunFault(
        .noInput,
        "\(file): expected a column '\(column ?? "address")', or numbers without a header")
    }
    list = hasHeader ? find(["list"]) : nil
    scope = hasHeader ? find(["scope"]) : nil
    since = hasHeader ? find(["since", "optedouttimestamp"]) : nil
    until = hasHeader ? find(["until"]) : nil
    keyword = hasHeader ? find(["keyword"]) : nil
    inboundID = hasHeader ? find(["inbound_id"]) : nil
  }

  /// The word of a record of CSV.
  func word(
    _ reader: inout CSVReader, _ settings: OptOutImport.Settings, now: Instant
  ) throws(RecordFault) -> OptOutWord {
    let count = reader.count
    func text(_ place: Int?, _ reader: inout CSVReader) -> String {
      guard let place, place < count else { return "" }
      return reader.string(place)
    }
    var fields = Fields(column: name, address: text(address, &reader))
    fields.list = text(list, &reader)
    fields.scope = text(scope, &reader)
    fields.since = text(since, &reader)
    fields.until = text(until, &reader)
    fields.keyword = text(keyword, &reader)
    fields.inboundID = text(inboundID, &reader)
    return try fields.word(settings, now: now)
  }

  /// The word of an object.
  static func word(
    _ value: JSONValue, _ settings: OptOutImport.Settings, now: Instant
  ) throws(RecordFault) -> OptOutWord {
    var fields = Fields(column: settings.column ?? "address", address: "")
    var rank = numbers.count
    for (name, member) in value.members {
      let name = name.string ?? ""
      let small = name.lowercased()
      if let column = settings.column {
        if name == column { fields.address = member.string ?? "" }
      } else if let place = numbers.firstIndex(of: small), place < rank {
        rank = place
        fields.column = name
        fields.address = member.string ?? ""
      }
      switch small {
      case "list": fields.list = member.string ?? ""
      case "scope": fields.scope = member.string ?? ""
      case "since", "optedouttimestamp": fields.since = member.string ?? member.numberText ?? ""
      case "until": fields.until = member.string ?? ""
      case "keyword": fields.keyword = member.string ?? ""
      case "inbound_id": fields.inboundID = member.string ?? ""
      default: break
      }
    }
    return try fields.word(settings, now: now)
  }

  /// The texts of one record.
  private struct Fields {
    /// The column of the number.
    var column: String
    var address: String
    var list = ""
    var scope = ""
    var since = ""
    var until = ""
    var keyword = ""
    var inboundID = ""

    func word(_ settings: OptOutImport.Settings, now: Instant) throws(RecordFault) -> OptOutWord {
      guard InboundJob.isE164(address) else {
        if address.isEmpty { throw .missing(column, "of an opt-out") }
        throw .unexpected(column, address, expected: "a number in E.164, such as +12025550130,")
      }
      if !list.isEmpty, !OptOutTable.isListName(list) {
        throw .unexpected("list", list, expected: "a name of letters, digits, _ and -")
      }
      var word = OptOutWord(
        .optOut, address, list: list.isEmpty ? settings.list : list,
        at: try instant(since, "since") ?? now, source: "import")
      word.scope = settings.scope
      if !scope.isEmpty {
        guard let named = OptOutScope(rawValue: scope.lowercased()) else {
          throw .unexpected("scope", scope, expected: "promotional or all")
        }
        word.scope = named
      }
      word.until = try instant(until, "until")
      word.keyword = keyword
      word.inboundID = inboundID
      word.reason = settings.reason
      word.saidBy = settings.saidBy
      return word
    }

    /// ISO 8601, or seconds since 1970 as AWS's API has them.
    private func instant(_ text: String, _ column: String) throws(RecordFault) -> Instant? {
      if text.isEmpty { return nil }
      if let instant = Instant(text) { return instant }
      guard let seconds = Double(text), seconds.magnitude < 1e11 else {
        throw .unexpected(column, text, expected: "an ISO 8601 time")
      }
      return Instant(milliseconds: Int64((seconds * 1000).rounded()))
    }
  }
}
