import DueFormats
import DueHTML
import DueSystem

/// Looks after the references of mails: those to files of a site become its addresses.
///
/// Every byte that is not of such a reference stays as it is.
package struct MailRewriter {
  /// What is wrong with a reference, or a record.
  package struct Complaint: Equatable, Sendable {
    /// The physical line of the file.
    package var line: Int
    package var reason: String
    /// Whether it is of a record that could not be read.
    package var isUnreadable = false
  }

  /// References, by what became of them.
  package struct Counts: Equatable, Sendable {
    package var published = 0
    /// Those that lead elsewhere by themselves.
    package var elsewhere = 0
    package var missing = 0
    package var changed = 0
  }

  package private(set) var counts = Counts()
  private let files: PublishedFiles
  private let base: String?

  /// - Parameter base: the address of the site, without a slash at its end; nil where nobody knows.
  package init(_ files: PublishedFiles, base: String?) {
    self.files = files
    self.base = base
  }

  /// Appends `text` with the addresses of files in the place of references to them; what is wrong
  /// with others.
  ///
  /// - Parameters:
  ///   - name: what faults call the text.
  ///   - home: the directory that it is in; nil for standard input.
  /// - Throws: status 66 for what begins as JSON and is none.
  package mutating func rewrite(
    _ text: Bytes, name: String, beside home: String?, to output: inout ByteBuffer
  ) throws -> [Complaint] {
    let references = try MailReferences(text, name: name)
    var lines = LineCounter(text)
    var complaints = references.faults.map {
      Complaint(
        line: lines.line(of: $0.place), reason: $0.fault.problem.rawValue, isUnreadable: true)
    }
    lines = LineCounter(text)
    try output.append(text, replacing: references.found) { reference in
      let (address, reason) = try look(reference, beside: home)
      if let reason {
        complaints.append(.init(line: lines.line(of: reference.range.lowerBound), reason: reason))
      }
      return address
    }
    return complaints.sorted { $0.line < $1.line }
  }

  /// A path on one line.
  private static func shown(_ path: String) -> String {
    var shown = ""
    for scalar in path.unicodeScalars {
      let isControl = scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
      shown.unicodeScalars.append(isControl ? "?" : scalar)
    }
    return shown
  }

  /// What `address` has behind `base`, whose scheme and host are the same in any case of letters,
  /// and the scheme where there is none; nil for what is elsewhere.
  private static func path(of address: String, below base: String) -> String? {
    guard let colon = base.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let whole = address.hasPrefix("//") ? base[...colon] + address : address[...]
    let host = base[base.utf8.index(colon, offsetBy: 3)...]
    let directory = host.utf8.firstIndex(of: UInt8(ascii: "/")).map { host[$0...] } ?? ""
    let origin = base.utf8.count - directory.utf8.count
    let start = String(decoding: whole.utf8.prefix(origin), as: UTF8.self)
    guard start.lowercased() == base.dropLast(directory.count).lowercased() else { return nil }
    let rest = whole.utf8.dropFirst(origin)
    let path = rest.dropFirst(directory.utf8.count)
    guard rest.starts(with: directory.utf8), path.first == UInt8(ascii: "/") else { return nil }
    return String(decoding: path, as: UTF8.self)
  }

  /// The address that is to stand in the place of a reference, or what is wrong with it.
  private mutating func look(
    _ reference: HTMLReference, beside home: String?
  ) throws -> (address: String?, reason: String?) {
    let (path, holder) = (reference.path, reference.holder)
    let shown = Self.shown(path)
    if reference.isAbsolute {
      guard let own = base.flatMap({ Self.path(of: path, below: $0) }), !files.serves(own) else {
        counts.elsewhere += 1
        return (nil, nil)
      }
      counts.missing += 1
      return (nil, "expected a file of the site in '\(holder)', found '\(shown)'")
    }
    switch try files.find(path, beside: home) {
    case .file(let entry):
      counts.published += 1
      return (base.map { "\($0)/\(entry.path.encoded)" }, nil)
    case .missing, .refused:
      counts.missing += 1
      return (nil, "expected a file of the site in '\(holder)', found '\(shown)'")
    case .changed:
      counts.changed += 1
      return (
        nil, "expected a file as it was published in '\(holder)', found '\(shown)' changed since"
      )
    }
  }
}

/// Counts the lines of a text.
private struct LineCounter {
  private let text: Bytes
  private var place = 0
  private var number = 1

  init(_ text: Bytes) { self.text = text }

  /// The line on which a byte is; bytes are asked for in ascending order.
  mutating func line(of place: Int) -> Int {
    number += text[self.place..<place].count { $0 == 0x0a }
    self.place = place
    return number
  }
}
