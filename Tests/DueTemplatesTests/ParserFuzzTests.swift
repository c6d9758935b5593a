import DueFormats
import DueSystem
import DueTemplates
import Testing

/// Random templates: none may crash, hang or print without an end, and text without braces comes
/// out as it went in.
@Suite struct ParserFuzzTests {
  struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state
    }
  }

  static let pieces = [
    "{{", "}}", "{{{", "}}}", "{{{{", "}}}}", "{{#", "{{/", "{{^", "{{>", "{{#>", "{{!", "{{!--",
    "--}}", "~", "#if ", "each ", "with ", "/if", "/each", "/with", "else", "{{else}}", "if ",
    "inline", "{{#*inline \"p\"}}", "{{/inline}}", "{{> p}}", "{{#each l}}", "{{/each}}",
    "{{#if t}}", "{{/if}}", "a", "l", "o", "p", ".", "..", "/", "../", "@index", "@root", "this",
    "as |x y|", "|", "(", ")", "=", "\"", "'", "[", "]", "\\", "\n", "\r\n", " ", "\t", "1", "-2.5",
    "true", "null", "lower ", "join ", "eq ", "lookup ", "dateFormat ", "now ", "é", "\u{2028}",
    "😀", "\0", "text",
  ]

  @Test("never crashes", arguments: [1, 2, 3, 20_261_123])
  func random(seed: UInt64) throws {
    var dice = Dice(state: seed &* 0x9e37_79b9_7f4a_7c15)
    var options = TemplateRenderer.Options(now: testInstant)
    options.isStrict = seed == 2
    var renderer = TemplateRenderer(options)
    var text = ByteBuffer()
    text.append(#"{"a":"<&>","l":[1,["b"],null],"o":{"k":{"a":2}},"t":true,"p":"\u00e9\"q"}"#)
    var tape = JSONTape()
    let context = try tape.parse(text.bytes)
    let defaults = try TemplateDefaults(parsing: #"{"o.k.z":"d","l":["x"],"Attributes.A":"d"}"#)
    var compiled = 0
    for _ in 0..<4000 {
      let count = Int.random(in: 0...14, using: &dice)
      let template = (0..<count).map { _ in Self.pieces.randomElement(using: &dice) ?? "" }.joined()
      guard let program = try? Handlebars(template, escaping: .html) else { continue }
      compiled += 1
      var output = ByteBuffer()
      do {
        try renderer.render(program, with: context, defaults: defaults, into: &output)
      } catch {
        #expect(output.count == 0, "seed \(seed): \(template)")
      }
      #expect(String(validating: output.bytes, as: UTF8.self) != nil, "seed \(seed): \(template)")
      if !template.utf8.contains(UInt8(ascii: "{")) { #expect(output.string == template) }
    }
    #expect(compiled > 100, "seed \(seed)")
  }
}
