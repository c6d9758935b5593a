import DueCampaigns
import DueDelivery
import DueFormats
import DueMail
import DueModel
import DueStore
import DueSystem
import DueTemplates

/// The texts of a campaign, compiled: of each treatment and channel, the template that is in use.
struct MessageCompiler {
  /// One message, not filled in.
  private struct Texts {
    var body: Handlebars?
    /// Of a mail.
    var subject: Handlebars?
    var html: Handlebars?
    var headers: [MessageTemplate.Header] = []
    var defaults: TemplateDefaults?
  }

  /// By treatment and channel.
  private var texts: [[Channel: Texts]] = []
  /// Treatment → channel → `Name` and `Version`.
  private(set) var templates: JSON = [:]

  /// Finds and compiles what `campaign` sends at `now`.
  ///
  /// - Throws: status 78 for a template that is not there, or that is none.
  init(_ campaign: Campaign, at now: Instant, _ view: StoreView) throws {
    for treatment in campaign.treatments {
      var found: [Channel: Texts] = [:]
      var names: JSON = [:]
      for content in treatment.contents {
        try Self.checkSender(content, of: campaign)
        if let template = content.template {
          let stored = try Self.find(template, content.channel, at: now, view)
          found[content.channel] = try Self.compile(stored)
          names[content.channel.rawValue] = [
            "Name": .string(stored.name), "Version": .string("\(stored.version)"),
          ]
        } else {
          found[content.channel] = try Self.compile(content, of: campaign)
        }
      }
      texts.append(found)
      if names != [:] { templates[treatment.id] = names }
    }
  }

  private static func checkSender(_ content: Content, of campaign: Campaign) throws {
    guard case .email(let email) = content else { return }
    guard MailAddress(email.from) != nil else {
      throw RunFault(
        .configuration,
        "\(campaign.name): expected a mail address in 'EmailMessage.FromAddress', found "
          + (email.from.isEmpty ? "none" : "'\(email.from)'"))
    }
  }

  private static func find(
    _ template: (name: String, version: String?), _ channel: Channel, at now: Instant,
    _ view: StoreView
  ) throws -> StoredTemplate {
    let (name, version) = template
    let number = try version.map { text in
      guard let number = Int(text) else {
        throw RunFault(
          .configuration, "expected a number for the version of template '\(name)', found '\(text)'"
        )
      }
      return number
    }
    let type = (channel == .email ? TemplateKind.email : .sms).rawValue
    if let found = try TemplateTable.find(name, type: type, version: number, at: now, view) {
      return found
    }
    let which = version.map { " version \($0)" } ?? ""
    let isThere = try TemplateTable.types(of: name, view).contains(type)
    throw RunFault(
      .configuration,
      isThere && version == nil
        ? "expected an active version of template '\(name)', found none"
        : "expected a template of type \(type), found '\(name)'\(which)")
  }

  private static func compile(_ stored: StoredTemplate) throws -> Texts {
    let template = try MessageTemplate(TemplateDocument(stored.content))
    var texts = Texts(headers: template.headers, defaults: template.defaults)
    for piece in template.pieces {
      switch piece.kind {
      case .title: texts.subject = piece.text
      case .html: texts.html = piece.text
      case .text, .body: texts.body = piece.text
      case .rawContent: break
      }
    }
    guard texts.body != nil || texts.html != nil else {
      throw RunFault(.configuration, "expected a text in template '\(stored.name)', found none")
    }
    return texts
  }

  /// Compiles the texts that a campaign has itself.
  private static func compile(_ content: Content, of campaign: Campaign) throws -> Texts {
    func compile(
      _ text: String, _ piece: String, _ escaping: TemplateEscaping = .none
    ) throws -> Handlebars? {
      try text.isEmpty
        ? nil : Handlebars(text, name: campaign.name, piece: piece, escaping: escaping)
    }
    var texts = Texts()
    switch content {
    case .sms(let sms):
      if case .text(let text) = sms.text {
        texts.body = try Handlebars(text, name: campaign.name, piece: "Body")
      }
    case .email(let email):
      guard case .texts(let own) = email.texts else { break }
      texts.subject = try compile(own.subject, "Title")
      texts.body = try compile(own.text, "Body")
      texts.html = try compile(own.html, "HtmlBody", .html)
      texts.headers = try own.headers.map { header in
        .init(
          name: header.name,
          value: try Handlebars(header.value, name: campaign.name, piece: header.name))
      }
    case .custom(let custom):
      texts.body = try compile(custom.data, "Data")
    }
    return texts
  }

  /// What renders the texts at `now`.
  func renderer(at now: Instant) -> CampaignWalk.Render {
    let renderer = Renderer(TemplateRenderer.Options(now: now))
    return { treatment, content, endpoint, output in
      guard let texts = texts[treatment][content.channel] else { throw MessageFault.noContent }
      if let override = Override.body(of: endpoint) {
        // Beside HTML that a hook wrote, our text would be another message.
        if texts.html == nil { output.append(override) }
      } else if let body = texts.body {
        try renderer.inner.render(
          body, with: endpoint, defaults: texts.defaults, into: &output)
      }
      guard content.channel == .email else { return "" }
      return try renderer.headers(texts, endpoint)
    }
  }

  /// What a hook put in the place of texts, for one endpoint.
  private enum Override {
    /// No subject that says nothing.
    static func title(of endpoint: JSONValue) -> String? {
      endpoint["TitleOverride"]?.string.flatMap { title in
        title.contains { !$0.isWhitespace } ? title : nil
      }
    }

    /// Of a mail that has HTML, its HTML; else the text.
    static func body(of endpoint: JSONValue) -> String? { endpoint["BodyOverride"]?.string }
  }

  /// A renderer that a closure can hold: its buffers are used again for every member.
  private final class Renderer {
    var inner: TemplateRenderer
    private var text = ByteBuffer(capacity: 4096)

    init(_ options: TemplateRenderer.Options) { inner = TemplateRenderer(options) }

    /// What a mail has beside its text.
    func headers(_ texts: Texts, _ endpoint: JSONValue) throws -> String {
      var headers = MailHeaders()
      headers.subject =
        try Override.title(of: endpoint) ?? rendered(texts.subject, texts, endpoint)
      headers.html =
        try texts.html.flatMap { _ in Override.body(of: endpoint) }
        ?? rendered(texts.html, texts, endpoint)
      for header in texts.headers {
        headers.fields.append(.init(header.name, try rendered(header.value, texts, endpoint)))
      }
      do throws(MessageRefusal) {
        try headers.check()
      } catch {
        throw RunFault(.badData, error.detail)
      }
      return headers.text
    }

    private func rendered(
      _ template: Handlebars?, _ texts: Texts, _ endpoint: JSONValue
    ) throws -> String {
      guard let template else { return "" }
      text.removeAll()
      try inner.render(template, with: endpoint, defaults: texts.defaults, into: &text)
      return text.string
    }
  }

  /// Sees to it that a campaign's texts are there and compile.
  static func check(
    _ stored: StoredCampaign, in project: Project, at now: Instant, _ view: StoreView
  ) throws {
    _ = try MessageCompiler(Campaign(stored.definition), at: now, view)
  }
}
