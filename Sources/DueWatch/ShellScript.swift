import DueSystem

/// A script for sh(1) whose placeholders have become references to variables.
///
/// Values never become part of the text, so that a name cannot run anything, whatever the script
/// does with quotes. The scan only finds out how to write the reference as one word: outside of
/// quotes it brings its own, inside of double ones it needs none, out of single ones it steps.
struct ShellScript {
  private(set) var text: [UInt8] = []
  /// Placeholders that begin a word.
  private(set) var leading: [Placeholder] = []

  private enum Context { case single, double, substitution, backtick, group }
  private var contexts: [Context] = []
  private var startsWord = true

  /// - Throws: status 64 for nothing to run or an open quote.
  init(_ script: String) throws {
    let bytes = Array(script.utf8)
    guard bytes.contains(where: { $0 > 0x20 }) else {
      throw RunFault(.usage, "expected a command in --shell, found none")
    }
    var p = 0
    while p < bytes.count { p += take(bytes[p...]) }
    if contexts.contains(.single) || contexts.contains(.double) {
      throw RunFault(.usage, "expected a closing quote in --shell '\(script)'")
    }
  }

  private var isQuoted: Bool { contexts.last == .single || contexts.last == .double }

  /// Takes what stands at the front of `rest`; returns how many bytes that is.
  private mutating func take(_ rest: ArraySlice<UInt8>) -> Int {
    if text.last != UInt8(ascii: "$"), let placeholder = Placeholder(at: rest) {
      refer(to: placeholder)
      return placeholder.length
    }
    let length = step(rest)
    let first = rest[rest.startIndex]
    text += rest.prefix(length)
    if first != UInt8(ascii: "'"), first != UInt8(ascii: "\"") {
      startsWord = !isQuoted && (first <= 0x20 || "();|&<>`".utf8.contains(first))
    }
    return length
  }

  private mutating func refer(to placeholder: Placeholder) {
    if startsWord { leading.append(placeholder) }
    startsWord = false
    let reference = "${\(placeholder.variable)}"
    switch contexts.last {
    case .double: text += reference.utf8
    case .single: text += "'\"\(reference)\"'".utf8
    default: text += "\"\(reference)\"".utf8
    }
  }

  /// Follows quotes and nesting over what stands at the front of `rest`; returns its length.
  private mutating func step(_ rest: ArraySlice<UInt8>) -> Int {
    let first = rest[rest.startIndex]
    let second = rest.dropFirst().first
    if contexts.last == .single {
      if first == UInt8(ascii: "'") { contexts.removeLast() }
      return 1
    }
    switch first {
    case UInt8(ascii: "\\") where second != nil: return 2
    case UInt8(ascii: "'") where contexts.last != .double: contexts.append(.single)
    case UInt8(ascii: "\""): toggle(.double)
    case UInt8(ascii: "`"): toggle(.backtick)
    case UInt8(ascii: "$") where second == UInt8(ascii: "("):
      contexts.append(.substitution)
      return 2
    case UInt8(ascii: "(") where contexts.last != .double: contexts.append(.group)
    case UInt8(ascii: ")") where contexts.last == .substitution || contexts.last == .group:
      contexts.removeLast()
    case UInt8(ascii: "#") where startsWord && !isQuoted:
      return rest.prefix { $0 != 0x0A }.count  // a comment: its quotes are none
    default: break
    }
    return 1
  }

  private mutating func toggle(_ context: Context) {
    if contexts.last == context { contexts.removeLast() } else { contexts.append(context) }
  }
}
