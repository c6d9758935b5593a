import ArgumentParser
import DueFormats
import DueInbound
import DueModel
import DueOptOuts
import DueStore
import DueSystem
import DueTool

/// Who asked, and why: kept beside each change.
struct WitnessOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The list (default: default, every sender's).", valueName: "name"))
  var list: ListName?

  @Option(help: ArgumentHelp("Why, to be kept with the change.", valueName: "text"))
  var reason: String?

  @Option(help: ArgumentHelp("Who took it down, to be kept with the change.", valueName: "text"))
  var by: String?

  @Flag(name: [.customShort("n"), .long], help: "Write the same, and change nothing.")
  var dryRun = false

  @OptionGroup var clock: ClockOptions
  @OptionGroup var store: StoreOptions

  var listName: String { list?.name ?? OptOutTable.everySender }

  /// A word from the command line.
  func word(_ kind: OptOutWord.Kind, _ address: String, source: String) throws -> OptOutWord {
    var word = OptOutWord(
      kind, try NumberArgument.checked(address), list: listName, at: try clock.instant(),
      source: source)
    word.reason = reason ?? ""
    word.saidBy = by ?? ""
    return word
  }

  func perform(_ body: (StoreView) throws -> Void) throws { try store.change(dryRun, body) }
}

extension StoreOptions {
  /// Runs `body` in a transaction, of which nothing is kept in a dry run.
  fileprivate func change(_ isDryRun: Bool, _ body: (StoreView) throws -> Void) throws {
    let scratch = try isDryRun ? ScratchDirectory.ifMissing(directory) : nil
    defer { _ = scratch }
    let store = try Store(scratch?.path ?? directory, .write)
    if isDryRun { try store.rehearse(body) } else { try store.write(body) }
  }
}

/// A phone number of the command line.
enum NumberArgument {
  /// - Throws: status 64 for what is none in E.164.
  static func checked(_ text: String) throws -> String {
    let number = InboundNumbers()(text)
    guard text.hasPrefix("+"), InboundJob.isE164(number) else {
      throw RunFault(.usage, "expected a number in E.164, such as +12025550130, found '\(text)'")
    }
    return number
  }
}

/// What a command of a person has changed, one line each.
private struct ChangeLines: ~Copyable {
  private var sink: ByteSink

  init() throws { sink = try ByteSink() }

  mutating func add(_ word: OptOutWord) {
    sink.buffer.append(#"{"word":"# as StaticString)
    sink.buffer.append(jsonString: word.kind.rawValue)
    sink.buffer.append(member: #","address":"#, word.address)
    sink.buffer.append(member: #","list":"#, word.list)
    if word.kind == .optOut { sink.buffer.append(member: #","scope":"#, word.scope.rawValue) }
    sink.buffer.append("}\n" as StaticString)
  }

  mutating func finish() throws { try sink.finish() }
}

/// Numbers onto a list.
struct Add: DueCommand {
  static let configuration = CommandConfiguration(abstract: "Put numbers on a list.")

  @Option(
    help: ArgumentHelp(
      "What they leave: promotional messages, or all (default: promotional).",
      valueName: "scope"))
  var scope = OptOutScope.promotional

  @Option(help: ArgumentHelp("Until TIME only.", valueName: "time"))
  var until: Instant?

  @OptionGroup var witness: WitnessOptions

  @Argument(help: "Phone numbers in E.164.")
  var address: [String]

  func run(_ console: inout Console) throws {
    let now = try witness.clock.instant()
    var words: [OptOutWord] = []
    for address in address {
      var word = try witness.word(.optOut, address, source: "add")
      word.scope = scope
      word.until = until
      words.append(word)
    }
    var changed: [OptOutWord] = []
    try witness.perform { view in
      let desk = try OptOutDesk(view, at: now)
      changed = try words.filter { try desk.take($0, keepsAll: false) == .changed }
    }
    var lines = try ChangeLines()
    for word in changed { lines.add(word) }
    try lines.finish()
  }
}

/// Numbers off a list.
struct Remove: DueCommand {
  static let configuration = CommandConfiguration(abstract: "Take numbers off a list.")

  @OptionGroup var witness: WitnessOptions

  @Argument(help: "Phone numbers in E.164.")
  var address: [String]

  func run(_ console: inout Console) throws {
    let now = try witness.clock.instant()
    let words = try address.map { try witness.word(.optIn, $0, source: "remove") }
    var changed: [OptOutWord] = []
    var missing: [(word: OptOutWord, outcome: OptOutDesk.Outcome)] = []
    try witness.perform { view in
      let desk = try OptOutDesk(view, at: now)
      for word in words {
        let outcome = try desk.take(word, keepsAll: false)
        if outcome == .changed { changed.append(word) } else { missing.append((word, outcome)) }
      }
    }
    var lines = try ChangeLines()
    for word in changed { lines.add(word) }
    try lines.finish()
    for (word, outcome) in missing {
      console.say(
        outcome == .outdated
          ? "\(word.address): asked for no more at \(now.iso8601) or later"
          : "\(word.address): not on the list '\(word.list)'")
      console.raise(.no)
    }
  }
}

/// The senders of a list.
struct Assign: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Give senders a list of their own, or show which have one.")

  @Option(
    help: ArgumentHelp("The list; default is that of every sender.", valueName: "name"))
  var list: ListName?

  @OptionGroup var mode: DryRunOptions
  @OptionGroup var store: StoreOptions

  @Argument(help: "Senders: numbers, short codes or names; none: show them.")
  var sender: [String] = []

  func validate() throws {
    if list == nil, !sender.isEmpty { throw ValidationError("expected --list NAME, found none") }
    if list != nil, sender.isEmpty { throw ValidationError("expected a sender, found none") }
  }

  func run(_ console: inout Console) throws {
    guard let list else { return try show() }
    try store.change(mode.dryRun) { view in
      let replies = try OptOutReplies(view)
      for sender in sender {
        _ = try replies.assign(
          sender, to: list.name == OptOutTable.everySender ? nil : list.name)
      }
    }
  }

  private func show() throws {
    let store = try Store(store.directory, .read)
    var table = try Table(["SENDER", "LIST"], records: false)
    for (sender, list) in try store.read({ try OptOutReplies($0).senders() }) {
      try table.add([sender, list]) { buffer in
        buffer.append(
          JSON.object([.init("sender", .string(sender)), .init("list", .string(list))]))
      }
    }
    try table.finish()
  }
}
