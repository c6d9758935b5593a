import DueMIME
import DueReplies
import DueStore
import DueSystem
import Glibc
import Testing

/// A store, and a spool, that go with the test.
private final class Place {
  let path: String

  init() throws {
    var template = Array("/tmp/due-replies-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw systemFault("/tmp") }
    path = String(cString: made)
  }

  deinit { try? removeTree(path) }

  func files() -> Int {
    guard let entries = opendir("\(path)/spool/new") else { return 0 }
    defer { closedir(entries) }
    var count = 0
    while let entry = readdir(entries) {
      if entry.pointee.d_type == UInt8(DT_REG) { count += 1 }
    }
    return count
  }

  func respond(
    _ sender: String, _ id: String, at: Int64, cap: Int? = nil, via: ReplyCarrier? = nil
  ) throws -> Responder.Outcome {
    let store = try Store("\(path)/store", .write)
    var rules = ReplyRules()
    rules.ours = ["example.com"]
    var template = ReplyTemplate()
    template.text = "Hello"
    var limits = Responder.Limits()
    limits.dailyCap = cap
    let carrier = via ?? .spool("\(path)/spool")
    try carrier.prepare()
    let responder = Responder(
      rules, limits, ReplyWriter(template), via: carrier, now: Instant(milliseconds: at)
    ) { try store.write($0) }
    let text = "Return-Path: <\(sender)>\nTo: us@example.com\nMessage-ID: <\(id)@x.example>\n\n"
    return try Array(text.utf8).withUnsafeBytes {
      try responder.respond(to: InboundMail(message: $0))
    }
  }
}

private let day: Int64 = 86_400_000

@Suite struct ResponderTests {
  private func isReply(_ outcome: Responder.Outcome) -> Bool {
    if case .replied = outcome { true } else { false }
  }

  @Test("a sender has one answer in the interval, a message one ever")
  func interval() throws {
    let place = try Place()
    #expect(isReply(try place.respond("kim@example.net", "1", at: 0)))
    #expect(try place.respond("kim@example.net", "1", at: 0) == .silent(.seen))
    #expect(try place.respond("KIM@Example.NET", "2", at: 7 * day - 1) == .silent(.interval))
    // What was decided stays decided, also when the interval is over.
    #expect(try place.respond("kim@example.net", "2", at: 8 * day) == .silent(.seen))
    #expect(isReply(try place.respond("kim@example.net", "3", at: 7 * day)))
    #expect(place.files() == 2)
  }

  @Test("the cap is of 24 hours")
  func cap() throws {
    let place = try Place()
    #expect(isReply(try place.respond("a@example.net", "1", at: day, cap: 2)))
    #expect(isReply(try place.respond("b@example.net", "2", at: day + 1, cap: 2)))
    #expect(try place.respond("c@example.net", "3", at: 2 * day - 1, cap: 2) == .silent(.dailyCap))
    #expect(isReply(try place.respond("d@example.net", "4", at: 2 * day, cap: 2)))
  }

  @Test("an answer that did not leave is as if it had never been decided")
  func withdrawn() throws {
    let place = try Place()
    let refuses = ReplyCarrier.sendmail("/bin/false")
    #expect(isReply(try place.respond("kim@example.net", "1", at: 0)))
    #expect(throws: RunFault.self) {
      try place.respond("kim@example.net", "2", at: 8 * day, via: refuses)
    }
    #expect(throws: RunFault.self) {
      try place.respond("bo@example.net", "3", at: 8 * day, via: refuses)
    }
    let times = try Store("\(place.path)/store", .read).read { view in
      let desk = AutoReplyDesk(view)
      return try ["kim@example.net", "bo@example.net"].map {
        try desk.lastReply(to: $0, from: "us@example.com")?.milliseconds
      }
    }
    #expect(times == [0, nil])
    #expect(isReply(try place.respond("kim@example.net", "2", at: 8 * day)))
    #expect(isReply(try place.respond("bo@example.net", "3", at: 8 * day)))
  }

  @Test("two programs that face each other exchange one message")
  func facing() throws {
    let place = try Place()
    #expect(isReply(try place.respond("kim@example.net", "1", at: 0)))
    // The other answers ours, as a program that knows no rules: with its address as the sender.
    #expect(try place.respond("kim@example.net", "2", at: 1000) == .silent(.interval))
    #expect(place.files() == 1)
  }
}
