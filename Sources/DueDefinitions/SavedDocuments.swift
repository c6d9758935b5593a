import DueFormats
import DueSystem

/// One document that somebody saved, out of whatever it was wrapped in.
package struct SavedDocument: Sendable {
  package var kind: DocumentKind
  package var json: JSON
  /// The file, and the line on which it begins.
  package var file: String
  package var line: Int

  package init(kind: DocumentKind, json: JSON, file: String, line: Int) {
    self.kind = kind
    self.json = json
    self.file = file
    self.line = line
  }

  /// `FILE:LINE`.
  package var place: String { "\(file):\(line)" }
}

/// Reads files of documents of any kind, in every form in which Pinpoint's API gave or took them:
/// bare, under the name of a response or a request, lists of either, arrays, and any of these one
/// after another; plain or compressed.
package struct SavedDocuments {
  /// Definitions are written by hand or by an API: a larger text is some other file.
  private static let limit = 256 << 20

  private let source: String
  private let more: (String) -> Void
  private let take: (SavedDocument) throws -> Void
  private let reject: (Rejection, Bytes) throws -> Void

  /// Reads the file at `path`; `-` is standard input.
  ///
  /// - Parameters:
  ///   - more: is told the place of each list that ends with a `NextToken`: there was more of it.
  ///   - take: is given each document.
  ///   - reject: is told of each text that is no JSON or no object, and given its bytes.
  /// - Throws: status 66 for a file that cannot be opened.
  package static func read(
    _ path: String, more: @escaping (String) -> Void = { _ in },
    take: @escaping (SavedDocument) throws -> Void,
    reject: @escaping (Rejection, Bytes) throws -> Void
  ) throws {
    try read(ByteSource.open(path), more: more, take: take, reject: reject)
  }

  package static func read(
    _ source: consuming ByteSource, more: @escaping (String) -> Void = { _ in },
    take: @escaping (SavedDocument) throws -> Void,
    reject: @escaping (Rejection, Bytes) throws -> Void
  ) throws {
    let documents = SavedDocuments(source: source.name, more: more, take: take, reject: reject)
    var reader = JSONStreamReader(source, limit: limit)
    while try reader.next() {
      if let fault = reader.fault {
        let rejection = Rejection(
          file: documents.source, line: reader.line, column: nil, reason: fault.description)
        try reject(rejection, reader.source)
        continue
      }
      var lines = LineCount(reader.source, from: reader.line)
      try documents.open(JSON(reader.value), reader.value, as: nil, &lines)
    }
  }

  /// On which line of the file a part of a text begins.
  private struct LineCount {
    private var place: UnsafeRawPointer?
    private var line: Int

    init(_ text: Bytes, from line: Int) {
      place = text.baseAddress
      self.line = line
    }

    /// The line of a part; one that does not come after the last that was asked for is on its line.
    mutating func line(of value: JSONValue) -> Int {
      guard let start = place, let part = value.source.baseAddress, part > start else {
        return line
      }
      line += Bytes(start: start, count: part - start).count { $0 == UInt8(ascii: "\n") }
      place = part
      return line
    }
  }

  /// Takes a value out of what it is wrapped in.
  ///
  /// - Parameters:
  ///   - value: where it stands in the text.
  ///   - kind: what the name says that it stands under; nil where it stands under none.
  private func open(
    _ json: JSON, _ value: JSONValue, as kind: DocumentKind?, _ lines: inout LineCount
  ) throws {
    if let items = json.array {
      for (item, part) in zip(items, value.elements) { try open(item, part, as: kind, &lines) }
      return
    }
    let line = lines.line(of: value)
    guard let members = json.members else {
      let rejection = Rejection(
        file: source, line: line, column: nil,
        reason: "expected a JSON object, found \(json.text.prefix(80))")
      return try json.text.withBytes { try reject(rejection, $0) }
    }
    if let token = json["NextToken"]?.string, !token.isEmpty { more("\(source):\(line)") }
    var isWrapper = false
    for (member, part) in zip(members, value.members)
    where member.value.members != nil || member.value.array != nil {
      guard let kind = DocumentKind.wrapped(member.name) else { continue }
      var inner = member.value
      // create-email-template takes the name beside the request.
      if let name = json["TemplateName"], inner["TemplateName"] == nil, inner.members != nil {
        inner["TemplateName"] = name
      }
      isWrapper = true
      try open(inner, part.value, as: kind, &lines)
    }
    if isWrapper { return }
    if let items = json["Item"], items.array != nil, let part = value["Item"] {
      return try open(items, part, as: kind, &lines)
    }
    if let batch = json["BatchItem"]?.members, let part = value["BatchItem"] {
      return try openEvents(batch, part, &lines)
    }
    try take(
      SavedDocument(kind: settled(kind, json), json: json, file: source, line: line))
  }

  /// The endpoints of what put-events takes: `{ID: {"Endpoint": {…}, "Events": {…}}}`.
  private func openEvents(
    _ batch: [JSON.Member], _ value: JSONValue, _ lines: inout LineCount
  ) throws {
    for (entry, part) in zip(batch, value.members) {
      guard var endpoint = entry.value["Endpoint"], endpoint.members != nil else { continue }
      endpoint["Id"] = .string(entry.name)
      let line = lines.line(of: part.value)
      try take(SavedDocument(kind: .endpoint, json: endpoint, file: source, line: line))
    }
  }

  private func settled(_ kind: DocumentKind?, _ json: JSON) -> DocumentKind {
    guard let kind else { return DocumentKind.bare(json) }
    // Lists of templates have no texts; a document with texts is more than its name.
    if kind == .templateItem, let type = DocumentKind.templateType(json) {
      return .template(type: type)
    }
    return kind
  }
}

extension String {
  fileprivate func withBytes(_ body: (Bytes) throws -> Void) throws {
    var text = self
    try text.withUTF8 { try body(Bytes($0)) }
  }
}

extension SavedDocument {
  /// An object with a name and without an `Id` gets one that follows from its kind, project and name, so that
  /// loading it again changes nothing: 32 hexadecimal digits.
  package mutating func identify(in project: String) {
    guard json["Id"]?.string.map(\.isEmpty) ?? true, let name = json["Name"]?.string,
      !name.isEmpty
    else { return }
    // The digits that due-journey(1) gives.
    let id = String(SHA256("\(kind.word)\n\(project)\n\(name)").hex.prefix(32))
    var members: [JSON.Member] = [.init("Id", .string(id))]
    members += (json.members ?? []).filter { $0.name != "Id" }
    json = .object(members)
  }
}
