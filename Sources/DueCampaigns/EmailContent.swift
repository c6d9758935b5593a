import DueFormats
import DueModel

/// A mail: Pinpoint's `EmailMessage` and the e-mail part of `TemplateConfiguration`.
///
/// Campaigns' mails are promotional: who unsubscribed gets none.
package struct EmailContent: Sendable, Equatable {
  package enum Texts: Sendable, Equatable {
    /// A template of the store; without a version, the one that is active when it is used.
    case template(name: String, version: String?)
    /// Texts in the language of templates.
    case texts(Own)
  }

  /// Texts that the campaign itself has.
  package struct Own: Sendable, Equatable {
    package var subject: String
    package var text: String
    package var html: String
    package var headers: [Header]
  }

  package struct Header: Sendable, Equatable {
    package var name: String
    package var value: String
  }

  package var texts: Texts
  /// An address, or `Name <address>`; empty where nobody says it.
  package var from: String

  /// A template goes before the campaign's own texts.
  init?(_ members: Members, sender: String) throws(DefinitionFault) {
    let message = try members.object("MessageConfiguration")?.object("EmailMessage")
    let template = try members.object("TemplateConfiguration")?.object("EmailTemplate")
    from = try message?.string("FromAddress") ?? sender
    if let template {
      texts = .template(
        name: try template.required("Name"), version: try template.string("Version"))
      return
    }
    guard let message else { return nil }
    let own = Own(
      subject: try message.string("Title") ?? "", text: try message.string("Body") ?? "",
      html: try message.string("HtmlBody") ?? "", headers: try Self.headers(message))
    guard !own.text.isEmpty || !own.html.isEmpty else { return nil }
    texts = .texts(own)
  }

  private static func headers(_ message: Members) throws(DefinitionFault) -> [Header] {
    var found: [Header] = []
    for header in try message.objects("Headers") {
      found.append(
        Header(name: try header.required("Name"), value: try header.required("Value")))
    }
    return found
  }
}
