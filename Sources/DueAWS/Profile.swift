import CDueSystem
import DueFormats
import DueSystem
import Glibc

/// One profile of a shared file of AWS: `name = value` lines under `[section]`.
struct AWSProfile {
  private let path: String
  /// Whether somebody else than the owner may read the file.
  private let isOpen: Bool
  private var values: [String: String] = [:]

  /// The section of the file at `path`; nil where there is no file or no such section.
  static func read(_ path: String, section: String) throws -> AWSProfile? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    var profile = AWSProfile(path: path, isOpen: status.st_mode & 0o077 != 0)
    var lines = LineReader(try ByteSource.open(path))
    var current: String?
    var isFound = false
    while try lines.next() {
      let line = lines.text.string
      guard let first = line.unicodeScalars.first(where: { $0 != " " && $0 != "\t" }),
        first != "#", first != ";"
      else { continue }
      if first == "[" {
        current = Self.name(line)
        isFound = isFound || current == section
      } else if current == section, line.unicodeScalars.first == first {
        // Lines that are indented belong to a value of several lines, such as `s3 =`.
        profile.take(line)
      }
    }
    return isFound ? profile : nil
  }

  private init(path: String, isOpen: Bool) {
    self.path = path
    self.isOpen = isOpen
  }

  /// The name in `[ name ]`, with one space where there are several.
  private static func name(_ line: String) -> String {
    let inside = line.drop { $0 != "[" }.dropFirst().prefix { $0 != "]" }
    return inside.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
  }

  private mutating func take(_ line: String) {
    let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return }
    values[Self.trimmed(parts[0]).lowercased()] = Self.trimmed(parts[1])
  }

  private static func trimmed(_ text: Substring) -> String {
    var rest = text.unicodeScalars
    func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.value <= 0x20 }
    while let first = rest.first, isSpace(first) { rest.removeFirst() }
    while let last = rest.last, isSpace(last) { rest.removeLast() }
    return String(rest)
  }

  subscript(name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// The keys of the profile, where it has them.
  ///
  /// - Throws: status 77 where others could read them.
  func credentials() throws -> AWSCredentials? {
    guard let key = self["aws_access_key_id"], let secret = self["aws_secret_access_key"] else {
      return nil
    }
    guard !isOpen else {
      throw RunFault(
        .noPermission, "\(path): expected a file that only its owner may read: chmod 600 mends it")
    }
    return AWSCredentials(
      accessKey: key, secretKey: secret, sessionToken: self["aws_session_token"])
  }
}

/// A program that prints credentials: the `credential_process` of a profile.
///
/// It is run without a shell and prints one JSON object with `Version` 1, `AccessKeyId`,
/// `SecretAccessKey` and, where they end, `SessionToken` and `Expiration`.
struct CredentialProcess {
  private let words: [String]

  init(_ command: String) throws { words = try CommandWords(command).words }

  /// - Throws: status 77 where it fails or prints something else.
  func credentials() throws -> AWSCredentials {
    var pipe: [Int32] = [0, 0]
    guard due_pipe(&pipe) == 0 else { throw systemFault("pipe", errno, .inputOutput) }
    let reader = Descriptor(owning: pipe[0])
    var writer: Descriptor? = Descriptor(owning: pipe[1])
    let child: ChildProcess
    do {
      child = try ChildProcess.start(words, input: -1, output: pipe[1])
    } catch {
      throw RunFault(.noPermission, "credential_process: \(error)")
    }
    writer = nil
    _ = writer
    let text = try Self.text(of: reader)
    guard try child.wait() == .exited(0) else {
      throw RunFault(.noPermission, "credential_process: \(words[0]) failed")
    }
    return try credentials(in: text)
  }

  private static func text(of reader: borrowing Descriptor) throws -> [UInt8] {
    var text: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 4096)
    while text.count < 1 << 20 {
      let count = try block.withUnsafeMutableBytes {
        try reader.read(into: $0, name: "credential_process")
      }
      if count == 0 { break }
      text += block[..<count]
    }
    return text
  }

  private func credentials(in text: [UInt8]) throws -> AWSCredentials {
    guard let json = try? text.withUnsafeBytes({ try JSON(parsing: $0) }),
      json["Version"]?.integer == 1, let key = json["AccessKeyId"]?.string,
      let secret = json["SecretAccessKey"]?.string
    else {
      throw RunFault(
        .noPermission,
        "credential_process: expected a JSON object with Version 1 and keys from \(words[0])")
    }
    return AWSCredentials(
      accessKey: key, secretKey: secret, sessionToken: json["SessionToken"]?.string,
      expiration: json["Expiration"]?.string.flatMap { Instant($0) })
  }
}
