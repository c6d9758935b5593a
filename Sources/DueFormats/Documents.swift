import DueSystem

/// Definitions, such as segments and campaigns, as people saved them from Pinpoint's API.
///
/// One text may hold: the bare object; the object under the name of a response
/// (`{"CampaignResponse":{…}}`); a list of either under the name of a list response
/// (`{"CampaignsResponse":{"Item":[…]}}`); an array of any of these; or one of them a line.
package struct Documents {
  /// One definition and the line it begins on.
  package struct Document: Sendable, Equatable {
    package var line: Int
    package var json: JSON

    package init(line: Int, json: JSON) {
      self.line = line
      self.json = json
    }
  }

  /// The names under which a response holds one, such as `CampaignResponse`.
  private let singles: [String]
  /// The names under which a list response holds them, such as `CampaignsResponse`.
  private let lists: [String]

  /// Definitions are written by hand or by an API: a larger text is some other file.
  private static let limit = 256 << 20

  package init(single: String, list: String) {
    self.init(singles: [single], lists: [list])
  }

  package init(singles: [String], lists: [String]) {
    self.singles = singles
    self.lists = lists
  }

  /// Reads the file at `path`, plain or compressed; `-` is standard input.
  ///
  /// - Throws: status 66 when it cannot be opened, 66 too, with the line, when it is not JSON.
  package func read(_ path: String) throws -> [Document] {
    var source = try ByteSource.open(path)
    var text = ByteBuffer(capacity: 1 << 16)
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 8)
    defer { block.deallocate() }
    while true {
      let count = try source.read(into: block)
      if count == 0 { break }
      text.append(Bytes(rebasing: block[..<count]))
      guard text.count < Self.limit else {
        throw RunFault(.noInput, "\(source.name): expected definitions, found more than 256 MiB")
      }
    }
    return try parse(text.bytes, name: source.name)
  }

  /// Reads a text called `name` in messages.
  package func parse(_ text: Bytes, name: String) throws -> [Document] {
    do {
      return try items(JSON(parsing: text), line: 1, name: name)
    } catch let fault as JSONFault {
      guard let lines = try lines(text, name: name) else {
        throw Self.fault(fault, in: text, firstLine: 1, name: name)
      }
      return lines
    }
  }

  /// The definitions of a text with one a line; nil where its first line is not one.
  private func lines(_ text: Bytes, name: String) throws -> [Document]? {
    var found: [Document] = []
    var number = 0
    for piece in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      let line = Bytes(rebasing: piece)
      if line.allSatisfy({ $0 <= 0x20 }) { continue }
      do {
        found += try items(JSON(parsing: line), line: number, name: name)
      } catch let fault as JSONFault {
        if found.isEmpty { return nil }
        throw Self.fault(fault, in: line, firstLine: number, name: name)
      }
    }
    return found
  }

  private func items(_ json: JSON, line: Int, name: String) throws -> [Document] {
    if let array = json.array {
      return try array.flatMap { try items($0, line: line, name: name) }
    }
    guard json.members != nil else {
      throw RunFault(.noInput, "\(name):\(line): expected a JSON object, found \(json.text)")
    }
    for single in singles {
      if let content = json[single] { return try items(content, line: line, name: name) }
    }
    for list in lists {
      guard let content = json[list] else { continue }
      guard let items = content["Item"]?.array else {
        throw RunFault(.noInput, "\(name):\(line): expected a list in '\(list).Item'")
      }
      return try items.flatMap { try self.items($0, line: line, name: name) }
    }
    return [Document(line: line, json: json)]
  }

  private static func fault(
    _ fault: JSONFault, in text: Bytes, firstLine: Int, name: String
  ) -> RunFault {
    let before = text.prefix(fault.offset)
    let line = firstLine + before.count { $0 == UInt8(ascii: "\n") }
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return RunFault(
      .noInput,
      "\(name):\(line): column \(fault.offset - start + 1): \(fault.problem.rawValue)")
  }
}
