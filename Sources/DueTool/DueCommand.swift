import ArgumentParser
import DueSystem
import Glibc

/// The version of every command of this release.
package let dueVersion = "0.1.0"

/// A command of due: options, and one sentence in `run`.
///
/// `main` parses, runs, says a thrown `Fault` as `due-x: …` on standard error, and exits with its
/// status. A reader that leaves early, as in `| head -1`, ends the command as SIGPIPE would.
package protocol DueCommand: ParsableCommand {
  /// The options whose values may also come from the environment and from due.conf(5).
  static var settings: [String] { get }

  func run(_ console: inout Console) throws
}

extension DueCommand {
  package static func main() { dueMain() }

  package static var settings: [String] { [] }

  package func run() throws {
    var console = Console(name: Self._commandName)
    try run(&console)
  }
}

/// A command that is a family of commands: `due-segment create`, `due-segment eval` and so on.
package protocol DueCommandFamily: ParsableCommand {}

extension DueCommandFamily {
  package static func main() { dueMain() }
}

extension ParsableCommand {
  /// Runs the command that the arguments name, then exits.
  fileprivate static func dueMain() -> Never {
    // A closed pipe and a file that may grow no more are errors to tell, not ways to die.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    var console = Console(name: Self._commandName)
    do {
      var command = try parseWithSettings(CommandLine.arguments.dropFirst().map(asOperand))
      if let command = command as? any DueCommand {
        try command.run(&console)
        console.finish()
      } else {
        try command.run()
      }
    } catch let fault as any Fault {
      console.say(fault.description)
      Glibc.exit(max(fault.exitStatus, console.status).rawValue)
    } catch is OutputClosed {
      signal(SIGPIPE, SIG_DFL)
      raise(SIGPIPE)
    } catch {
      leave(because: error, &console)
    }
    Glibc.exit(console.status.rawValue)
  }

  /// A text that begins with a comment of SQL is no option: `--`, a blank, and further lines.
  private static func asOperand(_ argument: String) -> String {
    let isComment =
      argument.hasPrefix("--") && argument.dropFirst(2).first?.isWhitespace == true
      && argument.contains(where: \.isNewline)
    return isComment ? "\n\(argument)" : argument
  }

  /// Parses `arguments`, then once more with the settings that the command they name can take.
  private static func parseWithSettings(_ arguments: [String]) throws -> any ParsableCommand {
    let command = try parse(arguments)
    guard let names = (type(of: command) as? any DueCommand.Type)?.settings, !names.isEmpty else {
      return command
    }
    let settings = try Settings(store: Settings.store(in: arguments))
    let more = settings.arguments(for: names, notIn: arguments)
    if more.isEmpty { return command }
    let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
    return try parseAsRoot(arguments[..<end] + more + arguments[end...])
  }

  /// As `parseAsRoot`; of an option that there is not and an operand that is missing, the option is
  /// told, for it may be all that is wrong.
  private static func parse(_ arguments: [String]) throws -> any ParsableCommand {
    do {
      return try parseAsRoot(arguments)
    } catch {
      guard message(for: error).hasPrefix("Missing expected argument") else { throw error }
      do {
        _ = try parseAsRoot(arguments + ["-"])
      } catch let other where message(for: other).hasPrefix("Unknown option") {
        throw other
      } catch {}
      throw error
    }
  }

  /// Help and version go to standard output; a wrong command line is said in one line.
  private static func leave(because error: any Error, _ console: inout Console) -> Never {
    let code = exitCode(for: error)
    guard code != .success else {
      var text = fullMessage(for: error)
      if text == configuration.version { text = "\(Self._commandName) \(text)" }
      if !text.hasSuffix("\n") { text += "\n" }
      do {
        try Descriptor(owning: STDOUT_FILENO, closes: false).write(text, name: "standard output")
      } catch is OutputClosed {
        Glibc.exit(ExitStatus.done.rawValue)
      } catch {
        console.say("\(error)")
        Glibc.exit(ExitStatus.inputOutput.rawValue)
      }
      Glibc.exit(ExitStatus.done.rawValue)
    }
    guard code == .validationFailure else {
      console.say("\(error)")
      Glibc.exit(ExitStatus.software.rawValue)
    }
    console.say(sentence(message(for: error)))
    console.say("'\(Self._commandName) --help' lists the options")
    Glibc.exit(ExitStatus.usage.rawValue)
  }

  /// The parser's words in the form of our errors: lower case, no full stop.
  private static func sentence(_ text: String) -> String {
    var text = text
    while text.hasSuffix(".") || text.hasSuffix("\n") { text.removeLast() }
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}

extension Descriptor {
  borrowing func write(_ text: String, name: String) throws {
    var text = text
    try text.withUTF8 { try write(UnsafeRawBufferPointer($0), name: name) }
  }
}
