import Foundation

/// A command as three sources tell of it: its man page, the program itself, and the lists.
struct Command {
  let name: String
  let root: String

  var page: String { root + "/man/\(name).1" }
  var binary: String {
    (ProcessInfo.processInfo.environment["DUE_BIN"] ?? root + "/.build/debug") + "/" + name
  }

  func pageText() throws -> String { try String(contentsOfFile: page, encoding: .utf8) }

  /// The sentence of the NAME section, `.Nd`.
  func sentence() throws -> String? {
    try pageText().split(separator: "\n").first { $0.hasPrefix(".Nd ") }.map {
      String($0.dropFirst(4))
    }
  }

  /// Every long option that the page names: `.Fl -dry-run` and `Fl -dry-run` in a macro line.
  func documentedOptions() throws -> Set<String> {
    let text = try pageText()
    let pattern = try NSRegularExpression(pattern: #"Fl -([a-z][a-z0-9-]*)"#)
    let range = NSRange(text.startIndex..., in: text)
    return Set(
      pattern.matches(in: text, range: range).compactMap { match in
        Range(match.range(at: 1), in: text).map { String(text[$0]) }
      })
  }

  /// Every long option and subcommand that the program declares, and its abstract.
  func declared() throws -> (options: Set<String>, abstract: String, subcommands: Set<String>) {
    let data = try output(["--experimental-dump-help"])
    guard let dump = try JSONSerialization.jsonObject(with: data) as? [String: Any],
      let command = dump["command"] as? [String: Any]
    else { throw CocoaError(.fileReadCorruptFile) }
    var options: Set<String> = []
    var subcommands: Set<String> = []
    func walk(_ command: [String: Any], depth: Int) {
      for argument in command["arguments"] as? [[String: Any]] ?? [] {
        if argument["shouldDisplay"] as? Bool == false { continue }
        for name in argument["names"] as? [[String: Any]] ?? []
        where name["kind"] as? String == "long" {
          if let text = name["name"] as? String { options.insert(text) }
        }
      }
      for child in command["subcommands"] as? [[String: Any]] ?? [] {
        guard let name = child["commandName"] as? String, name != "help" else { continue }
        if depth == 0 { subcommands.insert(name) }
        walk(child, depth: depth + 1)
      }
    }
    walk(command, depth: 0)
    return (options, command["abstract"] as? String ?? "", subcommands)
  }

  func completion(_ shell: String) throws -> String {
    String(decoding: try output(["--generate-completion-script", shell]), as: UTF8.self)
  }

  private func output(_ arguments: [String]) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: binary)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return data
  }
}
