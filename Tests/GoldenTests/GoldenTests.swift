import Foundation
import Testing

/// Runs every script of Tests/Scripts. `DUE_UPDATE=1 swift test` rewrites them: the diff is the
/// review. `DUE_BIN` names another directory of commands than the debug build, `DUE_GOLDEN` the
/// scripts to run by what their names begin with, such as `due-import/`.
@Suite struct GoldenTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  static let scripts: [String] = {
    let directory = root + "/Tests/Scripts"
    let files =
      FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String } ?? []
    let wanted = ProcessInfo.processInfo.environment["DUE_GOLDEN"] ?? ""
    return files.filter { $0.hasSuffix(".txt") && $0.hasPrefix(wanted) }.sorted()
  }()

  @Test("prints what it promised", arguments: scripts)
  func golden(name: String) throws {
    let environment = ProcessInfo.processInfo.environment
    let script = try GoldenScript(path: Self.root + "/Tests/Scripts/" + name)
    try #require(!script.commands.isEmpty, "\(name) runs nothing")
    let outcome = try script.run(
      binaries: environment["DUE_BIN"] ?? Self.root + "/.build/debug", root: Self.root)
    if environment["DUE_UPDATE"] == "1", outcome != script.expectedOutcome {
      try script.updated(outcome).write(toFile: script.path, atomically: true, encoding: .utf8)
      return
    }
    // A line each: a log that is cut off still tells what it was.
    for difference in script.expectedOutcome.differences(from: outcome) {
      Issue.record("\(name): \(difference)")
    }
  }
}

extension GoldenScript.Outcome {
  /// What is other in `found`: the status, and the first line that is, of each stream.
  fileprivate func differences(from found: Self) -> [String] {
    var differences: [String] = []
    if status != found.status {
      differences.append("expected status \(status), found \(found.status)")
    }
    for (name, expected, found) in [
      ("stdout", stdout, found.stdout), ("stderr", stderr, found.stderr),
    ] where expected != found {
      let lines = [expected, found].map {
        $0.split(separator: "\n", omittingEmptySubsequences: false)
      }
      let first = zip(lines[0], lines[1]).prefix { $0 == $1 }.count
      let texts = lines.map { first < $0.count ? "'\($0[first])'" : "nothing" }
      differences.append("\(name):\(first + 1): expected \(texts[0]), found \(texts[1])")
    }
    return differences
  }
}
