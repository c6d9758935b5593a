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
  /// The options whose values may also come from the environment and from due.conf(5), beside
  /// `--project`, which every command that has it takes from there.
  static var settings: [String] { get }

  /// Whether all projects are meant where `--project` is not typed.
  static var meansAllProjects: Bool { get }

  func run(_ console: inout Console) throws
}

extension DueCommand {
  package static func main() { dueMain() }

  package static var settings: [String] { [] }

  package static var meansAllProjects: Bool { false }

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
    occupyStandardDescriptors()
    var console = Console(name: Self._commandName)
    var given: [Settings.Given] = []
    do {
      var command = try parse(CommandLine.arguments.dropFirst().map(asOperand), given: &given)
      if let command = command as? any DueCommand {
        try command.run(&console)
        console.finish()
      } else {
        try refuse(type(of: command).configuration)
        try command.run()
      }
    } catch let fault as any Fault {
      let fault = given.blamed(for: fault)
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

  /// A family without the name of one of its commands has nothing to do.
  private static func refuse(_ family: CommandConfiguration) throws {
    let names = family.subcommands.map { $0._commandName }
    guard !names.isEmpty else { return }
    throw ValidationError("expected a command, one of \(names.joined(separator: ", ")), found none")
  }

  /// A text that begins with a comment of SQL is no option: `--`, a blank, and further lines.
  private static func asOperand(_ argument: String) -> String {
    let isComment =
      argument.hasPrefix("--") && argument.dropFirst(2).first?.isWhitespace == true
      && argument.contains(where: \.isNewline)
    return isComment ? "\n\(argument)" : argument
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
    let arguments = Array(CommandLine.arguments.dropFirst())
    console.say(UsageWords(Self.self, arguments)(message(for: error)))
    console.say("'\(Self._commandName) --help' lists the options")
    Glibc.exit(ExitStatus.usage.rawValue)
  }
}

/// Opens what the caller closed of descriptors 0, 1 and 2, so that no file of ours gets its number
/// and what is meant for people or for the next command.
///
/// Each is opened the wrong way round: to read and to write still fail as with a closed one.
private func occupyStandardDescriptors() {
  for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) < 0 {
    _ = open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY)
  }
}

extension Descriptor {
  borrowing func write(_ text: String, name: String) throws {
    var text = text
    try text.withUTF8 { try write(UnsafeRawBufferPointer($0), name: name) }
  }
}
