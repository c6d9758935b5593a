import ArgumentParser
import DueFormats
import DueModel
import DueStore
import DueSystem
import DueTemplates
import DueTool

extension DueTemplate {
  /// Says what templates ask for, and what keeps them from being sent.
  struct Check: DueCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say what templates ask for, and what keeps them from being sent.")

    @Flag(help: "Print JSON, one line for each template.") var json = false
    @OptionGroup var source: TemplateSource

    @Argument(help: ArgumentHelp("Templates, or versions of them.", valueName: "name[@version]"))
    var references: [TemplateReference] = []

    func run(_ console: inout Console) throws {
      var lines: [String] = []
      for document in try source.documents(references) {
        let check = TemplateCheck(document)
        if !check.errors.isEmpty { console.raise(.no) }
        let segmentation = document.kind == .sms ? Self.segmentation(document) : nil
        lines +=
          json
          ? [Self.record(document, check, segmentation).text]
          : Self.report(document, check, segmentation)
      }
      try OutputLines.write(lines)
    }

    private static func segmentation(_ document: TemplateDocument) -> SMSSegmentation {
      SMSSegmentation(document.content["Body"]?.string ?? "")
    }

    private static func report(
      _ document: TemplateDocument, _ check: TemplateCheck, _ segmentation: SMSSegmentation?
    ) -> [String] {
      let version = document.version.map { "@\($0)" } ?? ""
      var lines = ["\(document.name)\(version) \(document.kind.rawValue)"]
      for (name, hasDefault) in check.variables {
        lines.append("  variable \(name)\(hasDefault ? " (default)" : "")")
      }
      if let segmentation {
        lines.append(
          "  \(segmentation.parts) SMS part\(segmentation.parts == 1 ? "" : "s") before filling "
            + "(\(segmentation.encoding.rawValue), \(segmentation.units) units)")
      }
      lines += check.warnings.map { "  warning: \($0)" }
      lines += check.errors.map { "  error: \($0)" }
      return lines
    }

    private static func record(
      _ document: TemplateDocument, _ check: TemplateCheck, _ segmentation: SMSSegmentation?
    ) -> JSON {
      var record: JSON = [
        "TemplateName": .string(document.name), "TemplateType": .string(document.kind.rawValue),
        "Variables": .array(check.variables.map { .string($0.name) }),
        "MissingDefaults": .array(
          check.variables.filter { !$0.hasDefault }.map { .string($0.name) }),
        "Warnings": .array(check.warnings.map { .string($0) }),
        "Errors": .array(check.errors.map { .string($0) }),
      ]
      if let version = document.version { record["Version"] = .string(String(version)) }
      if let segmentation {
        record["Sms"] = [
          "Encoding": .string(segmentation.encoding.rawValue),
          "Units": .integer(segmentation.units), "Parts": .integer(segmentation.parts),
        ]
      }
      return record
    }
  }
}
