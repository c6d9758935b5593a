import DueFormats
import DueSystem
import DueTemplates

/// Renders a template again and again: `template-speed TEMPLATE ENDPOINT.json [COUNT]`.
///
/// Prints the first rendering, then how often a second, by the best of its rounds: with the endpoint parsed anew each time, as
/// senders do, and with it parsed once, which is what other engines are given.
@main
struct TemplateSpeed {
  /// Renderings between two looks at the clock.
  private static let round = 500

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
    for parses in [true, false] {
      let value = try tape.parse(endpoint.bytes)
      var best = Duration.seconds(3600)
      for _ in 0..<max(count / round, 1) {
        let start = ContinuousClock.now
        for _ in 0..<round {
          output.removeAll()
          try renderer.render(
            template, with: parses ? try tape.parse(endpoint.bytes) : value, into: &output)
        }
        best = min(best, ContinuousClock.now - start)
      }
      let rate = Double(round) / (best / .seconds(1))
      print(
        parses ? "with parsing:" : "rendering:   ", Int(rate), "a second,",
        Int(rate * Double(output.count) / 1e6), "MB/s")
    }
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
