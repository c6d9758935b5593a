import DueSystem
import Foundation
import Glibc

/// A golden script: commands, the files they find, and what they must print.
///
/// The file starts with comments (`# …`), commands (`$ …`, given to `sh` in order) and the
/// expected status (`? 65`; 0 when there is none). Then sections follow, each headed `-- name --`:
/// `stdout` and `stderr` are expected, every other section is a file of that name. A section's
/// text ends before the next header; `-- name (no newline) --` drops its last line end. In what
/// is printed, the script's directory is called DIR and the source tree ROOT.
struct GoldenScript {
  var path: String
  var head: [String] = []
  var commands: [String] = []
  var status: Int32 = 0
  var sections: [Section] = []

  struct Section {
    var title: String
    var text: String

    var name: String { title.replacingOccurrences(of: " (no newline)", with: "") }
    var content: String {
      title.hasSuffix(" (no newline)") && text.utf8.last == UInt8(ascii: "\n")
        ? String(text.unicodeScalars.dropLast()) : text
    }
  }

  init(path: String) throws {
    self.path = path
    let text = try String(contentsOfFile: path, encoding: .utf8)
    // By scalars: "\r\n" is one character, and a line of its own here.
    for part in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
      let line = Substring(part)
      if line.hasPrefix("-- "), line.hasSuffix(" --"), line.utf8.count > 6 {
        sections.append(Section(title: String(line.dropFirst(3).dropLast(3)), text: ""))
      } else if !sections.isEmpty {
        sections[sections.count - 1].text += line + "\n"
      } else {
        if line.hasPrefix("$ ") { commands.append(String(line.dropFirst(2))) }
        if line.hasPrefix("? ") { status = Int32(line.dropFirst(2)) ?? -1 }
        head.append(String(line))
      }
    }
    // The text's own last line end made one empty line too many.
    if let last = sections.indices.last { sections[last].text.unicodeScalars.removeLast() }
  }

  func expected(_ name: String) -> String {
    sections.first { $0.name == name }?.content ?? ""
  }

  struct Outcome: Equatable {
    var status: Int32
    var stdout: String
    var stderr: String
  }

  var expectedOutcome: Outcome {
    Outcome(status: status, stdout: expected("stdout"), stderr: expected("stderr"))
  }

  /// Runs the commands in a new directory that holds the files of the script.
  func run(binaries: String, root: String) throws -> Outcome {
    let manager = FileManager.default
    let directory = NSTemporaryDirectory() + "due-golden-" + UUID().uuidString
    try manager.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? manager.removeItem(atPath: directory) }
    try Self.starting.withLock { try writeFiles(into: directory) }
    // Files, not pipes: a full pipe would stop the script.
    let out = directory + ".stdout"
    let errors = directory + ".stderr"
    defer { for file in [out, errors] { try? manager.removeItem(atPath: file) } }
    let environment = [
      "PATH=" + binaries + ":/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME=" + directory,
      "TZ=UTC", "LC_ALL=C.UTF-8", "SOURCE_DATE_EPOCH=1795437000",  // 2026-11-23T12:30Z
      "SAMPLES=" + root + "/samples", "FIXTURES=" + root + "/Tests/Fixtures",
    ]
    // A shell that inherits a blocked SIGCHLD from the test runner waits for ever in `wait`.
    let outcome = try Self.spawn(
      ["env", "-i"] + environment + ["timeout", "-k", "5", "300", "/bin/sh", "-c"]
        + [commands.joined(separator: "\n")], in: directory, output: out, errors: errors)
    func text(_ file: String) throws -> String {
      let data = try Data(contentsOf: URL(fileURLWithPath: file))
      return String(decoding: data, as: UTF8.self).replacingOccurrences(of: directory, with: "DIR")
        .replacingOccurrences(of: root, with: "ROOT")
    }
    let status: Int32 =
      switch outcome {
      case .exited(let code): code
      case .killed(let signal): 128 + signal
      }
    return Outcome(status: status, stdout: try text(out), stderr: try text(errors))
  }

  /// A program that is started while a file is written holds that file, and a script that runs the
  /// file then finds it busy: one or the other.
  private static let starting = NSLock()

  private func writeFiles(into directory: String) throws {
    for section in sections where section.name != "stdout" && section.name != "stderr" {
      let file = directory + "/" + section.name
      try FileManager.default.createDirectory(
        atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try section.content.write(toFile: file, atomically: false, encoding: .utf8)
    }
  }

  private static func start(
    _ arguments: [String], in directory: String, _ output: borrowing Descriptor,
    _ errors: borrowing Descriptor
  ) throws -> ChildProcess {
    starting.lock()
    defer { starting.unlock() }
    return try ChildProcess.start(
      arguments, input: -1, output: output.number, errors: errors.number, directory: directory)
  }

  private static func spawn(
    _ arguments: [String], in directory: String, output: String, errors: String
  ) throws -> ChildProcess.Outcome {
    let out = try Descriptor(output, O_WRONLY | O_CREAT)
    let err = try Descriptor(errors, O_WRONLY | O_CREAT)
    let child = try start(arguments, in: directory, out, err)
    return try child.wait()
  }

  /// The script with `outcome` for what it expects.
  func updated(_ outcome: Outcome) -> String {
    var lines = head.filter { !$0.hasPrefix("? ") }
    while lines.last == "" { lines.removeLast() }
    if outcome.status != 0 { lines.append("? \(outcome.status)") }
    var text = lines.joined(separator: "\n") + "\n"
    for section in sections where section.name != "stdout" && section.name != "stderr" {
      text += "-- \(section.title) --\n\(section.text)"
      if let end = section.text.utf8.last, end != UInt8(ascii: "\n") { text += "\n" }
    }
    for (name, content) in [("stdout", outcome.stdout), ("stderr", outcome.stderr)]
    where !content.isEmpty {
      text +=
        content.utf8.last == UInt8(ascii: "\n")
        ? "-- \(name) --\n\(content)" : "-- \(name) (no newline) --\n\(content)\n"
    }
    return text
  }
}
