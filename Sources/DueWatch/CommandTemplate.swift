import DueSystem

/// The command line with its placeholders, made once; each file fills them in.
package struct CommandTemplate: Sendable {
  private enum Piece: Sendable {
    case text([UInt8])
    case value(Placeholder)
  }

  private let words: [[Piece]]
  /// Placeholders of a shell's script that begin a word there.
  private let leading: [Placeholder]
  /// The program, for messages.
  package let program: String

  /// A command and its arguments, run without a shell.
  ///
  /// - Throws: status 64 for none, and where a file's name would become part of a shell's script.
  package init(words: [String]) throws {
    guard let program = words.first, !program.isEmpty else {
      throw RunFault(.usage, "expected a command after '--'")
    }
    let pieces = words.map { Self.pieces(Array($0.utf8)) }
    for (i, word) in words.enumerated().dropFirst() where Self.isScriptFlag(word) {
      let shell = words[..<i].contains { Self.shells.contains(baseName(of: $0)) }
      guard shell, i + 1 < words.count else { continue }
      for case .value(let placeholder) in pieces[i + 1] where placeholder.isFromName {
        throw RunFault(
          .usage,
          "'{\(placeholder.rawValue)}' inside a script of '\(baseName(of: words[0])) \(word)' would "
            + "let a file's name run commands; use --shell, or \"$\(placeholder.variable)\"")
      }
    }
    self.words = pieces
    self.program = program
    leading = []
  }

  /// A script for sh(1), in which placeholders are words of their own whatever their values.
  ///
  /// - Throws: status 64 for an empty script or an open quote.
  package init(shell script: String) throws {
    let script = try ShellScript(script)
    words = [[.text(Array("sh".utf8))], [.text(Array("-c".utf8))], [.text(script.text)]]
    leading = script.leading
    program = "sh"
  }

  private static let shells: Set = ["sh", "bash", "dash", "ash", "ksh", "mksh", "zsh", "fish"]

  /// `-c`, also among others: `-ec`.
  private static func isScriptFlag(_ word: String) -> Bool {
    word.hasPrefix("-") && !word.hasPrefix("--") && word.hasSuffix("c")
  }

  private static func pieces(_ word: [UInt8]) -> [Piece] {
    var pieces: [Piece] = []
    var text: [UInt8] = []
    var p = 0
    while p < word.count {
      if p == 0 || word[p - 1] != UInt8(ascii: "$"), let found = Placeholder(at: word[p...]) {
        if !text.isEmpty { pieces.append(.text(text)) }
        pieces.append(.value(found))
        text = []
        p += found.length
      } else {
        text.append(word[p])
        p += 1
      }
    }
    if !text.isEmpty || pieces.isEmpty { pieces.append(.text(text)) }
    return pieces
  }

  /// The words for one file.
  ///
  /// - Throws: where its name would be taken for an option, status 65.
  package func words(for facts: FileFacts) throws -> [[UInt8]] {
    for placeholder in leading where facts.value(of: placeholder).first == UInt8(ascii: "-") {
      throw Self.dash(placeholder)
    }
    return try words.map { pieces in
      var word: [UInt8] = []
      for piece in pieces {
        switch piece {
        case .text(let text): word += text
        case .value(let placeholder):
          let value = facts.value(of: placeholder)
          if word.isEmpty, value.first == UInt8(ascii: "-") { throw Self.dash(placeholder) }
          word += value
        }
      }
      return word
    }
  }

  private static func dash(_ placeholder: Placeholder) -> RunFault {
    RunFault(
      .badData, "its name begins with '-', so that '{\(placeholder.rawValue)}' would be an option")
  }
}
