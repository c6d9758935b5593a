import DueFormats
import DueModel
import DueStore
import DueSystem

/// Jobs whose files have ids, and nothing else.
extension ImportJob {
  /// Takes the endpoints that files name as members, and leaves them as they are.
  mutating func readIDs(
    in project: Project, _ snapshot: StoreSnapshot?, _ database: Store.Transaction
  ) throws {
    let search = try PlaceSearch(in: project, readsSnapshot ? snapshot : nil, database)
    var batch = IDBatch(recordLimit: idLimit)
    for path in files {
      let source = try CSVPatchSource(rules.openFile(path), rules: rules.columns, limits: .init())
      result.format = .csv
      repeat {
        batch.removeAll()
        try source.fill(&batch)
        try take(batch, of: source, search)
        tellProgress(of: source)
      } while batch.records > 0
      result.completedPieces += 1
    }
  }

  private mutating func take(
    _ batch: borrowing IDBatch, of source: CSVPatchSource, _ search: PlaceSearch
  ) throws {
    var refused = batch.refused
    result.processed += batch.records
    for (row, seq) in try search.places(of: batch.ids).enumerated() {
      guard seq == 0 else {
        members.insert(seq)
        result.unchanged += 1
        continue
      }
      var patch = EndpointPatch()
      patch.id = batch.ids[row]
      let fault = rules.createsEndpoints ? patch.lacksEndpoint : patch.isUnknown
      refused.append((batch.lines[row], fault, batch.sources[row]))
    }
    try reject(&refused, of: source)
  }
}
