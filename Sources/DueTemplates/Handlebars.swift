import DueFormats
import DueSystem

/// How values are kept from being read as something else in the text they are put into.
package enum TemplateEscaping: Sendable {
  case none
  case html
  /// As the inside of a JSON string: push payloads are JSON.
  case json
}

/// One text of a message, compiled: what `TemplateRenderer` fills.
///
/// The language is that of Handlebars.js 4.7 with the helpers that Amazon Pinpoint documents. A
/// value of this type never changes and may be shared between threads.
package struct Handlebars: Sendable {
  /// The template's name, for messages.
  package let name: String
  /// The member of the template that holds the text, such as `HtmlPart`.
  package let piece: String
  /// What `{{ }}` does to values; `{{{ }}}` leaves them as they are.
  package let escaping: TemplateEscaping
  let program: Program

  /// Compiles `text`.
  ///
  /// - Throws: a fault with line and column for text that is no template, and for helpers and
  ///   partials that do not exist.
  package init(
    _ text: String, name: String = "", piece: String = "", escaping: TemplateEscaping = .none
  ) throws(TemplateFault) {
    self.name = name
    self.piece = piece
    self.escaping = escaping
    let bytes = Array(text.utf8)
    do throws(SyntaxFault) {
      program = try Compiler.compile(try TemplateParser.parse(bytes), of: bytes)
    } catch {
      throw TemplateFault(
        template: name, piece: piece, place: TemplatePlace(of: error.offset, in: bytes),
        problem: error.problem)
    }
  }
}
