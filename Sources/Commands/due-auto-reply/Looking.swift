import ArgumentParser
import DueFormats
import DueReplies
import DueStore
import DueSystem
import DueTool

/// Whether messages would be answered, and why not, whoever wrote before.
struct Test: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tell whether messages would be answered, and which rule says no.")

  @OptionGroup var rules: RuleOptions

  @Option(help: ArgumentHelp("Answer as ADDRESS.", valueName: "address"))
  var from: String?

  @Argument(help: "Files, mboxes, Maildirs; '-', and none, is one message on standard input.")
  var paths: [String] = []

  func run(_ console: inout Console) throws {
    let decide = rules.rules(from: from)
    var sink = try ByteSink()
    var isSilent = false
    try rules.forEach(paths) { mail in
      let decision = decide.decide(mail)
      if case .skip = decision { isSilent = true }
      sink.buffer.append(decision.json)
      sink.buffer.append(UInt8(ascii: "\n"))
      try sink.recordEnded()
    }
    try sink.finish()
    if isSilent { console.raise(.no) }
  }
}

/// What was decided.
struct Log: DueCommand {
  static let configuration = CommandConfiguration(abstract: "Show what was decided of messages.")

  @Option(help: ArgumentHelp("Decided at TIME or later.", valueName: "time"))
  var since: Instant?

  @Flag(help: "Write JSON lines on a terminal too.")
  var jsonl = false

  @OptionGroup var store: StoreOptions

  func run(_ console: inout Console) throws {
    var table = try Table(["at", "sender", "our address", "decision", "rule"], records: jsonl)
    try Store(store.directory, .read).read { view in
      try AutoReplyDesk(view).forEach(since: since ?? Instant(milliseconds: .min)) { entry in
        try table.add([
          entry.at.iso8601, entry.sender, entry.ours, entry.isReply ? "reply" : "skip", entry.rule,
        ]) { $0.append(entry.json) }
      }
    }
    try table.finish()
  }
}

extension AutoReplyEntry {
  fileprivate var json: JSON {
    .object(
      [
        .init("at", .string(at.iso8601)), .init("sender", .string(sender)),
        .init("our_address", .string(ours)), .init("message_id", .string(messageID)),
        .init("decision", .string(isReply ? "reply" : "skip")),
        isReply
          ? .init("reply_id", .string("<\(replyID)>")) : .init("rule", .string(rule)),
      ]
        + (isReply
          ? [.init("state", .string(state == .leaving ? "uncertain" : state.rawValue))] : []))
  }
}

extension ReplyRules.Decision {
  fileprivate var json: JSON {
    switch self {
    case .reply(let to, let from):
      ["decision": "reply", "to": .string(to), "from": .string(from)]
    case .skip(let rule): ["decision": "skip", "rule": .string(rule.rawValue)]
    }
  }
}

extension Responder.Outcome {
  var json: JSON {
    switch self {
    case .replied(let to, let id):
      ["decision": "reply", "to": .string(to), "reply_id": .string("<\(id)>")]
    case .lost(let to, let id, let isRefused, _):
      [
        "decision": "reply", "to": .string(to), "reply_id": .string("<\(id)>"),
        "state": .string(isRefused ? "refused" : "uncertain"),
      ]
    case .silent(let rule): ["decision": "skip", "rule": .string(rule.rawValue)]
    }
  }
}

/// What a run did.
struct ReplyCounts {
  private(set) var messages = 0
  private(set) var replies = 0
  /// Answers that were refused, or of which nobody knows.
  private var lost = 0
  private var rules: [String: Int] = [:]

  mutating func add(_ outcome: Responder.Outcome) {
    messages += 1
    switch outcome {
    case .replied: replies += 1
    case .lost: lost += 1
    case .silent(let rule): rules[rule.rawValue, default: 0] += 1
    }
  }

  /// The counts as `--summary` prints them.
  var json: JSON {
    let silent = rules.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .integer($0.value)) }
    return .object(
      [
        .init("messages", .integer(messages)), .init("replies", .integer(replies)),
        .init("silent", .object(silent)),
      ] + (lost > 0 ? [.init("lost", .integer(lost))] : []))
  }
}
