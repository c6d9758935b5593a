import DueDelivery
import DueFormats
import DueMIME
import DueModel
import DueSystem

/// The files of mails: which go along with whom, and to which a link leads.
package struct FileRules {
  /// Where files are attached from; nil where none are.
  private let shelf: AttachmentShelf?
  /// Names below the shelf's directory, with places for values: `{prefix}_{id}.pdf`.
  package var attached: [FilePattern] = []
  /// Images of the HTML text, by the name that follows `cid:` there.
  package var inline: [(contentID: String, name: String)] = []
  package var linked: (pattern: FilePattern, address: LinkAddress)?

  /// The address of the file called `name` in the mail `key`; nil for a name that no link can have.
  package typealias LinkAddress = (_ name: String, _ key: String) -> String?

  package init(_ shelf: AttachmentShelf?) { self.shelf = shelf }

  private func opened() throws(MessageRefusal) -> AttachmentShelf {
    guard let shelf else { throw Self.noDirectory }
    return shelf
  }

  static let noDirectory = MessageRefusal(
    "attachment_missing", "expected --files DIR for the attachments of a record, found none")

  /// A file that a message record tells of; it must be what it was.
  func file(known: Attachment) throws(MessageRefusal) -> Attachment {
    var found = try opened().find(known.path)
    guard known.sha256.isEmpty || known.sha256 == found.sha256 else {
      throw MessageRefusal(
        "attachment_changed",
        "expected '\(known.path)' as it was when the message was made, found another file")
    }
    found.name = known.name
    found.type = known.type
    found.contentID = known.contentID
    return found
  }

  /// A file that a record asks for: its path, or an object with `path` and more.
  func file(asked json: JSON) throws(MessageRefusal) -> Attachment {
    guard let path = json.string ?? json["path"]?.string else {
      throw MessageRefusal("bad_value", "expected a path in 'attachments', found another value")
    }
    var found = try opened().find(path)
    if let name = json["name"]?.string { found.name = name }
    if let type = json["type"]?.string { found.type = type }
    if let contentID = json["cid"]?.string { found.contentID = contentID }
    if let digest = json["sha256"]?.string, digest != found.sha256 {
      throw MessageRefusal(
        "attachment_changed", "expected '\(path)' to be the file of its sha256, found another")
    }
    return found
  }

  func attachments(_ values: RecordValues) throws(MessageRefusal) -> [Attachment] {
    var found: [Attachment] = []
    for pattern in attached { found.append(try find(pattern, values)) }
    for (contentID, name) in inline {
      var image = try opened().findShared(name)
      image.contentID = contentID
      found.append(image)
    }
    return found
  }

  private func find(
    _ pattern: FilePattern, _ values: RecordValues
  ) throws(MessageRefusal) -> Attachment {
    let name = try pattern.name(values)
    return try look(name, pattern)
  }

  private func look(
    _ name: String, _ pattern: FilePattern
  ) throws(MessageRefusal) -> Attachment {
    let shelf = try opened()
    return try pattern.isFixed ? shelf.findShared(name) : shelf.find(name)
  }

  /// The signed address of the file that is linked, which must be there where we can look.
  func link(_ values: RecordValues, key: String) throws(MessageRefusal) -> String? {
    guard let linked else { return nil }
    let name = try linked.pattern.name(values)
    if shelf != nil { _ = try look(name, linked.pattern) }
    guard let address = linked.address(name, key) else {
      throw MessageRefusal(
        "attachment_missing", "expected a file's name that a link can have, found '\(name)'")
    }
    return address
  }

  /// Refuses mails whose files are too large together.
  func checkSum(_ attachments: [Attachment]) throws(MessageRefusal) {
    guard let shelf else { return }
    let sum = attachments.reduce(0) { $0 + $1.size }
    guard sum <= shelf.limit else {
      throw MessageRefusal(
        "attachment_too_large",
        "expected at most \(shelf.limit) bytes in all attachments, found \(sum)")
    }
  }
}

