import ArgumentParser
import DueFormats
import DueHTTP
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
      "Tell of start, success and failure: file:PATH, exec:COMMAND, mail:ADDRESS or https://URL; "
        + "repeatable.",
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
  package static let expected = "file:PATH, exec:COMMAND, mail:ADDRESS or https://URL"

  case file(String)
  case exec(String)
  case mail(String)
  case web(WebAddress)

  /// Milliseconds that a service has to take a notice.
  private static let patience: Int64 = 30_000

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
    case "https", "http":
      do {
        self = .web(try WebAddress(argument, in: "--notify"))
      } catch {
        return nil
      }
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
    case .web(let address): try Self.post(line, to: address, at: time)
    }
  }

  /// Posts the line; the same notice has the same key, by which the other side knows it again.
  ///
  /// - Throws: status 69 where it is answered with another status than 200 to 299.
  private static func post(_ line: String, to address: WebAddress, at time: Instant) throws {
    let request = try WebRequest(address, timeout: patience, limit: 65_536)
    let client = try HTTPClient(authorities: address.authorities)
    var headers = ByteBuffer(capacity: 1024)
    var line = line
    try line.withUTF8 { text in
      let body = UnsafeRawBufferPointer(text)
      request.append(
        headersFor: body, key: String(SHA256(body).hex.prefix(32)), at: time, to: &headers)
      client.start(request.request, headers: headers.bytes, body: body, tag: 0)
      guard let arrival = client.next() else { preconditionFailure("a request has an end") }
      if let fault = arrival.fault { throw fault }
      guard (200...299).contains(arrival.status) else {
        throw RunFault(.unavailable, "\(address.url) answered with status \(arrival.status)")
      }
    }
  }
}
