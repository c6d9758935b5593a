import CDueSystem
import DueDelivery
import DueMIME
import DueSystem
import Glibc

/// The directory that files to be attached lie in; none outside of it is ever read for a name that
/// comes from data.
package final class AttachmentShelf {
  /// Absolute, links resolved.
  package let root: String
  private let directory: Descriptor
  /// The most bytes of all files of one mail, before they are encoded.
  package let limit: Int
  /// What is known of a file that goes to everybody.
  private var shared: (name: String, attachment: Attachment)?

  /// - Throws: status 66 where there is no such directory.
  package init(_ root: String, limit: Int) throws {
    guard let real = realpath(root, nil) else { throw systemFault(root, errno, .noInput) }
    self.root = String(cString: real)
    free(real)
    directory = try Descriptor(self.root, O_RDONLY | O_DIRECTORY, status: .noInput)
    self.limit = limit
  }

  /// What the file `name` below the directory is now.
  ///
  /// - Throws: `attachment_missing` for one that is not there, leads out of the directory, or is no
  ///   regular file; `attachment_too_large`.
  package func find(_ name: String) throws(MessageRefusal) -> Attachment {
    if let shared, shared.name == name { return shared.attachment }
    let name = name.hasPrefix(root + "/") ? String(name.dropFirst(root.utf8.count + 1)) : name
    let missing = MessageRefusal(
      "attachment_missing", "expected a file '\(name)' in '\(root)', found none")
    guard !name.utf8.contains(0) else { throw missing }
    let number = due_open_beneath(directory.number, name)
    guard number >= 0 else { throw missing }
    let file = Descriptor(owning: number)
    guard let size = Self.size(file) else { throw missing }
    guard size <= limit else {
      throw MessageRefusal(
        "attachment_too_large",
        "expected at most \(limit) bytes in '\(name)', found \(size)")
    }
    do {
      let digest = try SHA256(reading: file, name: name)
      return Attachment(
        path: "\(root)/\(name)", name: name.lastComponent, sha256: digest.hex, size: size)
    } catch {
      throw MessageRefusal("attachment_missing", "\(error)")
    }
  }

  /// As `find`, for a file that is asked for again and again.
  package func findShared(_ name: String) throws(MessageRefusal) -> Attachment {
    let attachment = try find(name)
    shared = (name, attachment)
    return attachment
  }

  /// The size of a regular file; nil for anything else.
  static func size(_ file: borrowing Descriptor) -> Int? {
    var status = stat()
    guard fstat(file.number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }
}

/// Files in base64, as mails carry them; what goes to everybody is read and encoded once.
final class EncodedFiles {
  private var known: [String: [UInt8]] = [:]
  private var total = 0

  private static let most = 64 << 20

  /// Appends the file in base64.
  ///
  /// - Throws: `attachment_missing`, and `attachment_changed` for a file that is another one than
  ///   when the mail was made.
  func append(_ attachment: Attachment, to buffer: inout ByteBuffer) throws(MessageRefusal) {
    if !attachment.sha256.isEmpty, let encoded = known[attachment.sha256] {
      encoded.withUnsafeBytes { buffer.append($0) }
      return
    }
    let content = try Self.read(attachment)
    let start = buffer.count
    content.withUnsafeBytes { buffer.append(base64: $0) }
    let encoded = Bytes(rebasing: buffer.bytes[start...])
    if total + encoded.count > Self.most {
      known.removeAll()
      total = 0
    }
    if encoded.count <= Self.most / 4, !attachment.sha256.isEmpty {
      known[attachment.sha256] = Array(encoded)
      total += encoded.count
    }
  }

  static func read(_ attachment: Attachment) throws(MessageRefusal) -> [UInt8] {
    do {
      let file = try Descriptor(attachment.path, O_RDONLY | O_NONBLOCK)
      guard let size = AttachmentShelf.size(file), size < 1 << 30 else {
        throw RunFault(.noInput, "\(attachment.path): expected a file")
      }
      var content = [UInt8](repeating: 0, count: size)
      var filled = 0
      while filled < size {
        let count = try content.withUnsafeMutableBytes {
          try file.read(into: .init(rebasing: $0[filled...]), name: attachment.path)
        }
        if count == 0 { break }
        filled += count
      }
      content.removeLast(size - filled)
      let digest = content.withUnsafeBytes { SHA256($0) }.hex
      guard attachment.sha256.isEmpty || digest == attachment.sha256 else {
        throw MessageRefusal(
          "attachment_changed",
          "expected '\(attachment.path)' as it was when the message was made, found another file")
      }
      return content
    } catch let refusal as MessageRefusal {
      throw refusal
    } catch {
      throw MessageRefusal("attachment_missing", "\(error)")
    }
  }
}
