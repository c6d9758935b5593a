import DueFormats
import DueMigration
import DueSystem
import DueTool

/// The notices of a migration, in the envelope of the other systems.
extension Notice {
  static func started(_ paths: [String]) -> Notice {
    Notice(
      .started, subject: "Pinpoint Migration Started", message: "Migration Started",
      payload: .init("Input", ["Paths": .array(paths.map { .string($0) })]))
  }

  /// - Parameter isWhole: whether nothing was refused or damaged.
  static func ended(_ report: MigrationReport, isWhole: Bool) -> Notice {
    Notice(
      .success, subject: "Pinpoint Migration Successful", message: "Migration Successful",
      payload: .init(
        "MigrationResult",
        [
          "Project": .string(report.project), "DryRun": .bool(report.isRehearsal),
          "Complete": .bool(isWhole), "Counts": report.counts,
        ]))
  }

  static func failed(_ fault: any Fault) -> Notice {
    Notice(
      .failure, subject: "Pinpoint Migration Failed", message: "Migration Failed",
      payload: .init("MigrationResult", ["Error": .string(fault.description)]))
  }
}
