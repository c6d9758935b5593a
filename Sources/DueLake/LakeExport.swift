import DueFormats
import DueModel
import DueStore
import DueSystem
import Glibc

/// Puts the events of a database into a lake: a directory of files by family and hour of arrival.
///
/// Partitions whose events are the same as in the last export are left alone; others are written
/// whole, aside, and exchanged. Killed at any point, the lake has old and new partitions, each whole,
/// and the next run goes on. Two runs of one database make the same bytes.
package struct LakeExport {
  package var directory: String
  package var layout: LakeLayout
  package var range: EventHours.Range
  /// Whether partitions go that the database has no events of.
  package var deletes = false
  package var isDryRun = false
  package var threads = 2
  package var progress: (Int) -> Void = { _ in }

  package init(_ directory: String, _ layout: LakeLayout, _ range: EventHours.Range) {
    self.directory = directory
    self.layout = layout
    self.range = range
  }

  private var settings: String {
    let project = range.project.map { ", project \($0)" } ?? ""
    return "\(layout.tree.rawValue) \(layout.format.rawValue)\(project)"
  }

  /// - Returns: what was done.
  /// - Throws: status 75 where events went away meanwhile: run again.
  package func run(_ events: EventStore, names: [EventNames.Name]) throws -> LakeCounts {
    if isDryRun { return try survey(events).counts }
    try makeDirectories(directory)
    let lock = try FileLock.exclusive("\(directory)/_due_export.lock")
    defer { _ = lock }
    var plan = try survey(events)
    var writer = try LakeWriter(directory, layout, threads: threads)
    var copy = LakeCopy(layout, plan.changed, progress)
    try plan.hours.forEach { hour, _, seq in
      try copy.add(hour, seq, from: events, to: &writer, &plan.manifest)
    }
    try copy.finish(from: events, to: &writer, &plan.manifest)
    try remove(plan.gone, &plan.manifest, writer)
    try write(names, writer)
    try writeEmpty(plan.manifest, writer)
    try writer.finish()
    return plan.counts
  }

  /// What is to be done.
  private struct Plan {
    var hours: EventHours
    var manifest: LakeManifest
    var changed: [EventHours.Hour: LakeManifest.Entry] = [:]
    var gone: [String] = []
    var counts = LakeCounts()
  }

  /// Compares what the database has with what the lake has.
  private func survey(_ events: EventStore) throws -> Plan {
    let hours = try events.read { try EventHours(range, $0) }
    let manifest = try LakeManifest(directory, settings: settings)
    var survey = HourSurvey(salt: layout.compression.rawValue)
    try hours.forEach { hour, uid, _ in survey.add(hour, uid) }
    survey.finish()
    var counts = LakeCounts()
    var changed: [EventHours.Hour: LakeManifest.Entry] = [:]
    var found: Set<String> = []
    for (hour, entry) in survey.hours {
      let partition = layout.directory(hour)
      found.insert(partition)
      counts.events += entry.events
      counts.partitions += 1
      if isAsWritten(partition, entry, manifest) { continue }
      changed[hour] = entry
      counts.written += 1
    }
    let gone = deletes ? manifest.entries.keys.filter { !found.contains($0) && isMeant($0) } : []
    counts.deleted = gone.count
    return Plan(
      hours: hours, manifest: manifest, changed: changed, gone: gone.sorted(), counts: counts)
  }

  private func isAsWritten(
    _ partition: String, _ entry: LakeManifest.Entry, _ manifest: LakeManifest
  ) -> Bool {
    guard let known = manifest[partition], known.digest == entry.digest else { return false }
    return known.files.allSatisfy {
      (try? fileSize("\(directory)/\(partition)/\($0.name)")) == $0.size
    }
  }

  /// Whether a partition of the lake is one that this export is about.
  private func isMeant(_ partition: String) -> Bool {
    let parts = partition.split(separator: "/")
    guard let family = range.families.first(where: { LakeLayout.table($0) == parts.first ?? "" })
    else { return false }
    let digits = partition.utf8.dropFirst(LakeLayout.table(family).utf8.count)
      .filter { $0 >= 0x30 && $0 <= 0x39 }.map { Int($0) - 0x30 }
    guard digits.count == 10 else { return false }
    func number(_ places: Range<Int>) -> Int { digits[places].reduce(0) { $0 * 10 + $1 } }
    let moment = Instant(
      year: number(0..<4), month: number(4..<6), day: number(6..<8), hour: number(8..<10))
    return range.hours.contains(moment.milliseconds / 3_600_000)
  }

  private func remove(
    _ gone: [String], _ manifest: inout LakeManifest, _ writer: LakeWriter
  ) throws {
    for partition in gone {
      try removeTree("\(directory)/\(partition)")
      manifest[partition] = nil
    }
    if !gone.isEmpty { try writer.save(manifest) }
  }

  private func write(_ names: [EventNames.Name], _ writer: LakeWriter) throws {
    try writer.put("names", "names.jsonl") { sink in
      for name in names {
        sink.buffer.append(
          JSON.object([
            .init("application", .string(name.application)), .init("kind", .string(name.kind)),
            .init("id", .string(name.id)), .init("name", name.name.map { .string($0) } ?? .null),
          ]))
        sink.buffer.append(UInt8(ascii: "\n"))
        try sink.recordEnded()
      }
    }
  }

  /// A table over no file at all is an error in some engines: a family without events has one file
  /// without lines.
  private func writeEmpty(_ manifest: LakeManifest, _ writer: LakeWriter) throws {
    guard layout.tree == .hive, layout.format == .jsonl else { return }
    for family in [EventFamily.pinpoint, .ses, .sms] {
      let table = "\(LakeLayout.table(family))/"
      let place = LakeLayout.emptyDirectory(family)
      if manifest.entries.keys.contains(where: { $0.hasPrefix(table) }) { continue }
      if access("\(directory)/\(place)/part-00000.jsonl", F_OK) == 0 { continue }
      try writer.put(place, "part-00000.jsonl") { _ in }
    }
  }
}

/// What an export did.
package struct LakeCounts: Equatable, Sendable {
  /// Events that the database has of what was asked for.
  package var events = 0
  package var partitions = 0
  /// Partitions that were new or had changed.
  package var written = 0
  package var deleted = 0
}
