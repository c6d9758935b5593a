import ArgumentParser
import DueFormats
import DueSystem
import Glibc

/// A notice of started, success or failure, in the originals' envelope.
///
/// One JSON line: `Subject`, `Message`, the message attribute `notification_type`, the time, and
/// one payload under the system's own key, such as `ImportResult`.
package struct Notice: Sendable {
  package enum Kind: String, Sendable {
    case started
    case success
    case failure
  }

  package var kind: Kind
  package var subject: String
  package var message: String
  package var payload: JSON.Member

  package init(_ kind: Kind, subject: String, message: String, payload: JSON.Member) {
    self.kind = kind
    self.subject = subject
    self.message = message
    self.payload = payload
  }

  /// The notice as one line, without its line end.
  package func line(at time: Instant) -> String {
    JSON.object([
      .init("Subject", .string(subject)),
      .init("Message", .string(message)),
      .init(
        "MessageAttributes",
        ["notification_type": ["Type": "String", "Value": .string(kind.rawValue)]]),
      .init("Timestamp", .string(time.iso8601)),
      payload,
    ]).text
  }
}

/// Where notices go; every one of `--notify` gets every notice.
package struct NotifyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Tell of start, success and failure: file:PATH, exec:COMMAND or mail:ADDRESS; repeatable.",
      valueName: "spec"))
  package var notify: [NoticeChannel] = []

  package init() {}

  /// Sends `notice`. A channel that fails is told to the user; the work itself is done.
  package func send(_ notice: Notice, at time: Instant, _ console: inout Console) {
    for channel in notify {
      do {
        try channel.deliver(notice, at: time)
      } catch {
        console.say("notice '\(notice.subject)': \(error)")
        console.raise(.inputOutput)
      }
    }
  }
}

/// One place that notices go to.
package enum NoticeChannel: ExpressibleByArgument, ExpectedValue, Sendable {
  package static let expected = "file:PATH, exec:COMMAND or mail:ADDRESS"

  case file(String)
  case exec(String)
  case mail(String)

  package init?(argument: String) {
    guard let colon = argument.firstIndex(of: ":") else { return nil }
    let value = String(argument[argument.index(after: colon)...])
    guard !value.isEmpty else { return nil }
    switch argument[..<colon] {
    case "file": self = .file(value)
    case "exec": self = .exec(value)
    case "mail":
      guard !value.unicodeScalars.contains(where: { $0.value < 0x20 }) else { return nil }
      self = .mail(value)
    default: return nil
    }
  }

  func deliver(_ notice: Notice, at time: Instant) throws {
    let line = notice.line(at: time) + "\n"
    switch self {
    case .file(let path):
      let file = try Descriptor(
        path, O_WRONLY | O_CREAT | O_APPEND, mode: 0o600, status: .cannotCreate)
      try file.write(line, name: path)
    case .exec(let command):
      try ChildProcess.run(command: command, input: line)
    case .mail(let address):
      let mail =
        "To: \(address)\nSubject: \(notice.subject)\nAuto-Submitted: auto-generated\n"
        + "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n\(notice.message)\n\n\(line)"
      try ChildProcess.run(["/usr/sbin/sendmail", "-i", "--", address], input: mail)
    }
  }
}
