import ArgumentParser
import DueFormats
import DueJourneys
import DueModel
import DueStore
import DueSystem
import DueTool

/// Journeys as a tree, as a picture, or as they are.
struct Show: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw journeys as trees or pictures, or write them as JSON.")

  enum Form: String, EnumerableFlag {
    case tree, dot, svg, json

    static func help(for value: Form) -> ArgumentHelp? {
      switch value {
      case .tree: "Lines of text, branches set in (the default)."
      case .dot: "The language of Graphviz."
      case .svg: "A picture that Graphviz draws of one journey."
      case .json: "The definitions, one a line."
      }
    }
  }

  @Flag var form = Form.tree

  @OptionGroup var file: OutputFileOptions

  @OptionGroup var arguments: JourneyArguments

  func run(_ console: inout Console) throws {
    let journeys = try arguments.onStore { try arguments.read($0, $1).map(\.journey) }
    if form == .svg, journeys.count != 1 {
      throw RunFault(.usage, "expected one journey for --svg, found \(journeys.count)")
    }
    var sink = try ByteSink(file.output)
    for (place, journey) in journeys.enumerated() {
      switch form {
      case .tree:
        if place > 0 { sink.buffer.append("\n" as StaticString) }
        var tree = JourneyTree(journey)
        for line in tree.draw() { sink.buffer.append(line + "\n") }
      case .dot: sink.buffer.append(JourneyGraph(journey).text)
      case .svg: sink.buffer.append(try Picture.svg(JourneyGraph(journey).text))
      case .json:
        sink.buffer.append(journey.definition)
        sink.buffer.append(UInt8(ascii: "\n"))
      }
      try sink.recordEnded()
    }
    try sink.finish()
  }
}

/// Pictures that Graphviz draws.
private enum Picture {
  /// Milliseconds that a drawing may take.
  private static let timeout: Int64 = 30_000
  private static let largest = 64 << 20

  /// - Throws: status 69 where Graphviz is not there, or draws nothing.
  static func svg(_ graph: String) throws -> String {
    var dialogue: Dialogue
    do {
      dialogue = try Dialogue(["dot", "-Tsvg"], environment: [])
    } catch let fault as RunFault where fault.exitStatus == .noInput {
      throw RunFault(.unavailable, "dot is not installed (Debian: graphviz)")
    }
    var graph = graph
    let outcome = try graph.withUTF8 { text in
      try dialogue.run(
        input: Bytes(text), until: steadyMilliseconds() + timeout, limit: largest)
    }
    guard outcome == .exited(0) else { throw RunFault(.unavailable, "dot drew nothing") }
    return String(decoding: dialogue.output, as: UTF8.self)
  }
}
