import CDueSystem
import Glibc

/// A program started by us, without a shell.
package struct ChildProcess: ~Copyable {
  package let identifier: pid_t

  /// Starts `arguments[0]`, looked up in PATH, with descriptors 0, 1 and 2 as given (-1 for
  /// /dev/null) and `environment` added to ours.
  ///
  /// The child leads its own process group, so that what it started can be stopped with it.
  package static func start(
    _ arguments: [String], input: Int32 = 0, output: Int32 = 1, errors: Int32 = 2,
    environment: [(name: String, value: String)] = [], directory: String? = nil
  ) throws -> ChildProcess {
    var variables = CStrings.environment(without: environment.map(\.name))
    for (name, value) in environment { variables.append(variable: name, Array(value.utf8)) }
    return try start(
      CStrings(arguments), variables: variables,
      input: input, output: output, errors: errors, directory: directory)
  }

  /// As above, with words and variables as bytes: a file's name need not be UTF-8.
  ///
  /// - Parameter inherited: a descriptor that the child keeps under its number, such as a lock.
  package static func start(
    _ arguments: borrowing CStrings, variables: borrowing CStrings, input: Int32 = 0,
    output: Int32 = 1, errors: Int32 = 2, inherited: Int32? = nil, directory: String? = nil
  ) throws -> ChildProcess {
    guard let program = arguments.pointers[0] else { throw RunFault(.usage, "no command to run") }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (target, source) in [(Int32(0), input), (1, output), (2, errors)] {
      if source < 0 {
        posix_spawn_file_actions_addopen(&actions, target, "/dev/null", O_RDWR, 0)
      } else {
        posix_spawn_file_actions_adddup2(&actions, source, target)
      }
    }
    // Onto itself: that takes close-on-exec off in the child only.
    if let inherited { posix_spawn_file_actions_adddup2(&actions, inherited, inherited) }
    if let directory { _ = due_spawn_chdir(&actions, directory) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigaddset(&signals, SIGPIPE)
    sigaddset(&signals, SIGXFSZ)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var identifier: pid_t = 0
    let code = posix_spawnp(
      &identifier, program, &actions, &attributes, arguments.pointers, variables.pointers)
    guard code == 0 else {
      throw systemFault(String(cString: program), code, code == ENOENT ? .noInput : .cannotCreate)
    }
    return ChildProcess(identifier: identifier)
  }

  /// Looks for `program` where `start` would, so that a wrong name can be told beforehand.
  ///
  /// - Throws: status 66 where there is none.
  package static func find(_ program: String) throws {
    let found: Bool
    if program.contains("/") {
      found = access(program, X_OK) == 0
    } else {
      let path = getenv("PATH").map { String(cString: $0) } ?? "/bin:/usr/bin"
      found = path.split(separator: ":", omittingEmptySubsequences: false).contains {
        access("\($0.isEmpty ? "." : $0)/\(program)", X_OK) == 0
      }
    }
    guard found else { throw RunFault(.noInput, "\(program): command not found") }
  }

  /// How a program ended.
  package enum Outcome: Equatable, Sendable {
    case exited(Int32)
    case killed(signal: Int32)
  }

  /// Waits until the program ends.
  package borrowing func wait() throws -> Outcome {
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0 {
      if errno != EINTR { throw systemFault("waiting for a program", errno, .inputOutput) }
    }
    return Outcome(status)
  }

  /// How the program ended, or nil while it runs.
  package borrowing func outcomeIfEnded() throws -> Outcome? {
    var status: Int32 = 0
    while true {
      switch waitpid(identifier, &status, WNOHANG) {
      case 0: return nil
      case identifier: return Outcome(status)
      default:
        if errno != EINTR { throw systemFault("waiting for a program", errno, .inputOutput) }
      }
    }
  }

  /// Sends `signal` to the program and to all that it started.
  package borrowing func kill(_ signal: Int32) { _ = Glibc.kill(-identifier, signal) }

  /// Waits until the program ends, at most so many milliseconds; false while it still runs.
  package borrowing func waits(_ milliseconds: Int32) -> Bool {
    let ending = Descriptor(owning: due_child_descriptor(identifier))
    let deadline = steadyMilliseconds() + Int64(milliseconds)
    while true {
      var event = pollfd(fd: ending.number, events: Int16(POLLIN), revents: 0)
      let count = poll(&event, 1, Int32(max(0, deadline - steadyMilliseconds())))
      if count >= 0 || errno != EINTR { return count > 0 }
    }
  }

  /// Ends the program and all it started: politely, and after two seconds for good.
  @discardableResult
  package borrowing func stop() throws -> Outcome {
    kill(SIGTERM)
    _ = waits(2000)
    kill(SIGKILL)
    return try wait()
  }

  /// Runs `arguments` with `input` on standard input, our standard output closed to it, and waits.
  ///
  /// - Throws: status 69 when the program does not end with 0.
  package static func run(_ arguments: [String], input: String) throws {
    var pipe: [Int32] = [0, 0]
    guard due_pipe(&pipe) == 0 else { throw systemFault("pipe", errno, .inputOutput) }
    let reader = Descriptor(owning: pipe[0])
    var writer: Descriptor? = Descriptor(owning: pipe[1])
    let child = try start(arguments, input: reader.number, output: 2)
    var text = input
    do {
      try text.withUTF8 { try writer?.write(UnsafeRawBufferPointer($0), name: arguments[0]) }
    } catch is OutputClosed {
      // A program may end without reading all of its input; its status tells.
    }
    writer = nil
    let outcome = try child.wait()
    guard outcome == .exited(0) else {
      throw RunFault(.unavailable, "\(arguments[0]): ended with \(outcome.text)")
    }
  }

  /// Runs `command`, split into words, without a shell.
  package static func run(command: String, input: String) throws {
    try run(try CommandWords(command).words, input: input)
  }
}

extension ChildProcess.Outcome {
  /// The outcome that wait(2) tells as `status`.
  fileprivate init(_ status: Int32) {
    self = status & 0x7f == 0 ? .exited(status >> 8 & 0xff) : .killed(signal: status & 0x7f)
  }

  /// `status 3` or `signal 9`.
  package var text: String {
    switch self {
    case .exited(let code): "status \(code)"
    case .killed(let signal): "signal \(signal)"
    }
  }
}

/// A command line split into words as a shell splits it, and no more: no variables, no patterns.
package struct CommandWords: Equatable, Sendable {
  package var words: [String] = []

  /// - Throws: status 64 for an open quote or no word at all.
  package init(_ text: String) throws {
    var word: String.UnicodeScalarView?
    var quote: Unicode.Scalar?
    var escaped = false
    func add(_ scalar: Unicode.Scalar? = nil) {
      word = word ?? .init()
      if let scalar { word?.append(scalar) }
    }
    for character in text.unicodeScalars {
      if escaped {
        add(character)
        escaped = false
      } else if character == "\\", quote != "'" {
        escaped = true
        add()
      } else if let open = quote {
        if character == open { quote = nil } else { add(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        add()
      } else if character == " " || character == "\t" || character == "\n" {
        if let word { words.append(String(word)) }
        word = nil
      } else {
        add(character)
      }
    }
    guard quote == nil, !escaped else {
      throw RunFault(.usage, "expected a closing quote in the command '\(text)'")
    }
    if let word { words.append(String(word)) }
    guard !words.isEmpty else { throw RunFault(.usage, "expected a command, found none") }
  }
}
