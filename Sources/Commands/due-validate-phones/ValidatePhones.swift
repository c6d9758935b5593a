import ArgumentParser
import DueFormats
import DuePhoneOptions
import DuePhones
import DueStore
import DueSystem
import DueTool

/// Endpoints in; the same endpoints out, with phone numbers in E.164 form and what is known of them.
///
/// See due-validate-phones(1).
@main
struct ValidatePhones: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "due-validate-phones",
    abstract: "Write phone numbers in E.164 form and tell what kind of numbers they are.",
    version: Store.version(dueVersion)
  )
  static let settings = ["default-country", "assume-us", "on-invalid"]

  @OptionGroup(title: "Numbers") var rules: PhoneOptions
  @OptionGroup(title: "Store") var store: StoreOptions
  @OptionGroup(title: "Records") var rejects: RejectOptions
  @OptionGroup(title: "Run") var clock: ClockOptions
  @OptionGroup(title: "Run") var summary: SummaryOptions
  @OptionGroup(title: "Run") var notices: NotifyOptions

  @Flag(help: "Read one number a line and write an answer for each.")
  var numbers = false

  @Flag(help: "Check the endpoints of the store.")
  var inStore = false

  @Option(
    help: ArgumentHelp("Of the store, check only the members of segment NAME.", valueName: "name"))
  var segment: String?

  @Flag(help: "Change nothing in the store.")
  var dryRun = false

  @Flag(help: "End with 1 when a number is not valid.")
  var failOnInvalid = false

  @Option(help: "Format of the input: csv or jsonl.")
  var from: RecordFormat?

  @Option(
    name: [.short, .long], help: ArgumentHelp("Write to FILE when complete.", valueName: "file"))
  var output: String?

  @Option(
    help: ArgumentHelp("Give JSON back as ValidateInput of the notice.", valueName: "json"))
  var notifyInput: NoticeInput?

  @Argument(help: "Files of endpoints, or of numbers; - is standard input.")
  var file: [String] = []

  func validate() throws {
    guard inStore else {
      if dryRun || segment != nil {
        throw ValidationError("--dry-run and --segment go with --in-store")
      }
      return
    }
    if numbers || !file.isEmpty || from != nil || output != nil {
      throw ValidationError("--in-store takes no files, and none of --numbers, --from and --output")
    }
    if rules.onInvalid == .reject {
      throw ValidationError("--on-invalid reject goes with files, not with --in-store")
    }
  }

  func run(_ console: inout Console) throws {
    let now = try clock.instant()
    do {
      let policy = rules.policy(at: now)
      let book = try PhoneBook.load(
        DataFile.path("phone-numbers.dat"), home: rules.numbers.rules.defaultRegion)
      let checker = PhoneChecker(book, policy, table: try rules.table())
      let counts =
        inStore
        ? try StoreRun(options: store, segment: segment, dryRun: dryRun).run(checker, console)
        : try filter(checker, &console)
      summary.print(counts.json, console)
      if failOnInvalid, counts[.invalid] > 0 { console.raise(.no) }
      notices.send(.validated(counts, input: notifyInput?.json ?? input), at: now, &console)
    } catch {
      // Whoever closed our output knows that it is not whole.
      if !(error is OutputClosed) {
        notices.send(.failed("\(error)", input: input), at: now, &console)
      }
      throw error
    }
  }

  private func filter(_ checker: consuming PhoneChecker, _ console: inout Console) throws
    -> PhoneCounts
  {
    let log = try rejects.open(reading: file) { _ in }
    var filter = PhoneFilter(checker, to: try ByteSink(output), log)
    var progress = Progress("records", console)
    defer {
      progress.finish()
      console.reject(log)
    }
    for path in file.isEmpty ? ["-"] : file {
      var source = try ByteSource.open(path)
      if numbers {
        try filter.numbers(source) { progress.update($0, offset: $1, size: $2) }
      } else {
        switch try RecordFormat.of(&source, told: from) {
        case .csv: try filter.csv(source) { progress.update($0, offset: $1, size: $2) }
        case .jsonl: try filter.jsonLines(source) { progress.update($0, offset: $1, size: $2) }
        }
      }
    }
    try filter.finish()
    return filter.checker.counts
  }

  /// What the run was given, for its notices.
  private var input: JSON {
    if inStore {
      return [
        "Store": .string(store.directory), "Project": .string(store.projectName),
        "Segment": segment.map { .string($0) } ?? .null,
      ]
    }
    return ["Files": .array((file.isEmpty ? ["-"] : file).map { .string($0) })]
  }
}
