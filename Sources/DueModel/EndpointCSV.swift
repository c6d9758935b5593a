import DueFormats
import DueSystem

/// Writes endpoints as CSV in the shape of Pinpoint's import files, with a column for every name
/// that some endpoint has, repeated as often as its longest list is long.
///
/// Two passes: `note` every endpoint, then write the header, then every endpoint again.
package struct EndpointCSV {
  /// A map of the endpoint, in the order of the columns.
  private enum Section: Int, CaseIterable {
    case location, demographic, attributes, metrics, userAttributes

    var prefix: StaticString {
      switch self {
      case .location: "Location."
      case .demographic: "Demographic."
      case .attributes: "Attributes."
      case .metrics: "Metrics."
      case .userAttributes: "User.UserAttributes."
      }
    }

    func map(of endpoint: EndpointView) -> Bytes {
      switch self {
      case .location: endpoint.location
      case .demographic: endpoint.demographic
      case .attributes: endpoint.attributes
      case .metrics: endpoint.metrics
      case .userAttributes: endpoint.userAttributes
      }
    }
  }

  private struct Column {
    var name: [UInt8]
    /// The most values that one endpoint has.
    var width: Int
  }

  /// One list of columns a section, sorted by name before the header is written.
  private var columns: [[Column]] = Section.allCases.map { _ in [] }
  private var hasCountry = false
  private var hasUser = false
  private var hasDate = false
  private var hasRequestID = false
  private var hasCohort = false
  /// `RequestId` and `CohortId` have columns too, which Pinpoint's imports did not take.
  private let isWhole: Bool

  package init(isWhole: Bool = false) { self.isWhole = isWhole }

  /// Makes room for the columns of `endpoint`.
  package mutating func note(_ endpoint: EndpointView) {
    if !endpoint.country.isEmpty { hasCountry = true }
    if !endpoint.userID.isEmpty { hasUser = true }
    if endpoint.effective != nil { hasDate = true }
    if isWhole {
      if !endpoint.requestID.isEmpty { hasRequestID = true }
      if endpoint.cohort != nil { hasCohort = true }
    }
    for section in Section.allCases {
      var scanner = JSONScanner(section.map(of: endpoint))
      while let (name, value) = scanner.nextMember() {
        if section == .location, name.equals("Country") { continue }
        let width = value.kind == .list ? Self.count(value.bytes) : value.kind == .null ? 0 : 1
        if width > 0 { note(name, width, in: section) }
      }
    }
  }

  private mutating func note(_ name: JSONScanner.Token, _ width: Int, in section: Section) {
    let list = section.rawValue
    let found = columns[list].firstIndex { $0.name.withUnsafeBytes { name.equals($0) } }
    if let found {
      columns[list][found].width = max(columns[list][found].width, width)
    } else {
      var text = ByteBuffer(capacity: name.bytes.count)
      text.append(decoding: name)
      columns[list].append(Column(name: Array(text.bytes), width: width))
    }
  }

  private static func count(_ list: Bytes) -> Int {
    var scanner = JSONScanner(list)
    var count = 0
    while scanner.nextElement() != nil { count += 1 }
    return count
  }

  /// Appends the header line, for the endpoints noted so far.
  package mutating func appendHeader(to buffer: inout ByteBuffer) {
    buffer.append("Id,ChannelType,Address,EndpointStatus,OptOut" as StaticString)
    if hasDate { buffer.append(",EffectiveDate" as StaticString) }
    if hasRequestID { buffer.append(",RequestId" as StaticString) }
    if hasCohort { buffer.append(",CohortId" as StaticString) }
    if hasCountry { buffer.append(",Location.Country" as StaticString) }
    for section in Section.allCases {
      columns[section.rawValue].sort { $0.name.lexicographicallyPrecedes($1.name) }
      if section == .userAttributes, hasUser { buffer.append(",User.UserId" as StaticString) }
      for column in columns[section.rawValue] {
        var title = ByteBuffer(capacity: 64)
        title.append(section.prefix)
        column.name.withUnsafeBytes { title.append($0) }
        for _ in 0..<column.width {
          buffer.append(UInt8(ascii: ","))
          buffer.append(csvField: title.bytes)
        }
      }
    }
    buffer.append(UInt8(ascii: "\n"))
  }

  /// Appends the line of one endpoint.
  package func append(_ endpoint: EndpointView, to buffer: inout ByteBuffer) {
    buffer.append(csvField: endpoint.id)
    append(endpoint.channel, to: &buffer)
    append(endpoint.address, to: &buffer)
    buffer.append(endpoint.isActive ? ",ACTIVE" as StaticString : ",INACTIVE")
    buffer.append(endpoint.isOptedOut ? ",ALL" as StaticString : ",NONE")
    if hasDate {
      buffer.append(UInt8(ascii: ","))
      if let date = endpoint.effective { buffer.append(date) }
    }
    if hasRequestID { append(endpoint.requestID, to: &buffer) }
    if hasCohort {
      buffer.append(UInt8(ascii: ","))
      if let cohort = endpoint.cohort { buffer.append(decimal: Int64(cohort)) }
    }
    if hasCountry { append(endpoint.country, to: &buffer) }
    for section in Section.allCases {
      if section == .userAttributes, hasUser { append(endpoint.userID, to: &buffer) }
      let map = section.map(of: endpoint)
      for column in columns[section.rawValue] { append(column, of: map, to: &buffer) }
    }
    buffer.append(UInt8(ascii: "\n"))
  }

  private func append(_ text: Bytes, to buffer: inout ByteBuffer) {
    buffer.append(UInt8(ascii: ","))
    buffer.append(csvField: text)
  }

  private func append(_ column: Column, of map: Bytes, to buffer: inout ByteBuffer) {
    var left = column.width
    func append(_ token: JSONScanner.Token) {
      left -= 1
      buffer.append(UInt8(ascii: ","))
      guard token.kind != .null else { return }
      var text = ByteBuffer(capacity: token.bytes.count)
      text.append(decoding: token)
      buffer.append(csvField: text.bytes)
    }
    if let value = column.name.withUnsafeBytes({ JSONScanner.member($0, of: map) }) {
      if value.kind == .list {
        var scanner = JSONScanner(value.bytes)
        while let element = scanner.nextElement() { append(element) }
      } else {
        append(value)
      }
    }
    for _ in 0..<left { buffer.append(UInt8(ascii: ",")) }
  }
}
