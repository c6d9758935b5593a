import DueSystem
import Glibc

/// A program that answers questions: SQL on its standard input, CSV with a header on its output.
///
/// Where one of its words is `{}`, the SQL takes that place, and there is no input.
package struct QueryEngine {
  private let words: [String]

  /// - Throws: status 64 for a command line that is none, 66 for a program that is not there.
  package init(_ command: String) throws {
    words = try CommandWords(command).words
    try ChildProcess.find(words[0])
  }

  package var name: String { words[0] }

  /// Lets the program answer into `output`. It ends with us, whatever ends us; what it
  /// left behind in its process group ends with it.
  ///
  /// - Throws: status 64 where it answers too much, 69 where it fails, 75 where it takes too long.
  func ask(_ sql: String, into output: borrowing Descriptor, within milliseconds: Int64) throws {
    let takesArgument = words.contains("{}")
    let input = try ScratchFile.make()
    var text = sql
    if !takesArgument {
      text += "\n"
      try text.withUTF8 { try input.write(UnsafeRawBufferPointer($0)) }
      lseek(input.descriptor.number, 0, SEEK_SET)
    }
    let child = try ChildProcess.start(
      words.map { $0 == "{}" ? sql : $0 }, input: takesArgument ? -1 : input.descriptor.number,
      output: output.number)
    let watch = try watch(over: child)
    defer { _ = watch }
    let end = steadyMilliseconds() + milliseconds
    while !child.waits(Int32(max(0, min(end - steadyMilliseconds(), Self.pause)))) {
      guard try size(of: output) <= QueryAnswer.sizeLimit else {
        try child.stop()
        throw QueryAnswer.tooLarge()
      }
      if steadyMilliseconds() < end { continue }
      try child.stop()
      throw RunFault(.tryAgain, "\(name): took too long: --timeout gives it more time")
    }
    // What it left behind could write to the answer yet. Its group is its own until it is waited for.
    child.kill(SIGKILL)
    let outcome = try child.wait()
    guard outcome == .exited(0) else {
      throw RunFault(.unavailable, "\(name): ended with \(outcome.text)")
    }
    guard try size(of: output) <= QueryAnswer.sizeLimit else { throw QueryAnswer.tooLarge() }
  }

  private func watch(over child: borrowing ChildProcess) throws -> ChildGuard {
    do {
      return try ChildGuard(of: child)
    } catch {
      try child.stop()
      throw error
    }
  }

  /// Milliseconds between two looks at how much it has answered.
  private static let pause: Int64 = 200

  private func size(of output: borrowing Descriptor) throws -> Int64 {
    var status = stat()
    guard fstat(output.number, &status) == 0 else { throw systemFault("temporary file") }
    return Int64(status.st_size)
  }
}
