import DueFormats
import DueModel
import DueSegments
import DueStore
import DueSystem
import DueTool
import Glibc

/// One evaluation: the segment found in files and store, and asked of endpoints.
struct EvaluationRun {
  private let wanted: String?
  private let library: SegmentLibrary
  private let options: EvaluationOptions
  private let store: Store?
  private let projectName: String
  private let now: Instant

  /// KiB of pages: a walk over a table sees each page once, and fresh memory costs more than it
  /// saves.
  private static let cacheSize = 1024

  init(_ segment: String?, _ options: EvaluationOptions, store place: StoreOptions) throws {
    var library = SegmentLibrary()
    for path in options.file { try library.read(path) }
    if let segment, Self.isFile(segment) {
      try library.read(segment)
      wanted = nil
    } else {
      wanted = segment
    }
    self.library = library
    self.options = options
    projectName = place.projectName
    now = try options.instant()
    // Files alone need no store; one that is named must be there.
    let isNeeded = options.endpoints == nil || place.store != nil
    store =
      isNeeded || access("\(place.directory)/due.db", F_OK) == 0
      ? try Store(place.directory, .read, cacheSize: Self.cacheSize) : nil
  }

  /// An id seldom looks like a path, and a path can always be made to: `./gold`.
  private static func isFile(_ segment: String) -> Bool {
    segment == "-" || segment.contains("/")
      || [".json", ".jsonl", ".gz", ".zst", ".bz2", ".xz"].contains { segment.hasSuffix($0) }
  }

  func evaluate(_ form: MemberOptions, _ rejects: RejectOptions, _ console: inout Console) throws {
    var pending = console
    defer { console = pending }
    try withProgram(console) { program, view, project in
      if let path = options.endpoints {
        let log = try rejects.open(reading: [path]) { pending.reject($0) }
        var members = try FileMembers(
          program, path: path, keepsRecords: form.form == .csv || form.form == .jsonl,
          place: try placeFinder(program, view, project), rejects: log)
        try log.finish()
        try write(&members, form, pending)
      } else if let view, let project {
        if form.form == .count {
          let count = try program.count(in: project, view)
          try form.print("\(count)\n")
          return summarize(count, form, pending)
        }
        var members = try SegmentMembers(program, in: project, view)
        try write(&members, form, pending)
      }
    }
  }

  private func write(
    _ members: inout some MemberSource & ~Copyable, _ options: MemberOptions, _ console: Console
  ) throws {
    let form: MemberForm
    switch options.form {
    case .count:
      try options.print("\(members.count)\n")
      return summarize(members.count, options, console)
    case .ids: form = .ids
    case .csv: form = .csv
    case .jsonl: form = .jsonl
    }
    var sink = try ByteSink(options.output)
    try members.write(form, to: &sink)
    try sink.finish()
    summarize(members.count, options, console)
  }

  private func summarize(_ count: Int, _ form: MemberOptions, _ console: Console) {
    form.summary.print(["members": .integer(count), "at": .string(now.iso8601)], console)
  }

  func explain(_ id: String, _ rejects: RejectOptions, _ console: inout Console) throws
    -> Explanation
  {
    var pending = console
    defer { console = pending }
    let explanation: Explanation? = try withProgram(console) { program, view, project in
      if let path = options.endpoints {
        let log = try rejects.open(reading: [path]) { pending.reject($0) }
        let find = try placeFinder(program, view, project)
        let found = try FileMembers.with(id, path: path, rejects: log) { endpoint in
          Explanation(program, of: endpoint, at: try find?(endpoint) ?? EndpointPlace())
        }
        try log.finish()
        return found
      }
      guard let view, let project else { return nil }
      return try Explanation(program, ofStored: id, in: project, view)
    }
    guard let explanation else {
      throw RunFault(.noInput, "expected an endpoint called '\(id)', found none")
    }
    return explanation
  }

  /// Links the segment and gives it to `body`, with the store where there is one.
  private func withProgram<T>(
    _ console: Console, _ body: (SegmentProgram, StoreView?, Project?) throws -> T
  ) throws -> T {
    guard let store else {
      return try body(try link(nil, nil, console), nil, nil)
    }
    return try store.read { view in
      let project = try project(of: view)
      return try body(try link(view, project, console), view, project)
    }
  }

  /// The project; nil where the store has none of that name and files are all that is asked of.
  private func project(of view: StoreView) throws -> Project? {
    do {
      return try Project.named(projectName, view)
    } catch let fault as RunFault where fault.exitStatus == .noInput && options.endpoints != nil {
      return nil
    }
  }

  private func link(_ view: StoreView?, _ project: Project?, _ console: Console) throws
    -> SegmentProgram
  {
    let find = { (reference: SegmentReference) throws in
      try library.find(reference, in: project, view)
    }
    var linker = SegmentLinker(find: find)
    let segment = try library.wanted(wanted, find)
    let program = try linker.link(
      segment, now: now, exclusiveNeedsAttribute: options.exclusiveNeedsAttribute)
    for warning in linker.warnings { console.say(warning) }
    return program
  }

  /// Members that were imported are known by their places in the store.
  private func placeFinder(_ program: SegmentProgram, _ view: StoreView?, _ project: Project?)
    throws -> PlaceFinder?
  {
    guard program.drawsOnImports, let view, let project else { return nil }
    let lookup = try PlaceLookup(in: project, view)
    return { endpoint in
      let stored = lookup.endpoint(endpoint.id)
      let user = endpoint.userID.isEmpty ? stored.user : lookup.user(endpoint.userID)
      return EndpointPlace(seq: stored.seq, user: user)
    }
  }
}
