import DueDelivery

/// What a server says it can do (RFC 5321, 4.1.1.1).
struct SMTPFeatures: Equatable {
  var canPipeline = false
  var hasUTF8 = false
  /// Delivery status notices: RFC 3461.
  var hasNotices = false
  var offersTLS = false
  /// The most bytes of a mail, 0 for no limit; nil where the server does not say.
  var size: Int?
  /// Ways to say who we are.
  var authentication: Set<String> = []

  init() {}

  /// Reads the lines of the answer to EHLO.
  init(_ reply: SMTPReply) {
    for line in reply.text.split(separator: "\n").dropFirst() {
      let words = line.uppercased().split { $0 == " " || $0 == "=" }
      switch words.first {
      case "PIPELINING": canPipeline = true
      case "SMTPUTF8": hasUTF8 = true
      case "DSN": hasNotices = true
      case "STARTTLS": offersTLS = true
      case "SIZE": size = words.count > 1 ? Int(words[1]) ?? 0 : 0
      case "AUTH": authentication.formUnion(words.dropFirst().map(String.init))
      default: break
      }
    }
  }

  /// Refuses a mail that the server would not take.
  func check(_ envelope: MailEnvelope, size: Int) throws(MessageRefusal) {
    if envelope.needsUTF8, !hasUTF8 {
      throw MessageRefusal(
        "5.6.7", "expected an address in ASCII, for the server has no SMTPUTF8, found another")
    }
    if let limit = self.size, limit > 0, size > limit {
      throw MessageRefusal("5.3.4", "expected at most \(limit) bytes, found \(size)")
    }
  }
}
