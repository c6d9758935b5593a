import DueFormats
import DueSystem

/// A template whose texts are compiled: what campaigns, journeys and the archiver render.
package struct MessageTemplate: Sendable {
  /// One text of a message.
  package struct Piece: Sendable {
    /// What the text is for, as archives call it.
    package enum Kind: String, Sendable {
      case title = "TITLE"
      case html = "HTML"
      case text = "TEXT"
      case body = "BODY"
      case rawContent = "RAWCONTENT"
    }

    package let kind: Kind
    /// The part of a push template, such as `GCM`; nil for other kinds.
    package let part: String?
    package let text: Handlebars
    /// The text as it is written in the template.
    package let source: String
  }

  /// A header of an e-mail template.
  package struct Header: Sendable {
    package let name: String
    package let value: Handlebars

    package init(name: String, value: Handlebars) {
      self.name = name
      self.value = value
    }
  }

  package let name: String
  package let kind: TemplateKind
  package let version: Int?
  /// E-mail: title, HTML, text. Text message and voice: body. Push: body, raw content and title of
  /// each part. Empty texts are left out; in-app templates have no variables, hence no pieces.
  package let pieces: [Piece]
  package let headers: [Header]
  package let defaults: TemplateDefaults?

  /// - Throws: a `TemplateFault` for a text that is no template; status 78 for
  ///   `DefaultSubstitutions` that are no JSON object.
  package init(_ document: TemplateDocument) throws {
    name = document.name
    kind = document.kind
    version = document.version
    let content = document.content
    var compiler = PieceCompiler(name: document.name)
    switch document.kind {
    case .email:
      try compiler.add(.title, content["Subject"], "Subject")
      try compiler.add(.html, content["HtmlPart"], "HtmlPart")
      try compiler.add(.text, content["TextPart"], "TextPart")
    case .sms, .voice: try compiler.add(.body, content["Body"], "Body")
    case .push:
      for part in ["Default", "ADM", "APNS", "Baidu", "GCM"] {
        guard let members = content[part] else { continue }
        try compiler.add(.body, members["Body"], "\(part).Body", part: part)
        try compiler.add(.rawContent, members["RawContent"], "\(part).RawContent", part: part)
        try compiler.add(.title, members["Title"], "\(part).Title", part: part)
      }
    case .inApp: break
    }
    pieces = compiler.pieces
    headers = try (content["Headers"]?.array ?? []).enumerated().compactMap { i, header in
      guard let name = header["Name"]?.string, let value = header["Value"]?.string else {
        return nil
      }
      let piece = "Headers[\(i)].Value"
      return Header(name: name, value: try Handlebars(value, name: document.name, piece: piece))
    }
    defaults = try Self.defaults(content["DefaultSubstitutions"], document.name)
  }

  static func defaults(_ json: JSON?, _ name: String) throws -> TemplateDefaults? {
    guard let json, !json.isNull, json.string != "" else { return nil }
    do {
      let object = try json.string.map { try JSON(parsing: $0) } ?? json
      guard object.members != nil else {
        throw RunFault(
          .configuration, "\(name): expected a JSON object in 'DefaultSubstitutions'")
      }
      return try TemplateDefaults(object)
    } catch let fault as JSONFault {
      throw RunFault(
        .configuration,
        "\(name): DefaultSubstitutions: byte \(fault.offset + 1): \(fault.problem.rawValue)")
    }
  }

  /// The pieces for an endpoint of `channel`: of a push template, those of the part for that
  /// channel, or of `Default` when the template has no such part.
  package func pieces(for channel: String) -> [Piece] {
    guard kind == .push else { return pieces }
    let part =
      switch channel {
      case "GCM": "GCM"
      case "ADM": "ADM"
      case "BAIDU": "Baidu"
      case _ where channel.hasPrefix("APNS"): "APNS"
      default: "Default"
      }
    let found = pieces.filter { $0.part == part }
    return found.isEmpty ? pieces.filter { $0.part == "Default" } : found
  }
}

/// Collects the pieces of a template.
private struct PieceCompiler {
  let name: String
  var pieces: [MessageTemplate.Piece] = []

  mutating func add(
    _ kind: MessageTemplate.Piece.Kind, _ text: JSON?, _ member: String, part: String? = nil
  ) throws(TemplateFault) {
    guard let text = text?.string, !text.isEmpty else { return }
    let escaping: TemplateEscaping =
      switch kind {
      case .html: .html
      case .rawContent: .json
      case .title, .text, .body: .none
      }
    let compiled = try Handlebars(text, name: name, piece: member, escaping: escaping)
    pieces.append(MessageTemplate.Piece(kind: kind, part: part, text: compiled, source: text))
  }
}
