import DueSystem
import DueWatch
import Testing

@Suite struct CommandTemplateTests {
  static func facts(_ name: String) -> FileFacts {
    FileFacts(
      path: Path("/in/.work/1/" + name), name: FileName(name), directory: Path("/in"),
      sha256: "abc", size: 3, taken: Instant(milliseconds: 1_795_437_000_000), attempt: 1)
  }

  static let words: [(template: String, word: String)] = [
    ("{path}", "/in/.work/1/a b.csv"),
    ("{name}|{base}|{ext}", "a b.csv|a b|csv"),
    ("{dir}/out/{sha256}-{ts}", "/in/out/abc-20261123T123000Z"),
    ("{nobody} {} {name", "{nobody} {} {name"),
    ("${name}", "${name}"),  // a variable of somebody else's
    ("{{name}}", "{a b.csv}"),
    ("", ""),
  ]

  @Test("puts values into words", arguments: words)
  func fillsIn(template: String, word: String) throws {
    let words = try CommandTemplate(words: ["true", template]).words(for: Self.facts("a b.csv"))
    #expect(words.last == Array(word.utf8))
  }

  static let scripts: [(script: String, text: String)] = [
    ("cat {path}", #"cat "${DUE_FILE}""#),
    (#"cat "{path}""#, #"cat "${DUE_FILE}""#),
    ("cat '{path}'", #"cat ''"${DUE_FILE}"''"#),
    (#"x --to="a {base} b""#, #"x --to="a ${DUE_BASE} b""#),
    (#"x "$(cat {path})""#, #"x "$(cat "${DUE_FILE}")""#),
    (#"x "$(cat "{path}")""#, #"x "$(cat "${DUE_FILE}")""#),
    ("x \"`cat {path}`\"", "x \"`cat \"${DUE_FILE}\"`\""),
    (#"echo \"{name}\""#, #"echo \""${DUE_NAME}"\""#),
    ("# don't\ncat {path}", "# don't\ncat \"${DUE_FILE}\""),
    ("echo ${name} {nobody}", "echo ${name} {nobody}"),
    ("(cat {path}) | wc", #"(cat "${DUE_FILE}") | wc"#),
  ]

  @Test("a script gets references, never values", arguments: scripts)
  func refers(script: String, text: String) throws {
    let words = try CommandTemplate(shell: script).words(for: Self.facts("$(rm -rf).csv"))
    #expect(words.map { String(decoding: $0, as: UTF8.self) } == ["sh", "-c", text])
  }

  @Test("a name is no option", arguments: ["{name}", "{base}x", "{ext}{name}"])
  func dashes(word: String) throws {
    let template = try CommandTemplate(words: ["true", word])
    #expect(throws: RunFault.self) { try template.words(for: Self.facts("--all")) }
    let script = try CommandTemplate(shell: "true \"\(word)\"")
    if word != "{ext}{name}" {
      #expect(throws: RunFault.self) { try script.words(for: Self.facts("--all")) }
    }
  }

  static let refused: [[String]] = [
    ["sh", "-c", "cat {path}"], ["env", "A=b", "/bin/bash", "-exc", "echo {name}"],
    ["nice", "dash", "-c", "'{base}'"],
  ]

  @Test("a name is no part of a script", arguments: refused)
  func scriptsInWords(words: [String]) {
    #expect(throws: RunFault.self) { try CommandTemplate(words: words) }
  }

  @Test("other programs have -c of their own")
  func otherFlags() throws {
    _ = try CommandTemplate(words: ["sha256sum", "-c", "{path}"])
    _ = try CommandTemplate(words: ["sh", "-c", "echo {sha256} \"$1\"", "sh", "{name}"])
  }
}
