import DueFormats
import DueSystem

/// What became of one file.
package struct FileReport: Sendable {
  package enum Verdict: String, Sendable {
    /// The command ended with 0.
    case done
    /// The command ended with 65: some records were rejected.
    case partly
    /// The same name with the same bytes was done before.
    case seen
    /// The command ended otherwise, or could not be run.
    case failed
    /// The command ended with 75: it will be run again.
    case deferred
  }

  package var name: FileName
  package var verdict: Verdict
  /// Why it failed or waits.
  package var reason: String?
  package var outcome: ChildProcess.Outcome?
  package var facts: FileFacts?
  package var ended: Instant
  /// The last lines that the command wrote on standard error.
  package var errors: [String] = []
  /// Where the file is now.
  package var place: Path?
  /// Where the note on it is.
  package var note: Path?

  /// The report as the note beside the file, and as a notice's payload.
  package var json: JSON {
    var members: [JSON.Member] = [
      .init("file", .string(name.text)), .init("status", .string(verdict.rawValue)),
    ]
    if let reason { members.append(.init("reason", .string(reason))) }
    switch outcome {
    case .exited(let code): members.append(.init("exit_status", .integer(Int(code))))
    case .killed(let signal): members.append(.init("signal", .integer(Int(signal))))
    case nil: break
    }
    if let facts {
      members += [
        .init("attempt", .integer(facts.attempt)), .init("size", .integer(facts.size)),
        .init("sha256", .string(facts.sha256)), .init("started", .string(facts.taken.iso8601)),
      ]
    }
    members.append(.init("ended", .string(ended.iso8601)))
    if !errors.isEmpty { members.append(.init("stderr", .array(errors.map { .string($0) }))) }
    return .object(members)
  }

  /// What Amazon S3 would have sent when the file was put where it is now.
  ///
  /// The bucket is the directory above the one it lies in, so that bucket, slash and decoded key
  /// are its path.
  func s3Event(at place: Path) -> JSON {
    let parts = place.bytes.split(separator: UInt8(ascii: "/"))
    let bucket = parts.dropLast(2).map { "/" + String(decoding: $0, as: UTF8.self) }.joined()
    let key = parts.suffix(2).map(Self.urlEncoded).joined(separator: "/")
    return [
      "Records": [
        [
          "eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "local",
          "eventTime": .string(ended.iso8601), "eventName": "ObjectCreated:Put",
          "s3": [
            "s3SchemaVersion": "1.0", "bucket": ["name": .string(bucket.isEmpty ? "/" : bucket)],
            "object": ["key": .string(key), "size": .integer(facts?.size ?? 0)],
          ],
        ]
      ]
    ]
  }

  /// As in S3's events: a space is `+`, letters, digits and `-_.*` are themselves.
  private static func urlEncoded(_ bytes: ArraySlice<UInt8>) -> String {
    let digits = Array("0123456789ABCDEF".unicodeScalars)
    var text = ""
    for byte in bytes {
      switch byte {
      case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
        UInt8(ascii: "*"):
        text.unicodeScalars.append(Unicode.Scalar(byte))
      case 0x20: text += "+"
      default:
        text += "%"
        text.unicodeScalars.append(digits[Int(byte >> 4)])
        text.unicodeScalars.append(digits[Int(byte & 15)])
      }
    }
    return text
  }
}
