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

  private var values: [String: String] = [:]

  /// Reads `due.conf` in the directory of the store; no file is no setting.
  ///
  /// - Throws: status 78, with the line, for a line that is no setting.
  package init(store directory: String) throws {
    let path = "\(directory)/due.conf"
    guard access(path, F_OK) == 0 else { return }
    try read(try ByteSource.text(of: path), name: path)
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
      values[key] = String(line[line.index(after: equals)...].trimmingSpaces())
    }
  }

  /// The value of a setting: the environment's, else the file's.
  package func value(_ name: String) -> String? {
    let variable = "DUE_" + name.uppercased().map { $0 == "-" ? "_" : $0 }
    return environment(variable) ?? values[name]
  }

  /// Arguments for those of `names` that have a value and that `arguments` do not give.
  func arguments(for names: [String], notIn arguments: [String]) -> [String] {
    let given = arguments.prefix { $0 != "--" }
    return names.flatMap { name -> [String] in
      let option = "--" + name
      if given.contains(where: { $0 == option || $0.hasPrefix(option + "=") }) { return [] }
      guard let value = value(name) else { return [] }
      if Self.flags.contains(name) { return value == "true" ? [option] : [] }
      return [option + "=" + value]
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
