import DueDefinitions
import DueFormats
import DueStore
import DueSystem

/// What a migration came to, for people: a few tables, the same in every form.
package struct MigrationReport: Sendable {
  package struct Section: Sendable {
    package var title: String
    /// What it says, in a sentence; and what stands there when there are no rows.
    package var note: String
    package var columns: [String]
    package var rows: [[String]]
  }

  /// What became of the endpoints.
  package struct Endpoints: Sendable {
    package var read = 0
    package var created = 0
    package var updated = 0
    package var unchanged = 0
    package var rejected = 0
    /// What is odd about them, where first and how often.
    package var notes: [String] = []
    /// Records of an earlier time than what was there.
    package var older = 0

    package init() {}
  }

  package let project: String
  package let at: Instant
  package let isRehearsal: Bool
  package private(set) var sections: [Section] = []
  /// Numbers by kind, for `--summary`.
  package private(set) var counts: JSON = [:]

  package init(
    _ findings: MigrationFindings, of export: SavedExport, _ endpoints: Endpoints,
    in project: String,
    at now: Instant, isRehearsal: Bool
  ) {
    self.project = project
    at = now
    self.isRehearsal = isRehearsal
    addArrivals(findings, export, endpoints)
    addCensus(findings.census)
    addShares(findings)
    add(
      "Runs as it stands", "What due runs, sends or evaluates without further ado.",
      findings.runs)
    add("Does not run", "Kept as it came; why it is not run, and what helps.", findings.obstacles)
    add(
      "Names what is not there", "Members that name what neither the export nor the store has.",
      findings.dangling, detail: "Member", text: "Missing")
    add(
      "Over Pinpoint's quotas", "due minds none of these; another service may.",
      findings.excesses, detail: "Quota", text: "What")
    addRows("Odd endpoints", "Taken as they are.", ["What"], endpoints.notes.map { [$0] })
    addOlder(endpoints)
    addRows(
      "Left to do", "What settings said that belongs elsewhere now.", ["What"],
      findings.hints.map { [$0] })
    addRows(
      "Not told apart",
      "Directories that several export jobs wrote into: no segment got the endpoints as members.",
      ["Directory"], findings.unclear.map { [$0] })
    addRows(
      "Refused", "Definitions that make no sense; the others were loaded.", ["Place", "Why"],
      findings.loaded.compactMap { entry in
        guard case .refused(let why) = entry.outcome else { return nil }
        return [entry.document.place, why]
      })
    addRows(
      "Stays as it is", "The store has another, or a newer one.", ["Kind", "Name"],
      findings.loaded.compactMap {
        $0.outcome == .stays ? [$0.document.kind.word, $0.name] : nil
      })
    addRows(
      "There was more", "Lists with a NextToken: fetch what follows, unless it is here as well.",
      ["Place"], export.unfinished.map { [$0] })
    addRows(
      "Damaged", "Files that could not be read to their end: nothing of them was taken.",
      ["File", "Why"], export.damaged.map { [$0.path, $0.reason] })
    addRows(
      "Not known", "Documents that are kept as they came: what they are, nothing tells.",
      ["Place", "Members"],
      findings.loaded.compactMap { entry in
        guard entry.document.kind == .other("") else { return nil }
        let names = (entry.document.json.members ?? []).prefix(4).map(\.name)
        return [entry.document.place, names.joined(separator: ", ")]
      })
    addRows(
      "Was not read", "Files that hold nothing of Pinpoint's.", ["File", "Why"],
      export.passedOver.map { [$0.path, $0.reason] })
  }

  // MARK: What came in

  private mutating func addArrivals(
    _ findings: MigrationFindings, _ export: SavedExport, _ endpoints: Endpoints
  ) {
    var rows: [[String]] = []
    func add(_ kind: String, _ numbers: [Int]) { rows.append([kind] + numbers.map(String.init)) }
    if endpoints.read > 0 {
      add(
        "endpoints",
        [
          endpoints.read, endpoints.created, endpoints.updated, endpoints.unchanged,
          endpoints.rejected,
        ])
      counts["endpoints"] = .integer(endpoints.read)
    }
    for (word, entries) in Self.byKind(findings.loaded) {
      func number(_ outcomes: LoadedDefinition.Outcome...) -> Int {
        entries.count { outcomes.contains($0.outcome) }
      }
      let known = number(.added, .changed, .unchanged, .stays)
      add(
        word,
        [
          entries.count, number(.added), number(.changed), number(.unchanged, .stays),
          entries.count - known,
        ])
      counts[word] = .integer(entries.count)
    }
    if export.rejected > 0 {
      add("texts that are no JSON", [export.rejected, 0, 0, 0, export.rejected])
    }
    addRows(
      "What came in",
      Self.origin(findings, export),
      ["Kind", "Read", "Added", "Changed", "Unchanged", "Refused"], rows, always: true)
  }

  private mutating func addOlder(_ endpoints: Endpoints) {
    guard endpoints.older > 0 else { return }
    addRows(
      "Older endpoints",
      "Records of an earlier EffectiveDate than another of their endpoint: the newest stands.",
      ["Records"], [[String(endpoints.older)]])
  }

  private static func origin(_ findings: MigrationFindings, _ export: SavedExport) -> String {
    let files = export.files == 1 ? "1 file" : "\(export.files) files"
    switch findings.repeated {
    case 0: return "From \(files)."
    case 1: return "From \(files); one definition was there twice."
    default: return "From \(files); \(findings.repeated) definitions were there before."
    }
  }

  /// In the order in which kinds are loaded.
  private static func byKind(_ loaded: [LoadedDefinition]) -> [(String, [LoadedDefinition])] {
    var groups: [(String, [LoadedDefinition])] = []
    for entry in loaded {
      let other = if case .other(let name) = entry.document.kind { name } else { "" }
      let word = other.isEmpty ? "\(entry.document.kind.plural)" : other
      if let place = groups.firstIndex(where: { $0.0 == word }) {
        groups[place].1.append(entry)
      } else {
        groups.append((word, [entry]))
      }
    }
    return groups
  }

  private mutating func addCensus(_ census: EndpointCensus?) {
    guard let census, census.count > 0 else { return }
    var rows = census.lines.map { line in
      [
        line.channel.isEmpty ? "none" : line.channel, String(line.count), String(line.optedOut),
        String(line.inactive),
      ]
    }
    if rows.count > 1 {
      rows.append(
        [
          "all", String(census.count), String(census.lines.reduce(0) { $0 + $1.optedOut }),
          String(census.lines.reduce(0) { $0 + $1.inactive }),
        ])
    }
    addRows(
      "Endpoints of the project", "Of \(census.users) users.",
      ["Channel", "Endpoints", "Opted out", "Inactive"], rows)
  }

  /// How much of it all runs.
  private mutating func addShares(_ findings: MigrationFindings) {
    let kinds = ["segment", "template", "campaign", "journey"]
    let rows = kinds.compactMap { kind -> [String]? in
      func names(_ all: [MigrationFindings.Finding]) -> Set<String> {
        Set(all.filter { $0.kind == kind }.map(\.name))
      }
      let (runs, stops) = (names(findings.runs), names(findings.obstacles))
      let all = runs.union(stops).count
      return all == 0
        ? nil : ["\(kind)s", String(all), String(all - stops.count), String(stops.count)]
    }
    addRows(
      "In short", "By name; the tables below say which, and why.",
      ["Kind", "All", "Run as they stand", "Do not"], rows)
  }

  // MARK: Sections

  private mutating func add(
    _ title: String, _ note: String, _ findings: [MigrationFindings.Finding],
    detail: String? = nil, text: String = "How"
  ) {
    addRows(
      title, note, ["Kind", "Name", text] + (detail.map { [$0] } ?? []),
      findings.map { [$0.kind, $0.name, $0.text] + (detail == nil ? [] : [$0.detail]) })
  }

  /// A section without rows says nothing, and is left out.
  private mutating func addRows(
    _ title: String, _ note: String, _ columns: [String], _ rows: [[String]], always: Bool = false
  ) {
    guard always || !rows.isEmpty else { return }
    sections.append(Section(title: title, note: note, columns: columns, rows: rows))
  }
}

extension DocumentKind {
  fileprivate var plural: String {
    switch self {
    case .settings, .memberList: word
    case .activity: "campaign activities"
    case .other: "unknown documents"
    default: "\(word)s"
    }
  }
}
