import DueDefinitions
import DueFormats
import DueSystem

/// All that somebody saved of Pinpoint, looked through: definitions in memory, and where the
/// endpoints are, which are too many for that.
package struct SavedExport {
  /// A file with one endpoint a line, as export jobs wrote them.
  package struct EndpointFile: Sendable, Equatable {
    package var path: String
    package var directories: [String]
  }

  package private(set) var documents: [SavedDocument] = []
  package private(set) var endpointFiles: [EndpointFile] = []
  /// Files of due-export(1) that tell who is in imported segments.
  package private(set) var memberFiles: [String] = []
  /// Paths that were not read, and why.
  package private(set) var passedOver: [(path: String, reason: String)] = []
  /// Files that could not be read to their end, and why: nothing of them is taken.
  package private(set) var damaged: [(path: String, reason: String)] = []
  /// Places of lists of which there was more.
  package private(set) var unfinished: [String] = []
  package private(set) var files = 0
  /// Texts that are no JSON, or no objects.
  package private(set) var rejected = 0
  /// Endpoints that came one by one, in responses.
  package let looseEndpoints: LooseEndpoints

  private let rejects: RejectLog

  /// Looks through `operands`, files and directories.
  ///
  /// - Throws: status 66 for an operand that is not there.
  package init(_ operands: [String], rejects: RejectLog) throws {
    self.rejects = rejects
    looseEndpoints = try LooseEndpoints()
    let saved = try SavedFiles(operands)
    passedOver = saved.passedOver
    for file in saved.files {
      do {
        try read(file)
        files += 1
      } catch let fault as RunFault where fault.exitStatus == .noInput && !rejects.isOver {
        // An operand must be there; one of many files of a directory may be damaged.
        if file.directories.isEmpty { throw fault }
        let prefix = "\(file.path): "
        let text = fault.description
        damaged.append(
          (file.path, text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text))
      }
    }
    try looseEndpoints.keep()
  }

  private mutating func read(_ file: SavedFiles.File) throws {
    switch try FileNature(of: file.path) {
    case .empty: passedOver.append((file.path, "is empty"))
    case .other(let reason): passedOver.append((file.path, reason))
    case .endpoints:
      endpointFiles.append(EndpointFile(path: file.path, directories: file.directories))
    case .members: memberFiles.append(file.path)
    case .documents: try readDocuments(file.path)
    }
  }

  private mutating func readDocuments(_ path: String) throws {
    var found: [SavedDocument] = []
    var unfinished: [String] = []
    var refused = 0
    let (log, loose) = (rejects, looseEndpoints)
    try loose.keep()
    do {
      try SavedDocuments.read(path, more: { unfinished.append($0) }) { document in
        switch document.kind {
        case .endpoint: try loose.add(document)
        case .manifest, .memberList: break
        default: found.append(document)
        }
      } reject: { rejection, bytes in
        refused += 1
        try log.add(rejection, json: bytes)
      }
    } catch {
      try loose.dropUnkept()
      throw error
    }
    self.unfinished += unfinished
    rejected += refused
    documents += found
  }
}

/// What a file holds, as far as its first value tells.
private enum FileNature {
  case empty
  case endpoints
  case members
  case documents
  case other(String)

  /// Values that are looked at before a file is taken for no JSON.
  private static let attempts = 20
  private static let limit = 256 << 20

  init(of path: String) throws {
    var source = try ByteSource.open(path)
    guard let first = try source.peek() else {
      self = .empty
      return
    }
    guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
      // Readers of JSON tell of UTF-16, which begins with one of these.
      if first >= 0xFE {
        var reader = JSONStreamReader(source, limit: Self.limit)
        _ = try reader.next()
      }
      self = .other(Self.reason(path))
      return
    }
    var reader = JSONStreamReader(source, limit: Self.limit)
    for _ in 0..<Self.attempts {
      guard try reader.next() else { break }
      if reader.fault != nil { continue }
      self = Self.of(reader.value)
      // Export jobs wrote a line each; one that somebody printed over many lines is a document.
      if case .endpoints = self, reader.source.contains(UInt8(ascii: "\n")) { self = .documents }
      return
    }
    // Whatever is wrong is told by who reads it.
    self = .documents
  }

  /// Why a file that is no JSON is not read, as far as its name tells.
  private static func reason(_ path: String) -> String {
    if RecordFormat(fileName: path) == .csv { return "is CSV, which due-import(1) takes" }
    let isArchive = [".tar", ".tar.gz", ".tgz", ".zip"].contains { path.hasSuffix($0) }
    return isArchive ? "is an archive: unpack it, and name the directory" : "is no JSON"
  }

  private static func of(_ value: JSONValue) -> FileNature {
    guard value.isObject else { return .documents }
    if value["DueSegmentMembers"] != nil { return .members }
    let isEndpoint =
      value["ChannelType"] != nil || value["EndpointStatus"] != nil
      || value["Id"] != nil && value["Address"] != nil
    return isEndpoint && value["Name"] == nil ? .endpoints : .documents
  }
}

/// Endpoints of responses, as lines of a file without a name, and where each came from.
package final class LooseEndpoints {
  private let scratch: ScratchFile
  private var buffer = ByteBuffer(capacity: 1 << 16)
  private var places: [(file: String, line: Int)] = []
  private var size = 0
  /// Bytes and endpoints of the files that were read whole.
  private var kept = (size: 0, count: 0)

  init() throws { scratch = try ScratchFile.make() }

  package var count: Int { places.count }

  /// What an import calls the file.
  package var path: String { "/proc/self/fd/\(scratch.descriptor.number)" }

  func add(_ document: SavedDocument) throws {
    buffer.append(document.json)
    buffer.append(UInt8(ascii: "\n"))
    places.append((document.file, document.line))
    if buffer.count > 1 << 16 { try flush() }
  }

  private func flush() throws {
    guard buffer.count > 0 else { return }
    try scratch.write(buffer.bytes)
    size += buffer.count
    buffer.removeAll()
  }

  /// Says that all so far came of files that were read whole.
  func keep() throws {
    try flush()
    kept = (size, places.count)
  }

  /// Forgets those that were added since `keep`.
  func dropUnkept() throws {
    buffer.removeAll()
    try scratch.truncate(to: kept.size)
    size = kept.size
    places.removeLast(places.count - kept.count)
  }

  /// `text`, which begins with a line of the file, with the place that the line came from.
  package func located(_ text: String) -> String {
    let prefix = "\(path):"
    guard text.hasPrefix(prefix) else { return text }
    let rest = text.dropFirst(prefix.count)
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    guard let line = Int(digits), places.indices.contains(line - 1) else { return text }
    let place = places[line - 1]
    return "\(place.file):\(place.line)" + rest.dropFirst(digits.count)
  }

  /// `rejection` with the place that its line came from, where it is one of the file.
  package func located(_ rejection: Rejection) -> Rejection {
    guard rejection.file == path, places.indices.contains(rejection.line - 1) else {
      return rejection
    }
    var rejection = rejection
    (rejection.file, rejection.line) = places[rejection.line - 1]
    return rejection
  }
}
