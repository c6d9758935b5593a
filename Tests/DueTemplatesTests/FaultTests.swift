import DueTemplates
import Testing

@Suite struct FaultTests {
  static let refused: [(template: String, message: String)] = [
    ("a\n  {{foo 1}}", "test: Body:2:5: no helper is called 'foo'"),
    ("{{lower (foo)}}", "test: Body:1:10: no helper is called 'foo'"),
    ("é{{> card}}", "test: Body:1:6: no partial is called 'card'"),
    ("{{#if a}}x", "test: Body:1:4: expected '{{/if}}' before the end of the text"),
    ("{{#if a}}x{{/each}}", "test: Body:1:11: expected '{{/if}}', found '{{/each}}'"),
    ("x{{/if}}", "test: Body:1:2: nothing is open that this could close"),
    ("{{a", "test: Body:1:4: expected '}}', found the end of the text"),
    ("{{}}", "test: Body:1:3: '}}' cannot stand here"),
    ("{{a b=}}", "test: Body:1:7: '}}' cannot stand here"),
    ("{{lower 'x}}", "test: Body:1:9: expected the end of a string that begins here"),
    ("{{a.[b}}", "test: Body:1:5: expected ']' after a name that begins here"),
    ("{{! x", "test: Body:1:1: expected '}}' after a comment that begins here"),
    ("{{if a}}", "test: Body:1:3: 'if' needs a block: {{#if …}}"),
    ("{{#if}}{{/if}}", "test: Body:1:4: 'if' takes one value, found 0"),
    ("{{a/../b}}", "test: Body:1:3: '..' can only begin a path"),
    ("{{#*inline x}}{{/inline}}", "test: Body:1:5: expected a name in quotes after '#*inline'"),
    ("{{join a=1 b}}", "test: Body:1:12: expected 'name=value': plain values come before those"),
    ("{{#each a as |x}}{{/each}}", "test: Body:1:16: expected names and '|' after 'as |'"),
    (
      "{{#*inline 'p'}}{{> p}}{{/inline}}{{> p}}",
      "test: Body:1:21: partials call one another without an end"
    ),
    (
      "{{#if a}}{{#*inline 'p'}}{{/inline}}{{/if}}{{> p}}",
      "test: Body:1:48: no partial is called 'p' here"
    ),
    (
      String(repeating: "{{#if a}}", count: 200),
      "test: Body:1:1153: blocks nested more than 128 deep"
    ),
  ]

  @Test("names template, piece, line, column and what is wrong", arguments: refused)
  func refuses(template: String, message: String) {
    let fault = #expect(throws: TemplateFault.self) { try rendered(template) }
    #expect(fault?.description == message)
  }

  @Test("partials in deep blocks end before the stack does")
  func endsInTime() {
    let open = String(repeating: "{{#if t}}", count: 100)
    let close = String(repeating: "{{/if}}", count: 100)
    let template = "{{#*inline 'p'}}\(open){{> p}}\(close){{/inline}}{{> p}}"
    #expect(throws: TemplateFault.self) { try rendered(template, #"{"t":true}"#) }
  }

  static let strict: [(template: String, message: String)] = [
    ("{{replace 'a' 'b'}}", "test: Body:1:3: 'replace' needs 3 values, found 2"),
    ("{{upper nope}}", "test: Body:1:3: 'upper' has no value to work on"),
    ("{{add 'x' 1}}", "test: Body:1:3: 'add' expected a number, found 'x'"),
    ("{{divide 1 0}}", "test: Body:1:3: 'divide' by zero"),
    ("{{dateFormat 'soon'}}", "test: Body:1:3: 'dateFormat' expected a date, found 'soon'"),
    (
      "{{now tz='Mars'}}",
      "test: Body:1:3: expected a time zone such as 'Europe/Madrid', found 'Mars'"
    ),
  ]

  @Test("is strict when asked", arguments: strict)
  func refusesStrictly(template: String, message: String) {
    let fault = #expect(throws: TemplateFault.self) {
      try rendered(template) { $0.isStrict = true }
    }
    #expect(fault?.description == message)
    #expect(throws: Never.self) { try rendered(template) }
  }
}
