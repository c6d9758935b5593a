import DueCampaigns
import DueFormats
import DueModel
import DueStore
import DueSystem
import DueTemplates

/// The texts of a campaign, compiled: of each treatment and channel, the template that is in use.
struct MessageCompiler {
  private struct Text {
    var template: Handlebars
    var defaults: TemplateDefaults?
  }

  /// By treatment and channel.
  private var texts: [[Channel: Text]] = []
  /// Treatment → channel → `Name` and `Version`.
  private(set) var templates: JSON = [:]

  /// Finds and compiles what `campaign` sends at `now`.
  ///
  /// - Throws: status 78 for a template that is not there, or that is none.
  init(_ campaign: Campaign, at now: Instant, _ view: StoreView) throws {
    for treatment in campaign.treatments {
      var found: [Channel: Text] = [:]
      var names: JSON = [:]
      for content in treatment.contents {
        switch content.text {
        case .text(let text):
          found[content.channel] = Text(
            template: try Handlebars(text, name: campaign.name, piece: "Body"), defaults: nil)
        case .template(let name, let version):
          let stored = try Self.find(name, version, content.channel, at: now, view)
          found[content.channel] = try Self.compile(stored)
          names[content.channel.rawValue] = [
            "Name": .string(stored.name), "Version": .string("\(stored.version)"),
          ]
        }
      }
      texts.append(found)
      if names != [:] { templates[treatment.id] = names }
    }
  }

  private static func find(
    _ name: String, _ version: String?, _ channel: Channel, at now: Instant, _ view: StoreView
  ) throws -> StoredTemplate {
    let number = try version.map { text in
      guard let number = Int(text) else {
        throw RunFault(
          .configuration, "expected a number for the version of template '\(name)', found '\(text)'"
        )
      }
      return number
    }
    let type = TemplateKind.sms.rawValue
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

  private static func compile(_ stored: StoredTemplate) throws -> Text {
    let template = try MessageTemplate(TemplateDocument(stored.content))
    guard let piece = template.pieces.first(where: { $0.kind == .body }) else {
      throw RunFault(.configuration, "expected a text in template '\(stored.name)', found none")
    }
    return Text(template: piece.text, defaults: template.defaults)
  }

  /// What renders the texts at `now`.
  func renderer(at now: Instant) -> CampaignWalk.Render {
    let renderer = Renderer(TemplateRenderer.Options(now: now))
    return { treatment, content, endpoint, output in
      guard let text = texts[treatment][content.channel] else { throw MessageFault.noContent }
      try renderer.inner.render(
        text.template, with: endpoint, defaults: text.defaults, into: &output)
    }
  }

  /// A renderer that a closure can hold: its buffers are used again for every member.
  private final class Renderer {
    var inner: TemplateRenderer

    init(_ options: TemplateRenderer.Options) { inner = TemplateRenderer(options) }
  }

  /// Sees to it that a campaign's texts are there and compile.
  static func check(
    _ stored: StoredCampaign, in project: Project, at now: Instant, _ view: StoreView
  ) throws {
    _ = try MessageCompiler(Campaign(stored.definition), at: now, view)
  }
}
