import ArgumentParser

/// The parser's words for a wrong command line, in the form of our errors: one line, lower case,
/// no full stop, what was expected and what was found.
struct UsageWords {
  private let arguments: [String]
  private let declared: DeclaredOptions

  /// - Parameter root: the command whose arguments these are, without its own name.
  init(_ root: any ParsableCommand.Type, _ arguments: [String]) {
    self.arguments = arguments
    declared = DeclaredOptions(Self.command(of: arguments, in: root))
  }

  func callAsFunction(_ message: String) -> String {
    refusal(message) ?? absence(message) ?? Self.sentence(message)
  }

  /// "The value 'V' is invalid for '--name <value>'…" of a type that says what is expected.
  private func refusal(_ message: String) -> String? {
    let (prefix, middle) = ("The value '", "' is invalid for '")
    guard message.hasPrefix(prefix), let gap = message.firstRange(of: middle) else { return nil }
    let value = message[..<gap.lowerBound].dropFirst(prefix.count)
    let option = message[gap.upperBound...].prefix { $0 != " " && $0 != "'" }
    return wanted(option).map { "expected \($0) in '\(option)', found '\(value)'" }
  }

  /// "Missing value for '--name <value>'" is also said of `--limit -1`, which has one.
  private func absence(_ message: String) -> String? {
    let prefix = "Missing value for '"
    guard message.hasPrefix(prefix) else { return nil }
    let option = message.dropFirst(prefix.count).prefix { $0 != " " && $0 != "'" }
    guard let index = arguments.firstIndex(of: String(option)), index + 1 < arguments.count else {
      return nil
    }
    let found = arguments[index + 1]
    guard found.count > 1, found.dropFirst().first?.isNumber == true else { return nil }
    return "expected \(wanted(option) ?? "another value") in '\(option)', found '\(found)'"
  }

  private func wanted(_ option: Substring) -> String? {
    declared.expectation(of: String(option.filter { $0 != "<" && $0 != ">" }.trimmingPrefix("--")))
  }

  private static func sentence(_ message: String) -> String {
    var text = message.split(whereSeparator: \.isNewline).map { String($0.trimmingSpaces()) }
      .joined(separator: " ")
    while text.hasSuffix(".") { text.removeLast() }
    return text.prefix(1).lowercased() + text.dropFirst()
  }

  /// The command that the first arguments name.
  static func command(of arguments: [String], in root: any ParsableCommand.Type)
    -> any ParsableCommand.Type
  {
    var command = root
    for argument in arguments {
      guard
        let next = command.configuration.subcommands.first(where: { $0._commandName == argument })
      else { break }
      command = next
    }
    return command.configuration.defaultSubcommand ?? command
  }
}
