import DueFormats
import DueStore
import DueSystem
import DueTemplates
import DueTool

/// Templates to be saved, in one transaction.
struct TemplateDrafts {
  struct Draft {
    /// The file and line that it comes from; nil for the command line.
    var place: (file: String, line: Int)?
    var document: TemplateDocument
  }

  let documents: [Draft]
  let overwrites: Bool
  let activates: Bool

  /// Ends a transaction of which nothing is to be kept.
  private struct DryRunEnd: Error {}

  /// Saves the drafts and returns a line of JSON for each that was saved.
  ///
  /// - Parameter report: told of each that cannot be, which leaves the others be.
  func save(
    _ place: TemplateStoreOptions, now: Instant, dryRun: Bool, report: (Rejection) -> Void
  ) throws -> [String] {
    guard !documents.isEmpty else { return [] }
    var lines: [String] = []
    let scratch = try dryRun ? ScratchDirectory.ifMissing(place.directory) : nil
    do {
      try Store(scratch?.path ?? place.directory, .write).write { view in
        for draft in documents {
          do {
            lines.append(line(draft.document, try save(draft.document, now: now, view)))
          } catch let fault as RunFault {
            guard let place = draft.place else { throw fault }
            report(
              Rejection(
                file: place.file, line: place.line, column: nil, reason: fault.description))
          }
        }
        if dryRun { throw DryRunEnd() }
      }
    } catch is DryRunEnd {}
    _ = scratch
    return lines
  }

  private func save(_ document: TemplateDocument, now: Instant, _ view: StoreView) throws
    -> SavedTemplate
  {
    try TemplateTable.save(
      document.name, type: document.kind.rawValue, content: document.content,
      TemplateSaving(version: document.version, overwrites: overwrites, activates: activates),
      now: now, view)
  }

  private func line(_ document: TemplateDocument, _ saved: SavedTemplate) -> String {
    let json: JSON = [
      "TemplateName": .string(document.name), "TemplateType": .string(document.kind.rawValue),
      "Version": .string(String(saved.version)), "Change": .string(saved.change.rawValue),
      "Active": .bool(saved.isActive),
    ]
    return json.text
  }
}
