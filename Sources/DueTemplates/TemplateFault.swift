import DueSystem

/// Why a template cannot be compiled or rendered, and where.
///
/// Printed as `welcome-sms: Body:1:4: no helper is called 'foo'`: template, piece, line and column
/// (both from 1; columns count Unicode scalars).
package struct TemplateFault: Fault, Equatable {
  /// The template's name; empty when it has none.
  package var template: String
  /// The member of the template that holds the text, such as `HtmlPart`.
  package var piece: String
  package var place: TemplatePlace
  /// What is wrong: lower case, no full stop.
  package var problem: String

  package var exitStatus: ExitStatus { .configuration }

  package var description: String {
    let name = template.isEmpty ? "" : "\(template): "
    let member = piece.isEmpty ? "" : "\(piece):"
    return "\(name)\(member)\(place.line):\(place.column): \(problem)"
  }
}

/// A line and a column of a template's text, both from 1.
package struct TemplatePlace: Sendable, Equatable {
  package var line: Int
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// The place of the byte at `offset` of `text`.
  init(of offset: Int, in text: [UInt8]) {
    var line = 1
    var column = 1
    for byte in text[..<min(offset, text.count)] {
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    self.init(line: line, column: column)
  }
}

/// A fault of a text that does not know yet which template it belongs to.
struct SyntaxFault: Error {
  var offset: Int
  var problem: String

  init(_ offset: Int, _ problem: String) {
    self.offset = offset
    self.problem = problem
  }
}
