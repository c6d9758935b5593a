import ArgumentParser
import DueDefinitions
import DueFormats
import DueJourneys
import DueModel
import DueStore
import DueSystem
import DueTool

/// What is written of copies.
struct CopyOutput: ParsableArguments {
  @Flag(help: "Write what of copies (default: a record each).")
  var form: Form = .records

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write to FILE, which is replaced when complete.", valueName: "file"))
  var output: String?

  enum Form: String, EnumerableFlag {
    case records, diff, export, requests

    static func name(for form: Form) -> NameSpecification { .long }

    static func help(for form: Form) -> ArgumentHelp? {
      switch form {
      case .records: "One JSON object a journey; this is the default."
      case .diff: "What is different in each copy, member by member."
      case .export: "Copies as definitions, and what they need; no store is written."
      case .requests: "Copies as create-journey takes them; no store is written."
      }
    }
  }

  /// Copies leave as documents, and the store stays as it is.
  var isDocument: Bool { form == .export || form == .requests }

  func write(_ copies: [JourneyCopy]) throws {
    var sink = try ByteSink(output)
    var written: Set<String> = []
    for copy in copies {
      switch form {
      case .records: sink.buffer.appendLine(copy.record)
      case .diff: appendDifference(of: copy, to: &sink.buffer)
      case .requests where copy.result != .refused: sink.buffer.appendLine(copy.request)
      case .export where copy.result != .refused:
        let dependencies = copy.dependencies.map { ($0.kind.wrapper, $0.json) }
        for (wrapper, json) in dependencies + [("JourneyResponse", copy.definition)] {
          let document = JSON.object([.init(wrapper ?? "", json)])
          // Two journeys may need the same.
          if written.insert(document.text).inserted { sink.buffer.appendLine(document) }
        }
      default: break
      }
      try sink.recordEnded()
    }
    try sink.finish()
  }

  private func appendDifference(of copy: JourneyCopy, to buffer: inout ByteBuffer) {
    let old = copy.result == .changed ? copy.before : copy.source
    buffer.append("--- \(old?.text("Id") ?? "-") \(old?.text("Name") ?? "")\n")
    buffer.append(
      "+++ \(copy.definition.text("Id") ?? "-") \(copy.name) (\(copy.result.rawValue))\n")
    for dependency in copy.dependencies {
      buffer.append("+ \(dependency.kind.word) \(dependency.id) \(dependency.name)\n")
    }
    guard copy.result != .unchanged else { return }
    for change in copy.difference.changes {
      if let before = change.before { buffer.append("- \(change.member) \(before.text)\n") }
      if let after = change.after { buffer.append("+ \(change.member) \(after.text)\n") }
    }
  }
}

extension ByteBuffer {
  fileprivate mutating func appendLine(_ json: JSON) {
    append(json)
    append(UInt8(ascii: "\n"))
  }
}

extension CopyJourney {
  /// Says what a person should know of a copy.
  func tell(of copy: JourneyCopy, at now: Instant, _ console: inout Console) {
    for link in copy.missing {
      let version = link.reference.version.map { " version \($0)" } ?? ""
      console.say(
        "\(copy.name): \(link.reference.member): \(link.reference.kind.word) "
          + "'\(link.reference.name)'\(version) is not there")
    }
    for dependency in copy.dependencies where dependency.json["ImportDefinition"]?.members != nil {
      console.say(
        "\(copy.name): segment '\(dependency.name)' was imported: its members are not copied")
    }
    if copy.result == .refused {
      console.raise(.badData)
      let name = copy.name.isEmpty ? copy.source.text("Id") ?? "a journey" : copy.name
      console.say("\(name): is not copied: \(copy.reason ?? "")")
    }
  }
}

extension Project {
  /// The project called `name`; nil where the store has none.
  static func existing(_ name: String, _ view: StoreView) throws -> Project? {
    do {
      return try Project.named(name, view)
    } catch let fault as RunFault where fault.exitStatus == .noInput {
      return nil
    }
  }
}
