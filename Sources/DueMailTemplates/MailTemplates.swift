import DueDelivery
import DueFormats
import DueMail
import DueStore
import DueSystem
import DueTemplates

/// The templates of mails, compiled when they are first asked for: those of the store that are
/// active, and the one of a file.
package final class MailTemplates {
  private struct Compiled {
    var message: MessageTemplate
    /// The variables it names, where one may not be missing.
    var variables: [String]
  }

  /// Of the template in the file.
  package let name: String?
  private let directory: String
  private let now: Instant
  private let file: String?
  private let isStrict: Bool
  private var store: Store?
  private var known: [String: Compiled] = [:]
  private var renderer: TemplateRenderer
  private var tape = JSONTape()
  private var text = ByteBuffer(capacity: 1 << 14)

  package init(_ directory: String, at now: Instant, file: String?, isStrict: Bool) {
    self.directory = directory
    self.now = now
    self.file = file
    self.isStrict = isStrict
    name = file
    renderer = TemplateRenderer(TemplateRenderer.Options(now: now))
  }

  /// Sees to it that what every record gets is there and compiles.
  ///
  /// - Throws: status 78 where it does not.
  package func check(_ name: String) throws {
    if !name.isEmpty { _ = try template(name) }
  }

  package func render(_ name: String, _ record: Bytes) throws(IntakeFault) -> MailTexts {
    do {
      let template = try template(name)
      let value = try tape.parse(record)
      let message = template.message
      if let missing = template.variables.first(where: { lacks(value, $0, message.defaults) }) {
        throw IntakeFault(
          "missing_variable", missing,
          "expected a value in '\(missing)' for the template, found none")
      }
      var texts = MailTexts()
      for piece in message.pieces {
        let rendered = try self.rendered(piece.text, value, message.defaults)
        switch piece.kind {
        case .title: texts.subject = rendered
        case .html: texts.html = rendered
        case .text: texts.text = rendered
        case .body, .rawContent: break
        }
      }
      for header in message.headers {
        texts.fields.append(
          .init(header.name, try rendered(header.value, value, message.defaults)))
      }
      return texts
    } catch let fault as IntakeFault {
      throw fault
    } catch {
      throw IntakeFault("bad_template", nil, "\(error)")
    }
  }

  private func rendered(
    _ template: Handlebars, _ value: JSONValue, _ defaults: TemplateDefaults?
  ) throws(TemplateFault) -> String {
    text.removeAll()
    try renderer.render(template, with: value, defaults: defaults, into: &text)
    return text.string
  }

  /// Whether neither the record nor the template has a value for `variable`.
  private func lacks(
    _ record: JSONValue, _ variable: String, _ defaults: TemplateDefaults?
  ) -> Bool {
    var value: JSONValue? = record
    for part in variable.split(separator: ".") { value = value?[String(part.trimmedOfBrackets)] }
    let isThere = value.map { !$0.isNull && $0.string != "" } ?? false
    return !isThere && !(defaults?.has(variable) ?? false)
  }

  private func template(_ name: String) throws -> Compiled {
    if let template = known[name] { return template }
    let document =
      try name == file ? Self.document(inFile: name) : TemplateDocument(stored(name).content)
    guard document.kind == .email else {
      throw RunFault(
        .configuration,
        "\(name): expected a template of type EMAIL, found \(document.kind.rawValue)")
    }
    let message = try MessageTemplate(document)
    var variables: [String] = []
    if isStrict {
      for piece in message.pieces {
        variables += try TemplateInspection(piece.source, name: name).variables
      }
    }
    let compiled = Compiled(message: message, variables: variables)
    known[name] = compiled
    // Records may name the template of the file as it calls itself.
    if name == file { known[document.name] = compiled }
    return compiled
  }

  private func stored(_ name: String) throws -> StoredTemplate {
    let store = try store ?? Store(directory, .read)
    self.store = store
    let type = TemplateKind.email.rawValue
    return try store.read { view in
      if let found = try TemplateTable.find(name, type: type, version: nil, at: now, view) {
        return found
      }
      let isThere = try TemplateTable.types(of: name, view).contains(type)
      throw RunFault(
        .configuration,
        isThere
          ? "expected an active version of template '\(name)', found none"
          : "expected a template of type \(type), found none called '\(name)'")
    }
  }

  /// A template of Pinpoint's or of SES's form.
  private static func document(inFile path: String) throws -> TemplateDocument {
    let source = try ByteSource.text(of: path)
    var json: JSON
    do throws(JSONFault) {
      json = try JSON(parsing: source)
    } catch {
      throw RunFault(
        .configuration, "\(path): byte \(error.offset + 1): \(error.problem.rawValue)")
    }
    if let subject = json["SubjectPart"], json["Subject"] == nil { json["Subject"] = subject }
    return try TemplateDocument(json)
  }
}

extension Substring {
  fileprivate var trimmedOfBrackets: Substring {
    hasPrefix("[") && hasSuffix("]") ? dropFirst().dropLast() : self
  }
}
