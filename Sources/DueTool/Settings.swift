import ArgumentParser
import DueFormats
import DueSystem
import Glibc

/// Values of options that were not given: from the environment, else from `due.conf` of the store.
///
/// A setting has the name of its option: `default-country`, in the environment
/// `DUE_DEFAULT_COUNTRY`. A command says which of its options may be set so.
///
/// See due.conf(5).
package struct Settings {
  /// Every name that `due.conf` may have.
  package static let names: Set<String> = [
    "assume-us", "brand", "contact", "default-country", "from", "max-parts", "on-invalid",
    "on-uncertain", "project", "quiet", "rate", "type", "via", "window",
  ]

  /// Those that are `true` or `false`: options without a value.
  private static let flags: Set<String> = ["assume-us"]

  /// Each with the line that sets it: `due.conf:3`.
  private var values: [String: (value: String, place: String)] = [:]

  /// Reads `due.conf` in the directory of the store; no file is no setting.
  ///
  /// - Throws: status 78, with the line, for a line that is no setting.
  package init(store directory: String) throws {
    let path = "\(directory)/due.conf"
    guard access(path, F_OK) == 0 else { return }
    try read(try ByteSource.text(of: path), name: path)
  }

  /// Whether anything is set: most runs need not look any further.
  static func isAny(in store: String) -> Bool {
    access("\(store)/due.conf", F_OK) == 0 || names.contains { environment(variable($0)) != nil }
  }

  private static func variable(_ name: String) -> String {
    "DUE_" + name.uppercased().map { $0 == "-" ? "_" : $0 }
  }

  package init(text: String, name: String) throws { try read(text, name: name) }

  private mutating func read(_ text: String, name: String) throws {
    // By scalars: CR and LF together are one Character.
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    for (i, line) in lines.enumerated() {
      let line = Substring(line).trimmingSpaces()
      if line.isEmpty || line.hasPrefix("#") { continue }
      guard let equals = line.firstIndex(of: "=") else {
        throw RunFault(.configuration, "\(name):\(i + 1): expected 'name = value', found '\(line)'")
      }
      let key = String(line[..<equals].trimmingSpaces())
      guard Self.names.contains(key) else {
        throw RunFault(
          .configuration, "\(name):\(i + 1): expected a setting of due.conf(5), found '\(key)'")
      }
      let value = String(line[line.index(after: equals)...].trimmingSpaces())
      values[key] = (value, "\(name):\(i + 1)")
    }
  }

  /// The value of a setting: the environment's, else the file's.
  package func value(_ name: String) -> String? { found(name)?.value }

  private func found(_ name: String) -> (value: String, place: String)? {
    let variable = Self.variable(name)
    return environment(variable).map { ($0, variable) } ?? values[name]
  }

  /// A setting that a command takes: an argument that nobody typed.
  struct Given {
    let name: String
    let value: String
    /// Where it is set: `due.conf:3`, or the variable.
    let place: String
    /// As it would be typed.
    let argument: String

    /// What is wrong with the value, in the words of the option: status 78.
    func fault(_ words: String) -> RunFault {
      let words = words.replacing("'--\(name)'", with: name).replacing("--\(name)", with: name)
      return RunFault(.configuration, "\(place): \(words)")
    }
  }

  /// Those of `names` that have a value and that `arguments` do not give.
  ///
  /// - Throws: status 78 for a flag that is neither true nor false.
  func given(for names: [String], notIn arguments: [String]) throws -> [Given] {
    let typed = arguments.prefix { $0 != "--" }
    return try names.compactMap { name in
      let option = "--" + name
      if typed.contains(where: { $0 == option || $0.hasPrefix(option + "=") }) { return nil }
      guard let (value, place) = found(name) else { return nil }
      if Self.flags.contains(name) {
        guard let isSet = Self.truth(value) else {
          throw RunFault(
            .configuration, "\(place): expected true or false in \(name), found '\(value)'")
        }
        return isSet ? Given(name: name, value: value, place: place, argument: option) : nil
      }
      return Given(name: name, value: value, place: place, argument: option + "=" + value)
    }
  }

  private static func truth(_ word: String) -> Bool? {
    switch word.lowercased() {
    case "true", "yes", "on", "1": true
    case "false", "no", "off", "0": false
    default: nil
    }
  }

  /// The directory of the store that `arguments` mean.
  static func store(in arguments: [String]) -> String {
    for (i, argument) in arguments.enumerated() where argument != "--" {
      if argument == "--store", i + 1 < arguments.count { return arguments[i + 1] }
      if argument.hasPrefix("--store=") { return String(argument.dropFirst(8)) }
    }
    return environment("DUE_STORE") ?? "./due-store"
  }
}

extension StringProtocol {
  /// Without the spaces and tabs at both ends.
  func trimmingSpaces() -> SubSequence {
    var rest = self[...]
    while let first = rest.first, first == " " || first == "\t" || first == "\r" {
      rest.removeFirst()
    }
    while let last = rest.last, last == " " || last == "\t" || last == "\r" { rest.removeLast() }
    return rest
  }
}
