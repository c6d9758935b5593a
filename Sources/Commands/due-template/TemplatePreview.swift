import DueFormats
import DueModel
import DueSystem
import DueTemplates
import DueTool

/// Writes what endpoints would get: a line of JSON each, or texts for people.
struct TemplatePreview: ~Copyable {
  private let template: MessageTemplate
  private let asJSON: Bool
  private var renderer: TemplateRenderer
  private var sink: ByteSink
  private var piece = ByteBuffer()
  /// How each line of JSON begins.
  private var beginning = ByteBuffer()

  init(
    _ template: MessageTemplate, _ options: TemplateRenderer.Options, asJSON: Bool
  ) throws {
    self.template = template
    self.asJSON = asJSON
    renderer = TemplateRenderer(options)
    sink = try ByteSink()
    var members: JSON = [
      "TemplateName": .string(template.name), "TemplateType": .string(template.kind.rawValue),
    ]
    if let version = template.version { members["Version"] = .string(String(version)) }
    beginning.append(members)
    // Its brace is closed once the pieces are there.
    beginning.truncate(to: beginning.count - 1)
  }

  /// Writes what the endpoints of the file at `path` would get: bare objects, or in the responses
  /// of `get-endpoint` and `get-user-endpoints`.
  ///
  /// - Throws: status 66 for a text that is not JSON, with its line.
  mutating func write(endpointsOf path: String) throws {
    var reader = JSONStreamReader(try ByteSource.open(path))
    while try reader.next() {
      if let fault = reader.fault {
        throw RunFault(.noInput, "\(reader.name):\(reader.line): \(fault)")
      }
      try write(reader.value, from: "\(reader.name):\(reader.line)")
    }
  }

  private mutating func write(
    _ value: JSONValue, from place: @autoclosure () -> String
  ) throws {
    if value.isArray {
      for element in value.elements { try write(element, from: place()) }
    } else if let response = value["EndpointResponse"] {
      try write(response, from: place())
    } else if let list = value["EndpointsResponse"] {
      guard let items = list["Item"], items.isArray else {
        throw RunFault(.noInput, "\(place()): expected a list in 'EndpointsResponse.Item'")
      }
      try write(items, from: place())
    } else if value.isObject {
      try write(endpoint: value)
    } else {
      let found = String(decoding: value.source, as: UTF8.self)
      throw RunFault(.noInput, "\(place()): expected a JSON object, found \(found)")
    }
  }

  /// Writes what one endpoint would get.
  mutating func write(_ endpoint: JSON) throws {
    var tape = JSONTape()
    var text = ByteBuffer()
    text.append(endpoint)
    try write(endpoint: tape.parse(text.bytes))
  }

  private mutating func write(endpoint: JSONValue) throws {
    let start = sink.buffer.count
    do {
      let pieces = template.pieces(for: endpoint["ChannelType"]?.string ?? "")
      if asJSON {
        try writeLine(endpoint, pieces)
      } else {
        try writeTexts(endpoint, pieces)
      }
    } catch {
      sink.buffer.truncate(to: start)
      throw error
    }
    try sink.recordEnded()
  }

  private mutating func writeTexts(
    _ endpoint: JSONValue, _ pieces: [MessageTemplate.Piece]
  ) throws(TemplateFault) {
    for piece in pieces {
      try render(piece, endpoint)
      if pieces.count > 1 { sink.buffer.append("== \(piece.text.piece) ==\n") }
      sink.buffer.append(self.piece.bytes)
      if self.piece.bytes.last != UInt8(ascii: "\n") { sink.buffer.append("\n") }
    }
  }

  private mutating func writeLine(
    _ endpoint: JSONValue, _ pieces: [MessageTemplate.Piece]
  ) throws(TemplateFault) {
    sink.buffer.append(beginning.bytes)
    if let id = endpoint["Id"] {
      sink.buffer.append(",\"EndpointId\":")
      sink.buffer.append(onOneLine: id.source)
    }
    sink.buffer.append(",\"Pieces\":{")
    for (i, piece) in pieces.enumerated() {
      try render(piece, endpoint)
      sink.buffer.append(i == 0 ? "\"" : ",\"")
      sink.buffer.append(piece.kind.rawValue)
      sink.buffer.append("\":")
      sink.buffer.append(jsonString: self.piece.bytes)
    }
    sink.buffer.append("}}\n")
  }

  private mutating func render(
    _ piece: MessageTemplate.Piece, _ endpoint: JSONValue
  ) throws(TemplateFault) {
    self.piece.removeAll()
    try renderer.render(piece.text, with: endpoint, defaults: template.defaults, into: &self.piece)
  }

  mutating func finish() throws { try sink.finish() }
}
