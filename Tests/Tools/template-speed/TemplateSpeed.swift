import DueFormats
import DueSystem
import DueTemplates

/// Renders a template again and again: `template-speed TEMPLATE ENDPOINT.json [COUNT]`.
///
/// Prints the first rendering, then how often a second. The endpoint is parsed once a rendering,
/// as senders do.
@main
struct TemplateSpeed {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3 else {
      print("usage: template-speed TEMPLATE ENDPOINT.json [COUNT]")
      return
    }
    let template = try Handlebars(text(of: arguments[1]), name: arguments[1], escaping: .html)
    var endpoint = ByteBuffer()
    endpoint.append(try text(of: arguments[2]))
    let count = arguments.count > 3 ? Int(arguments[3]) ?? 1 : 500_000
    var renderer = TemplateRenderer(TemplateRenderer.Options(now: .wallClock()))
    var tape = JSONTape()
    var output = ByteBuffer(capacity: 1 << 16)
    try renderer.render(template, with: try tape.parse(endpoint.bytes), into: &output)
    print(output.string)
    var bytes = 0
    let start = Instant.wallClock()
    for _ in 0..<count {
      output.removeAll()
      try renderer.render(template, with: try tape.parse(endpoint.bytes), into: &output)
      bytes += output.count
    }
    let seconds = Double(max(Instant.wallClock() - start, 1)) / 1000
    print("\(Int(Double(count) / seconds)) renders/s, \(Int(Double(bytes) / seconds / 1e6)) MB/s")
  }

  private static func text(of path: String) throws -> String {
    var source = try ByteSource.open(path)
    var text = ByteBuffer()
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 8)
    defer { block.deallocate() }
    while case let count = try source.read(into: block), count > 0 {
      text.append(Bytes(rebasing: block[..<count]))
    }
    return text.string
  }
}
