import DueFormats
import DueModel
import DueSystem
import DueTemplates

/// What a treatment or an activity sends on a channel: texts, ready to be filled.
struct MessageContent {
  /// One text.
  struct Piece {
    enum Text {
      case template(Handlebars, TemplateDefaults?)
      /// What carriers of their own get: nobody fills it.
      case literal([UInt8])
    }

    var kind: MessageTemplate.Piece.Kind
    var text: Text
    /// What the text is for, where texts for several channels stand side by side.
    var channel: String
  }

  /// A header of an e-mail template.
  struct Header {
    var name: String
    var value: Handlebars
    var defaults: TemplateDefaults?
  }

  struct TemplateName {
    var name: String
    var version: Int?
    var basis: VersionBasis
  }

  var pieces: [Piece] = []
  var headers: [Header] = []
  var template: TemplateName?
  /// Number, sender id or address; empty where the definition has none.
  var sender = ""
  /// The channel as Pinpoint's archiver wrote it: that of the first text.
  var legacyChannel = ""

  /// Takes the texts of a template: those for `channel`, or all.
  mutating func add(_ found: FoundTemplate, for channel: Channel?, named name: String) {
    let chosen =
      channel.map { found.template.pieces(for: $0.rawValue) } ?? found.template.pieces
    // Raw content is all that a push service gets.
    let raw = channel == nil ? [] : chosen.filter { $0.kind == .rawContent }
    // A title stands first, as its reader sees it.
    let ordered =
      channel == nil
      ? chosen : chosen.filter { $0.kind == .title } + chosen.filter { $0.kind != .title }
    for piece in raw.isEmpty ? ordered : raw {
      pieces.append(
        Piece(
          kind: piece.kind, text: .template(piece.text, found.template.defaults),
          channel: piece.part ?? found.template.kind.rawValue))
    }
    for header in found.template.headers {
      headers.append(
        Header(name: header.name, value: header.value, defaults: found.template.defaults))
    }
    if template == nil {
      template = TemplateName(
        name: name, version: found.version ?? found.template.version, basis: found.basis)
    }
    if legacyChannel.isEmpty { legacyChannel = found.template.kind.rawValue }
  }

  /// Takes the texts of a message that stands in the definition, such as `EmailMessage`.
  mutating func add(
    inline message: JSON, _ key: String, of definition: String, onlyRaw: Bool
  ) throws(TemplateFault) {
    let members: [(String, MessageTemplate.Piece.Kind, TemplateEscaping)] = [
      ("Title", .title, .none), ("Body", .body, .none), ("HtmlBody", .html, .html),
      ("RawContent", .rawContent, .json),
    ]
    let isRaw = onlyRaw && message["RawContent"]?.string.map { !$0.isEmpty } ?? false
    for (name, kind, escaping) in members where !isRaw || kind == .rawContent {
      guard let text = message[name]?.string, !text.isEmpty else { continue }
      let compiled = try Handlebars(
        text, name: definition, piece: "\(key).\(name)", escaping: escaping)
      pieces.append(
        Piece(kind: kind, text: .template(compiled, nil), channel: Self.channel(ofInline: key)))
    }
    if legacyChannel.isEmpty {
      let channel = Self.channel(ofInline: key)
      legacyChannel = ["EMAIL", "SMS"].contains(channel) ? channel : "PUSH"
    }
    if sender.isEmpty { sender = Self.sender(message) }
  }

  /// Takes a text that nobody fills.
  mutating func add(literal text: String, _ channel: Channel) {
    guard !text.isEmpty else { return }
    pieces.append(
      Piece(kind: .rawContent, text: .literal(Array(text.utf8)), channel: channel.rawValue))
    if legacyChannel.isEmpty { legacyChannel = channel.rawValue }
  }

  private static func channel(ofInline key: String) -> String {
    switch key {
    case "EmailMessage": "EMAIL"
    case "SMSMessage": "SMS"
    default: key.hasSuffix("Message") ? String(key.dropLast(7)) : key
    }
  }

  /// Who a message comes from, by the part of a definition that says so.
  static func sender(_ message: JSON?) -> String {
    for name in ["FromAddress", "OriginationNumber", "SenderId"] {
      if let text = message?[name]?.string, !text.isEmpty { return text }
    }
    return ""
  }
}
