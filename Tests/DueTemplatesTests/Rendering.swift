import DueFormats
import DueSystem
import DueTemplates

/// 2026-11-23T15:04:05.678Z, a Monday.
let testInstant = Instant(
  year: 2026, month: 11, day: 23, hour: 15, minute: 4, second: 5, millisecond: 678)

/// `template` filled with the JSON text `context`.
func rendered(
  _ template: String, _ context: String = "{}", defaults: String? = nil, isHTML: Bool = false,
  _ change: (inout TemplateRenderer.Options) -> Void = { _ in }
) throws -> String {
  var options = TemplateRenderer.Options(now: testInstant)
  change(&options)
  var renderer = TemplateRenderer(options)
  let compiled = try Handlebars(
    template, name: "test", piece: "Body", escaping: isHTML ? .html : .none)
  var text = ByteBuffer()
  text.append(context)
  var tape = JSONTape()
  let value = try tape.parse(text.bytes)
  var output = ByteBuffer()
  let substitutes = try defaults.map { try TemplateDefaults(parsing: $0) }
  try renderer.render(compiled, with: value, defaults: substitutes, into: &output)
  return output.string
}
