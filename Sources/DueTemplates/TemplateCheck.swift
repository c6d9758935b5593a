import DueFormats
import DueHTML
import DueSystem

/// What a check of one template found.
package struct TemplateCheck: Sendable {
  /// Variables, each with whether a default stands in for it.
  package private(set) var variables: [(name: String, hasDefault: Bool)] = []
  /// What keeps the template from being sent: faults, and texts over Pinpoint's limits.
  package private(set) var errors: [String] = []
  /// What may be meant otherwise.
  package private(set) var warnings: [String] = []

  /// Members of an endpoint; those with `true` are there whenever a message can be sent.
  private static let members: [String: Bool] = [
    "Address": true, "ChannelType": true, "CohortId": true, "CreationDate": true,
    "EffectiveDate": true, "EndpointStatus": true, "Id": true, "OptOut": true,
    "ApplicationId": true,
    "RequestId": false, "Location": false, "Demographic": false, "Metrics": false,
    "Attributes": false, "User": false, "RecommendationItems": false, "Recommendations": false,
  ]

  /// Members that hold others: what is inside them is the variable.
  private static let containers: Set = [
    "Location", "Demographic", "Metrics", "Attributes", "User", "User.UserAttributes",
    "Recommendations",
  ]

  package init(_ document: TemplateDocument) {
    var seen: Set<String> = []
    var names: [String] = []
    for (piece, text) in document.texts {
      do throws(TemplateFault) {
        let inspection = try TemplateInspection(text, name: document.name, piece: piece)
        errors += inspection.faults.map(\.description)
        for name in inspection.variables where seen.insert(name).inserted { names.append(name) }
        if inspection.faults.isEmpty {
          _ = try Handlebars(text, name: document.name, piece: piece)
        }
      } catch {
        errors.append(error.description)
      }
    }
    checkDefaults(document, names)
    checkLimits(document)
    checkReferences(document)
  }

  /// A mail is read far from where its files are: only whole addresses, and `cid:`, lead anywhere.
  private mutating func checkReferences(_ document: TemplateDocument) {
    guard document.kind == .email, var html = document.content["HtmlPart"]?.string else { return }
    var seen: Set<String> = []
    let references = html.withUTF8 { HTMLScanner(Bytes($0)).references }
    for reference in references where !reference.isAbsolute {
      guard seen.insert(reference.path).inserted else { continue }
      warnings.append(
        "\(document.name): HtmlPart: no mail program finds '\(reference.path)' "
          + "(due-publish rewrite)")
    }
  }

  private mutating func checkDefaults(_ document: TemplateDocument, _ names: [String]) {
    var defaults: TemplateDefaults?
    do {
      defaults = try MessageTemplate.defaults(
        document.content["DefaultSubstitutions"], document.name)
    } catch {
      errors.append("\(error)")
    }
    for name in names where !Self.containers.contains(name) {
      let member = name.prefix { $0 != "." }
      guard let isAlwaysThere = Self.members[String(member)] else {
        warnings.append(
          "\(document.name): '\(name)' is no member of an endpoint (Attributes.\(name)?)")
        continue
      }
      let hasDefault = defaults?.has(name) ?? false
      variables.append((name, hasDefault))
      if !hasDefault, !isAlwaysThere, name != "User.UserId" {
        warnings.append("\(document.name): '\(name)' has no default")
      }
    }
  }

  /// Pinpoint's limits, in characters.
  ///
  /// Source: Pinpoint User Guide, quotas of message templates.
  private mutating func checkLimits(_ document: TemplateDocument) {
    let limit =
      switch document.kind {
      case .email: 600_000
      case .sms: 1600
      case .push: 4000
      case .voice: 10_000
      case .inApp: 200_000
      }
    for (piece, text) in document.texts {
      let most = piece.hasPrefix("ADM.") ? 6000 : limit
      if text.unicodeScalars.count > most {
        errors.append(
          "\(document.name): \(piece): expected at most \(most) characters, found "
            + "\(text.unicodeScalars.count)")
      }
    }
    let headers = document.content["Headers"]?.array ?? []
    if headers.count > 15 {
      errors.append("\(document.name): Headers: expected at most 15, found \(headers.count)")
    }
    for header in headers {
      let (name, value) = (header["Name"]?.string ?? "", header["Value"]?.string ?? "")
      if name.utf8.count > 126 || value.unicodeScalars.count > 870 {
        errors.append(
          "\(document.name): Headers: expected at most 126 characters of name and 870 of value in "
            + "'\(name)'")
      }
    }
  }
}

extension TemplateDocument {
  /// Every text of the template with the member that holds it.
  package var texts: [(piece: String, text: String)] {
    let members: [String] =
      switch kind {
      case .email: ["Subject", "HtmlPart", "TextPart"]
      case .sms, .voice: ["Body"]
      case .push:
        ["Default", "ADM", "APNS", "Baidu", "GCM"].flatMap { part in
          ["Title", "Body", "RawContent"].map { "\(part).\($0)" }
        }
      case .inApp: []
      }
    var texts: [(String, String)] = members.compactMap { member in
      let path = member.split(separator: ".")
      let value = path.reduce(content as JSON?) { $0?[String($1)] }
      return value?.string.flatMap { $0.isEmpty ? nil : (member, $0) }
    }
    for (i, header) in (content["Headers"]?.array ?? []).enumerated() {
      if let value = header["Value"]?.string { texts.append(("Headers[\(i)].Value", value)) }
    }
    return texts
  }
}