/// The name of a file with places for values: `OctoberBill_{id}.pdf`.
package struct FilePattern: Sendable, Equatable {
  private enum Piece: Sendable, Equatable {
    case text(String)
    case value(String)
  }

  private var pieces: [Piece] = []

  /// Whether it is the same file for everybody.
  package var isFixed: Bool {
    pieces.allSatisfy { if case .text = $0 { true } else { false } }
  }

  /// - Throws: status 64 for a brace that is not closed.
  package init(_ text: String) throws {
    var rest = Substring(text)
    while let open = rest.firstIndex(of: "{") {
      guard let close = rest[open...].firstIndex(of: "}"), rest.index(after: open) < close else {
        throw RunFault(.usage, "expected a name between braces in the file's name, found '\(text)'")
      }
      if open > rest.startIndex { pieces.append(.text(String(rest[..<open]))) }
      pieces.append(.value(String(rest[rest.index(after: open)..<close])))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { pieces.append(.text(String(rest))) }
  }

  /// - Throws: `attachment_missing` where a value is missing, or would lead elsewhere.
  func name(_ values: RecordValues) throws(MessageRefusal) -> String {
    var name = ""
    for piece in pieces {
      switch piece {
      case .text(let text): name += text
      case .value(let column):
        guard let value = values[column], !value.isEmpty else {
          throw MessageRefusal(
            "attachment_missing", "expected a value in '\(column)' for the file's name, found none")
        }
        guard !value.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 < 0x20 }) else {
          throw MessageRefusal(
            "attachment_missing",
            "expected a value without '/' in '\(column)' for the file's name, found '\(value)'")
        }
        name += value
      }
    }
    return name
  }
}

/// Signed links to files: `BASE/NAME?e=SECONDS&k=KEY&s=SIGNATURE`.
///
/// The signature is the HMAC-SHA-256, in lower-case hexadecimal, of `NAME|SECONDS|KEY` under the
/// secret: a server can check it without knowing anything else.
package struct FileLinks: Sendable {
  private let base: String
  private let secret: [UInt8]
  private let expires: Int64

  /// - Parameter expires: seconds since 1970.
  package init(base: String, secret: [UInt8], expires: Int64) {
    self.base = base.hasSuffix("/") ? base : base + "/"
    self.secret = secret
    self.expires = expires
  }

  package func address(of name: String, key: String) -> String {
    let signature = HMAC.sha256(secret, "\(name)|\(expires)|\(key)")
    return base + Self.escaped(name) + "?e=\(expires)&k=\(key)&s=" + Self.hex(signature)
  }

  private static func escaped(_ name: String) -> String {
    var text = ByteBuffer(capacity: 128)
    for byte in name.utf8 {
      let stands =
        byte &- 48 <= 9 || (byte | 0x20) &- 97 < 26 || "-._~/".utf8.contains(byte)
      if stands {
        text.append(byte)
      } else {
        text.append(UInt8(ascii: "%"))
        text.append(hex: byte)
      }
    }
    return text.string
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}

/// Where a recipient says that they want no more mail: a page for one click, and a mailbox.
///
/// `{token}` in either stands for the mail's token.
package struct UnsubscribeLinks: Sendable {
  private let address: String
  private let mail: String
  private let tokens: UnsubscribeTokens?

  /// - Parameters:
  ///   - address: of the page, https; empty for none.
  ///   - mail: of the mailbox; empty for none.
  ///   - tokens: nil where neither has any.
  package init(address: String, mail: String, tokens: UnsubscribeTokens?) {
    self.address = address
    self.mail = mail
    self.tokens = tokens
  }

  func page(_ key: String) -> String { fill(address, key) }
  func mailbox(_ key: String) -> String { fill(mail, key) }

  private func fill(_ text: String, _ key: String) -> String {
    guard let tokens, text.contains("{token}") else { return text }
    return text.replacing("{token}", with: tokens.token(key))
  }
}
