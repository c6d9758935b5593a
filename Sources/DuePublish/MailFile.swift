import DueFormats
import DueSystem

/// Mails in files.
extension MailRewriter {
  /// Bytes of all mails of one file.
  private static let limit = 256 << 20

  /// Looks after the mail in the file at `path`; `-` is standard input.
  ///
  /// - Parameter report: gets what is wrong, with its place, and the status that it stands for.
  /// - Throws: status 66 for a file that cannot be read, or is too large.
  package mutating func rewrite(
    _ path: String, to output: inout ByteBuffer, report: (String, ExitStatus) throws -> Void
  ) throws {
    let name = path == "-" ? "standard input" : path
    let home = path == "-" ? nil : directory(of: path)
    var text = ByteBuffer(capacity: 1 << 16)
    var source = try ByteSource.open(path)
    while try text.fill(upTo: 1 << 16, { try source.read(into: $0) }) > 0 {
      guard text.count <= Self.limit else {
        throw RunFault(
          .noInput, "\(name): expected at most \(Self.limit >> 20) MiB of mail, found more")
      }
    }
    for complaint in try rewrite(text.bytes, name: name, beside: home, to: &output) {
      try report(
        "\(name):\(complaint.line): \(complaint.reason)", complaint.isUnreadable ? .badData : .no)
    }
  }
}
