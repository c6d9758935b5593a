import DueFormats
import DueSystem

/// The columns that some endpoints need as CSV, in the order of due-endpoint(5): names of maps in
/// the order in which they came, a list as often as the longest one asks for.
struct CSVSurvey {
  private struct Column {
    var name: String
    /// How many cells the longest list takes.
    var width = 1
  }

  private static let scalars = [
    "Id", "ChannelType", "Address", "EndpointStatus", "OptOut", "RequestId", "EffectiveDate",
    "CohortId",
  ]
  /// Maps, and the prefix of their columns.
  private static let maps = [
    ("Location", "Location."), ("Demographic", "Demographic."), ("Attributes", "Attributes."),
    ("Metrics", "Metrics."),
  ]

  private var present: Set<String> = []
  /// The columns of each map, the user's attributes last, and where each name is.
  private var columns: [[Column]] = Array(repeating: [], count: 5)
  private var places: [[String: Int]] = Array(repeating: [:], count: 5)

  /// Notes the columns that `endpoint` needs.
  mutating func note(_ endpoint: JSONValue) {
    for (name, value) in endpoint.members {
      let key = name.string ?? ""
      if let map = Self.maps.firstIndex(where: { $0.0 == key }) {
        note(value, map)
      } else if key == "User" {
        if value["UserId"] != nil { present.insert("UserId") }
        if let attributes = value["UserAttributes"] { note(attributes, 4) }
      } else {
        present.insert(key)
      }
    }
  }

  private mutating func note(_ object: JSONValue, _ map: Int) {
    for (name, value) in object.members {
      let key = name.string ?? ""
      let width = value.isArray ? value.elements.reduce(0) { count, _ in count + 1 } : 1
      if let place = places[map][key] {
        columns[map][place].width = max(columns[map][place].width, width)
      } else {
        places[map][key] = columns[map].count
        columns[map].append(Column(name: key, width: max(1, width)))
      }
    }
  }

  func appendHeader(to buffer: inout ByteBuffer) {
    var names = Self.scalars.filter(present.contains)
    for (map, (_, prefix)) in Self.maps.enumerated() { names += header(map, prefix) }
    if present.contains("UserId") { names.append("User.UserId") }
    names += header(4, "User.UserAttributes.")
    for (i, name) in names.enumerated() {
      if i > 0 { buffer.append(UInt8(ascii: ",")) }
      buffer.append(csvField: name)
    }
    buffer.append(UInt8(ascii: "\n"))
  }

  private func header(_ map: Int, _ prefix: String) -> [String] {
    columns[map].flatMap { Array(repeating: prefix + $0.name, count: $0.width) }
  }

  /// Appends `endpoint` as a row.
  func append(_ endpoint: JSONValue, to buffer: inout ByteBuffer) {
    var cells = 0
    func next(_ value: JSONValue?, _ buffer: inout ByteBuffer) {
      if cells > 0 { buffer.append(UInt8(ascii: ",")) }
      cells += 1
      guard let value, !value.isNull else { return }
      if let text = value.string {
        buffer.append(csvField: text)
      } else {
        buffer.append(value.source)
      }
    }
    func row(_ object: JSONValue?, _ map: Int, _ buffer: inout ByteBuffer) {
      for column in columns[map] {
        let value = object?[column.name]
        var elements = value?.isArray == true ? value?.elements : nil
        for _ in 0..<column.width {
          next(value?.isArray == true ? elements?.next() : value, &buffer)
        }
      }
    }
    for name in Self.scalars where present.contains(name) { next(endpoint[name], &buffer) }
    for (map, (name, _)) in Self.maps.enumerated() { row(endpoint[name], map, &buffer) }
    let user = endpoint["User"]
    if present.contains("UserId") { next(user?["UserId"], &buffer) }
    row(user?["UserAttributes"], 4, &buffer)
    buffer.append(UInt8(ascii: "\n"))
  }
}
