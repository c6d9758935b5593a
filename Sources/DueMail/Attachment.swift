import DueDelivery
import DueFormats
import DueMIME
import DueSystem

/// A file that goes with a mail: which, and what it was when the mail was made.
package struct Attachment: Sendable, Equatable {
  /// Absolute.
  package var path: String
  /// What the recipient sees.
  package var name: String
  package var type: String
  /// Of an image in the HTML text: what follows `cid:` there. Empty for a file of its own.
  package var contentID = ""
  /// Lower-case hexadecimal: which document it was.
  package var sha256: String
  package var size: Int

  package init(path: String, name: String, type: String? = nil, sha256: String, size: Int) {
    self.path = path
    self.name = name
    self.type = MediaType.carried(type ?? MediaType.of(fileName: name))
    self.sha256 = sha256
    self.size = size
  }

  init(_ json: JSONValue) throws(MessageRefusal) {
    func text(_ name: StaticString) throws(MessageRefusal) -> String {
      guard let value = json[name] else { return "" }
      return try MailHeaders.text(value, "\(name)")
    }
    path = try text("path")
    let given = try text("name")
    name = given.isEmpty ? path.lastComponent : given
    let kind = try text("type")
    type = MediaType.carried(kind.isEmpty ? MediaType.of(fileName: name) : kind)
    contentID = try text("cid")
    sha256 = try text("sha256")
    size = json["size"]?.integer.flatMap { Int(exactly: $0) } ?? -1
    guard !path.isEmpty else {
      throw MessageRefusal("bad_value", "expected a 'path' in 'attachments', found none")
    }
  }

  var json: JSON {
    var members: [JSON.Member] = [
      .init("path", .string(path)), .init("name", .string(name)), .init("type", .string(type)),
    ]
    if !contentID.isEmpty { members.append(.init("cid", .string(contentID))) }
    members.append(.init("sha256", .string(sha256)))
    members.append(.init("size", .integer(size)))
    return .object(members)
  }

  /// Refuses names and types that could end a header or leave a directory.
  func check() throws(MessageRefusal) {
    try MailHeaders.check(name, "name")
    guard (1...255).contains(name.utf8.count), !name.utf8.contains(UInt8(ascii: "/")) else {
      throw MessageRefusal(
        "invalid_attachment", "expected a file's name in 'name', found '\(name.prefix(60))'")
    }
    let parts = type.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ MediaType.isToken($0) }) else {
      throw MessageRefusal(
        "invalid_attachment",
        "expected a media type such as application/pdf in 'type', found '\(type.prefix(60))'")
    }
    guard contentID.utf8.count <= 78,
      contentID.utf8.allSatisfy({
        MailAddress.isAtom($0) && $0 < 0x80 || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "@")
      })
    else {
      throw MessageRefusal(
        "invalid_attachment",
        "expected letters and digits in 'cid', found '\(contentID.prefix(60))'"
      )
    }
  }
}

extension String {
  /// What follows the last `/`.
  var lastComponent: String {
    String(
      utf8.lastIndex(of: UInt8(ascii: "/")).map { self[utf8.index(after: $0)...] } ?? self[...])
  }
}

/// What kind of file a name tells.
enum MediaType {
  /// The type under which a file goes in base64: no message and no multipart may (RFC 2046, 5.2.1;
  /// RFC 2045, 6.4), so that they are files like any other.
  static func carried(_ type: String) -> String {
    let kind = type.prefix { $0 != "/" }.lowercased()
    return kind == "message" || kind == "multipart" ? other : type
  }

  private static let other = "application/octet-stream"

  static func of(fileName name: String) -> String {
    let suffix = name.utf8.lastIndex(of: UInt8(ascii: ".")).map {
      name[name.utf8.index(after: $0)...].lowercased()
    }
    return suffix.flatMap { table[$0] } ?? other
  }

  /// Source: IANA, media types.
  private static let table: [String: String] = [
    "csv": "text/csv", "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "gif": "image/gif", "gz": "application/gzip", "htm": "text/html",
    "html": "text/html", "ics": "text/calendar", "jpeg": "image/jpeg", "jpg": "image/jpeg",
    "json": "application/json", "mp3": "audio/mpeg", "mp4": "video/mp4",
    "odt": "application/vnd.oasis.opendocument.text", "pdf": "application/pdf",
    "pkpass": "application/vnd.apple.pkpass", "png": "image/png",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "svg": "image/svg+xml", "tif": "image/tiff", "tiff": "image/tiff", "txt": "text/plain",
    "vcf": "text/vcard", "webp": "image/webp",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml", "zip": "application/zip",
  ]

  /// Whether `text` is a token (RFC 2045, 5.1).
  static func isToken(_ text: Substring) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && !"()<>@,;:\\\"/[]?=".utf8.contains($0) }
  }
}
