import DueFormats
import DueMIME
import DueSystem
import Glibc

/// The first words with a server: who we are, TLS, and a password where it wants one.
struct SMTPGreeting: ~Copyable {
  private let server: SMTPServer
  private let deadline: Deadline
  private let wire: SMTPWire
  private var replies = SMTPReplies()

  /// Connects, and comes as far as a first mail.
  ///
  /// - Parameter timeout: milliseconds for all of it.
  static func open(
    _ server: SMTPServer, _ form: MailForm, timeout: Int64
  ) throws(SMTPFault) -> SMTPSession {
    let deadline = Deadline(in: timeout)
    let wire = try SMTPWire.connect(server.host, server.port, until: deadline)
    var greeting = SMTPGreeting(server: server, deadline: deadline, wire: wire)
    let features = try greeting.greet()
    return greeting.session(features, form)
  }

  private init(server: SMTPServer, deadline: Deadline, wire: SMTPWire) {
    self.server = server
    self.deadline = deadline
    self.wire = wire
  }

  private consuming func session(_ features: SMTPFeatures, _ form: MailForm) -> SMTPSession {
    SMTPSession(wire, replies, features, form, limit: server.messages)
  }

  private mutating func greet() throws(SMTPFault) -> SMTPFeatures {
    if server.security == .immediate { try encrypt(verify: true) }
    try expect(try reply(), in: "its greeting")
    var features = try hello()
    switch server.security {
    case .immediate, .never: break
    case .offered where !features.offersTLS: break
    case .required where !features.offersTLS:
      throw refusal(.unavailable, "expected STARTTLS, found a server without it")
    case .offered, .required:
      try expect(try command("STARTTLS"), in: "STARTTLS")
      // What came before the handshake nobody vouches for (CVE-2011-0411).
      guard replies.isEmpty else {
        throw refusal(.unavailable, "expected nothing after the answer to STARTTLS, found more")
      }
      try encrypt(verify: server.security == .required)
      features = try hello()
    }
    if !server.user.isEmpty { try authenticate(features) }
    return features
  }

  private func encrypt(verify: Bool) throws(SMTPFault) {
    try wire.encrypt(
      as: server.host, authorities: server.authorities, verify: verify, until: deadline)
  }

  private mutating func hello() throws(SMTPFault) -> SMTPFeatures {
    let name = server.greeting.isEmpty ? ownName : server.greeting
    let reply = try command("EHLO \(name)")
    if reply.isGood { return SMTPFeatures(reply) }
    guard reply.kind == .permanent else { throw fault(reply, in: "EHLO") }
    // A server of before 1995.
    try expect(try command("HELO \(name)"), in: "HELO")
    return SMTPFeatures()
  }

  /// The name of this machine where it is one of a domain, else its address.
  private var ownName: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, 255) == 0 else { return wire.literal }
    let text = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    let isDomain =
      text.contains(".")
      && text.utf8.allSatisfy { $0 &- 48 <= 9 || ($0 | 0x20) &- 97 < 26 || $0 == 45 || $0 == 46 }
    return isDomain ? text : wire.literal
  }

  // MARK: Who we are

  private mutating func authenticate(_ features: SMTPFeatures) throws(SMTPFault) {
    guard wire.isEncrypted || server.security == .never else {
      throw refusal(.unavailable, "expected TLS before a password, found none")
    }
    let secret: [UInt8]
    do {
      secret = try SecretFile.read(server.secretFile)
    } catch {
      throw .stop(error as? RunFault ?? RunFault(.noInput, "\(error)"))
    }
    let user = Array(server.user.utf8)
    let answer: SMTPReply
    if features.authentication.contains("PLAIN") {
      answer = try command("AUTH PLAIN \(Self.base64([0] + user + [0] + secret))")
    } else if features.authentication.contains("LOGIN") {
      try expect(try command("AUTH LOGIN"), in: "AUTH LOGIN")
      try expect(try command(Self.base64(user)), in: "AUTH LOGIN")
      answer = try command(Self.base64(secret))
    } else {
      throw refusal(
        .unavailable, "expected AUTH PLAIN or LOGIN, found a server without either")
    }
    guard answer.isGood else {
      if answer.kind == .transient { throw fault(answer, in: "AUTH") }
      throw refusal(.noPermission, "password refused: \(answer.shown)")
    }
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    var text = ByteBuffer(capacity: 256)
    bytes.withUnsafeBytes { text.append(base64Run: $0) }
    return text.string
  }

  // MARK: Words

  private mutating func command(_ text: String) throws(SMTPFault) -> SMTPReply {
    var line = ByteBuffer(capacity: 512)
    line.append(text)
    line.append("\r\n" as StaticString)
    var sent = 0
    while sent < line.count {
      switch wire.write(Bytes(rebasing: line.bytes[sent...])) {
      case .bytes(let count): sent += count
      case .wait(let readable): try wait(readable: readable)
      case .closed: throw .unreachable("CONNECTION_LOST", "connection closed")
      case .failed(let reason): throw .unreachable("CONNECTION_LOST", reason)
      }
    }
    return try reply()
  }

  private mutating func reply() throws(SMTPFault) -> SMTPReply {
    while true {
      do throws(SMTPReplies.Nonsense) {
        if let reply = try replies.next() { return reply }
      } catch {
        throw refusal(.unavailable, "expected a mail server, found another")
      }
      var outcome = SMTPWire.Outcome.closed
      let wire = wire
      _ = replies.fill { buffer in
        outcome = wire.read(buffer)
        if case .bytes(let count) = outcome { return count }
        return 0
      }
      switch outcome {
      case .bytes: continue
      case .wait(let readable): try wait(readable: readable)
      case .closed: throw .unreachable("CONNECTION_LOST", "the server closed the connection")
      case .failed(let reason): throw .unreachable("CONNECTION_LOST", reason)
      }
    }
  }

  private func wait(readable: Bool) throws(SMTPFault) {
    guard wire.wait(readable: readable, until: deadline) else {
      throw .unreachable("TIMEOUT", "\(server.host):\(server.port): no answer")
    }
  }

  private func expect(_ reply: SMTPReply, in step: String) throws(SMTPFault) {
    guard reply.isGood || reply.kind == .more else { throw fault(reply, in: step) }
  }

  /// What a refusal means that no mail is the reason of.
  private func fault(_ reply: SMTPReply, in step: String) -> SMTPFault {
    if reply.kind == .transient { return .unreachable(reply.status, reply.shown) }
    return refusal(
      [530, 535, 538].contains(reply.code) ? .noPermission : .unavailable,
      "refused in \(step): \(reply.shown)")
  }

  private func refusal(_ status: ExitStatus, _ text: String) -> SMTPFault {
    .stop(RunFault(status, "\(server.host):\(server.port): \(text)"))
  }
}
