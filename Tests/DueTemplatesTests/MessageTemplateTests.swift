import DueFormats
import DueSystem
import DueTemplates
import Testing

@Suite struct MessageTemplateTests {
  static func fixture(_ name: String) throws -> MessageTemplate {
    let directory = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    let path = "/\(directory)/Fixtures/templates/\(name).json"
    let documents = try TemplateDocument.forms.read(path)
    return try MessageTemplate(TemplateDocument(documents[0].json))
  }

  static func rendered(
    _ pieces: [MessageTemplate.Piece], _ template: MessageTemplate, _ endpoint: String
  ) throws -> [String] {
    var renderer = TemplateRenderer(TemplateRenderer.Options(now: testInstant))
    var text = ByteBuffer()
    text.append(endpoint)
    var tape = JSONTape()
    let context = try tape.parse(text.bytes)
    return try pieces.map { piece in
      var output = ByteBuffer()
      try renderer.render(piece.text, with: context, defaults: template.defaults, into: &output)
      return "\(piece.kind.rawValue) \(output.string)"
    }
  }

  static let renders: [(template: String, channel: String, endpoint: String, pieces: [String])] = [
    (
      "autumn-email.v1", "EMAIL",
      """
      {"Id":"ep-ana-mail","Location":{"City":"Seattle"},"Attributes":{"Plan":["gold"]},
       "User":{"UserAttributes":{"FirstName":["Ana"]}}}
      """,
      [
        "TITLE Welcome Ana", "HTML <p>Hej Ana, plan: gold &amp; city Seattle</p>",
        "TEXT Plan: gold",
      ]
    ),
    (
      "autumn-email.v2", "EMAIL",
      """
      {"Id":"ep-bo-mail","Location":{"City":"Malmö"},"Attributes":{},
       "User":{"UserId":"u-bo","UserAttributes":{"FirstName":["Åsa"]}}}
      """,
      ["TITLE Hello, Åsa", "HTML <p>Åsa:  0 items</p>", "TEXT Malmö"]
    ),
    // The default stands in where there is no name, and nowhere else.
    (
      "autumn-email.v2", "EMAIL", #"{"Attributes":{"Plan":["gold"]}}"#,
      ["TITLE Gold, Friend", "HTML <p>friend:  0 items</p>", "TEXT "]
    ),
    (
      "welcome-sms", "SMS",
      #"{"Attributes":{"Plan":["silver"]},"User":{"UserAttributes":{"FirstName":["Cy"]}}}"#,
      ["BODY Hi Cy & welcome to silver"]
    ),
    (
      "sale-push", "GCM", #"{"User":{"UserAttributes":{"FirstName":["Cy"]}}}"#,
      ["BODY Tap, Cy", "TITLE Sale (Android)"]
    ),
    // A payload stays JSON whatever a name holds.
    (
      "sale-push", "APNS_SANDBOX", #"{"User":{"UserAttributes":{"FirstName":["C\"y"]}}}"#,
      [#"RAWCONTENT {"aps":{"alert":"C\"y"}}"#]
    ),
    (
      "sale-push", "ADM", #"{"User":{"UserAttributes":{"FirstName":["Cy"]}}}"#,
      ["BODY Hi Cy", "TITLE Sale"]
    ),
    (
      "reminder-voice", "VOICE", #"{"User":{"UserAttributes":{"FirstName":["Cy"]}}}"#,
      ["BODY Hello Cy"]
    ),
    ("banner-inapp", "IN_APP", "{}", []),
  ]

  @Test("renders the pieces of an endpoint's channel", arguments: renders)
  func prints(template: String, channel: String, endpoint: String, pieces: [String]) throws {
    let compiled = try Self.fixture(template)
    let found = try Self.rendered(compiled.pieces(for: channel), compiled, endpoint)
    #expect(found == pieces)
  }

  @Test func headersAreTemplatesToo() throws {
    let template = try Self.fixture("autumn-email.v2")
    #expect(template.headers.map(\.name) == ["List-Unsubscribe"])
  }

  static let forms: [(json: String, name: String, kind: TemplateKind, version: Int?)] = [
    (#"{"TemplateName":"a","Body":"x"}"#, "a", .sms, nil),
    (#"{"TemplateName":"a","TemplateType":"VOICE","Body":"x","Version":"3"}"#, "a", .voice, 3),
    (#"{"TemplateName":"a","EmailTemplateRequest":{"Subject":"x"}}"#, "a", .email, nil),
    (#"{"TemplateName":"a","SMSTemplateRequest":{"Body":"x"}}"#, "a", .sms, nil),
    (#"{"TemplateName":"a-1_B","GCM":{"Body":"x"},"Version":7}"#, "a-1_B", .push, 7),
  ]

  @Test("reads what get-… gives and create-… takes", arguments: forms)
  func reads(json: String, name: String, kind: TemplateKind, version: Int?) throws {
    let document = try TemplateDocument(JSON(parsing: json))
    #expect(document.name == name && document.kind == kind && document.version == version)
  }

  static let refused: [(json: String, message: String)] = [
    (#"{"Body":"x"}"#, "expected a 'TemplateName' in the template"),
    (
      #"{"TemplateName":"../x","Body":"x"}"#,
      "expected a template name of letters, digits, '_' and '-' (at most 128), found '../x'"
    ),
    (
      #"{"TemplateName":"a","TemplateType":"EMAIL","Version":"1"}"#,
      "a: expected the texts of a template, found none (list-templates gives names only)"
    ),
    (
      #"{"TemplateName":"a","Body":"x","Version":"0"}"#,
      "a: expected a number from 1 as 'Version', found \"0\""
    ),
    (
      #"{"TemplateName":"a","Body":"x {{y"}"#,
      "a: Body:1:6: expected '}}', found the end of the text"
    ),
    (
      #"{"TemplateName":"a","Body":"x","DefaultSubstitutions":"{"}"#,
      "a: DefaultSubstitutions: byte 2: the text ends too early"
    ),
    (
      #"{"TemplateName":"a","Body":"x","DefaultSubstitutions":"[]"}"#,
      "a: expected a JSON object in 'DefaultSubstitutions'"
    ),
  ]

  @Test("says what is wrong with a document", arguments: refused)
  func refuses(json: String, message: String) {
    let error = #expect(throws: (any Error).self) {
      try MessageTemplate(TemplateDocument(JSON(parsing: json)))
    }
    #expect(error.map { "\($0)" } == message)
  }
}
