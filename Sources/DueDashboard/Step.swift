import DueFormats

/// One step of a funnel: events of a type, or of a pattern of types, that may have an attribute.
///
/// Written `type[:attribute=value]`: `_email.open`, `_custom.*:plan=pro`.
package struct Step: Sendable, Equatable {
  /// A type as SQLite's GLOB reads it.
  package let type: String
  package let attribute: String?
  package let value: String?
  /// As it was written.
  package let text: String

  /// Nil for a text that is no step.
  package init?(_ text: String) {
    self.text = text
    guard let colon = text.firstIndex(of: ":") else {
      guard !text.isEmpty else { return nil }
      type = text
      attribute = nil
      value = nil
      return
    }
    let condition = text[text.index(after: colon)...]
    guard colon > text.startIndex, let equals = condition.firstIndex(of: "="),
      equals > condition.startIndex
    else { return nil }
    type = String(text[..<colon])
    attribute = String(condition[..<equals])
    value = String(condition[condition.index(after: equals)...])
  }

  /// SQL that is true of events of this step, with the parameters `step\(number)…`.
  func condition(_ number: Int) -> String {
    let typed = "e.event_type GLOB :type\(number)"
    if attribute == nil { return typed }
    return "\(typed) AND json_extract(r.raw, :path\(number)) = :value\(number)"
  }

  /// Values of those parameters.
  func parameters(_ number: Int) -> [String: JSON] {
    guard let attribute, let value else { return ["type\(number)": .string(type)] }
    let quoted = attribute.replacing("\"", with: "\\\"")
    return [
      "type\(number)": .string(type), "path\(number)": .string("$.attributes.\"\(quoted)\""),
      "value\(number)": .string(value),
    ]
  }
}
