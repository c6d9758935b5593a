import ArgumentParser
import DueFormats
import DuePublish
import DueSystem
import DueTool

/// Files and directories onto the site, all of them at one instant.
struct Put: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Publish files and directories, and write the address of each file.")

  @OptionGroup var options: ChangeOptions
  @OptionGroup(title: "Output") var address: AddressOptions

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "Publish the one file, or what the one directory has, as PATH.", valueName: "path"))
  var path: String?

  @Flag(help: "Put a part of each file's hash into its name, to be kept for ever.")
  var immutable = false

  @Flag(help: "Remove what the site has, below --as or all of it, and the files have not.")
  var delete = false

  @Flag(help: "Publish names that look secret, too.")
  var force = false

  @Flag(help: "Publish what archives have in them, tar or zip; '-' is one on standard input.")
  var unpack = false

  @Option(
    help: ArgumentHelp(
      "Take at most N bytes out of an archive (default: 1 GiB).", valueName: "n"))
  var maxUnpacked: Int64 = 1 << 30

  @Argument(help: "Files and directories; of a directory, what is in it.")
  var files: [String]

  func validate() throws {
    if path != nil, files.count != 1 {
      throw ValidationError("--as goes with one file or directory, found \(files.count)")
    }
    if maxUnpacked < 1 {
      throw ValidationError("expected 1 or more in --max-unpacked, found '\(maxUnpacked)'")
    }
  }

  func run(_ console: inout Console) throws {
    let directory = options.site.directory
    if try !options.dryRun && Site.create(directory) {
      console.say("\(directory): what is put here is public to the whole world")
    }
    var sink = try ByteSink()
    var refused = 0
    var hidden: [String] = []
    try options.change(console, mayBeMissing: true) { change in
      var put: [SitePath: SiteEntry] = [:]
      for file in files {
        var count = 0
        try forEachFile(
          of: file,
          refuse: { reason in
            // At once: what comes later may end it all.
            console.say(reason)
            refused += 1
          }, hidden: { hidden.append($0) }
        ) { source in
          let entry = try change.put(source, isImmutable: immutable)
          put[entry.path] = entry
          count += 1
        }
        if delete, count == 0, refused == 0 {
          throw RunFault(.noInput, "\(file): expected a file in it, for --delete, found none")
        }
      }
      // What was refused may be what the site has of it.
      if delete, refused == 0 {
        change.removeOthers(below: try path.map { try SitePath($0) })
      }
      for path in put.keys.sorted() {
        if let entry = put[path] { try sink.write(entry, address.url(of: path)) }
      }
    }
    if let first = hidden.first {
      let more = hidden.count == 1 ? "begins" : "and \(hidden.count - 1) more begin"
      console.say("left out: \(first) \(more) with a dot")
    }
    try sink.finish()
    if refused == 0 { return }
    if delete { console.say("nothing was removed, for files were left out") }
    console.raise(.badData)
  }

  /// Gives what is to be published of an operand.
  private func forEachFile(
    of file: String, refuse: (String) -> Void, hidden: (String) -> Void,
    _ body: (borrowing SourceFile) throws -> Void
  ) throws {
    if unpack, file == "-" || SourceTree.isFile(file) {
      try ArchiveTree(takesSecrets: force, limit: maxUnpacked)
        .forEach(file, as: path, refuse: refuse, hidden: hidden, body)
    } else {
      try SourceTree(takesSecrets: force, site: options.site.directory)
        .forEach(file, as: path, hidden: hidden, body)
    }
  }
}

/// Paths off the site.
struct Remove: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Remove files, and directories with all that is in them.")

  @OptionGroup var options: ChangeOptions

  @Argument(help: "Paths of the site.")
  var paths: [String]

  func run(_ console: inout Console) throws {
    try options.change(console) { change in
      for path in paths { _ = try change.remove(SitePath(path)) }
    }
  }
}

/// What was, again.
struct RollBack: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback", abstract: "Go back to earlier versions of files, or of the site.")

  @OptionGroup var options: ChangeOptions

  @Option(
    name: .customLong("to"),
    help: ArgumentHelp("Go back to version N of the path.", valueName: "n"))
  var version: Int?

  @Option(help: ArgumentHelp("Take the whole site back to generation N.", valueName: "n"))
  var generation: Int?

  @Option(
    name: .customLong("at"),
    help: ArgumentHelp("Take the whole site back to what it was at TIME.", valueName: "time"))
  var moment: Instant?

  @Argument(help: "Paths of the site, each to go back by one version.")
  var paths: [String] = []

  func validate() throws {
    let ways = [generation != nil, moment != nil, !paths.isEmpty].filter { $0 }.count
    guard ways == 1 else {
      throw ValidationError("expected one of paths, --generation and --at, found \(ways)")
    }
    if version != nil, paths.count != 1 {
      throw ValidationError("--to goes with one path, found \(paths.count)")
    }
  }

  func run(_ console: inout Console) throws {
    try options.change(console) { change in
      if let number = try wantedGeneration() {
        try change.rollBack(toGeneration: number)
      }
      for path in paths { try change.rollBack(SitePath(path), to: version) }
    }
  }

  private func wantedGeneration() throws -> Int? {
    guard let moment else { return generation }
    guard let number = try SiteHistory(options.site.open()).generation(at: moment) else {
      throw RunFault(
        .noInput, "expected a generation of \(moment.iso8601) or before, found none that is kept")
    }
    return number
  }
}

/// What nobody can go back to any more, away.
struct CollectGarbage: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "gc", abstract: "Remove old generations, and contents that no other has.")

  @OptionGroup(title: "Site") var site: SiteOptions
  @OptionGroup(title: "Clock") var clock: ClockOptions
  @OptionGroup(title: "Counts") var summary: SummaryOptions

  @Option(help: ArgumentHelp("Keep the newest N generations in any case.", valueName: "n"))
  var keep = 10

  @Option(
    help: ArgumentHelp("Remove those that were made before AGE: 2y, 6mo, 90d.", valueName: "age"))
  var olderThan: CalendarAge?

  @Flag(name: [.customShort("n"), .long], help: "Report the same, and change nothing.")
  var dryRun = false

  func run(_ console: inout Console) throws {
    let now = try clock.instant()
    let cleanup = try SiteCleanup(
      site.open(), keep: keep, before: olderThan?.before(now) ?? now, isDryRun: dryRun)
    summary.print(
      [
        "generations": .integer(cleanup.generations), "contents": .integer(cleanup.objects),
        "bytes": .integer(cleanup.bytes),
      ], console)
  }
}
