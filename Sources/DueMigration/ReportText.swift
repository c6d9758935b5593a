import DueFormats
import DueSystem

/// The forms that a report is written in.
package enum ReportForm: String, Sendable, CaseIterable {
  case text, markdown, html, json

  /// By the suffix of a file.
  package init(fileName: String) {
    let name = fileName.lowercased()
    self =
      name.hasSuffix(".html") || name.hasSuffix(".htm")
      ? .html
      : name.hasSuffix(".json") ? .json : name.hasSuffix(".md") ? .markdown : .text
  }
}

extension MigrationReport {
  package func written(as form: ReportForm) -> String {
    switch form {
    case .text: text
    case .markdown: markdown
    case .html: html
    case .json: json.text + "\n"
    }
  }

  private var title: String {
    "Migration into project \(project), \(at.iso8601)\(isRehearsal ? " (nothing was kept)" : "")"
  }

  /// Rows of a section that a terminal is shown; the other forms have all.
  private static let shown = 40

  private var text: String {
    var lines = [title.oneLine]
    for section in sections {
      lines += ["", "\(section.title)", "  \(section.note)"]
      let rows = section.rows.prefix(Self.shown).map { $0.map(\.oneLine) }
      let widths = section.columns.indices.map { column in
        ([section.columns] + rows).map { $0[column].count }.max() ?? 0
      }
      for row in rows.isEmpty ? [] : [section.columns] + rows {
        var line = "  "
        for (i, cell) in row.enumerated() {
          let space = String(repeating: " ", count: widths[i] - cell.count)
          line += (cell.isNumber ? space + cell : cell + space) + "  "
        }
        while line.hasSuffix(" ") { line.removeLast() }
        lines.append(line)
      }
      if section.rows.count > Self.shown {
        lines.append("  and \(section.rows.count - Self.shown) more")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var markdown: String {
    var lines = ["# \(title.markdown)"]
    for section in sections {
      lines += ["", "## \(section.title)", "", section.note]
      if section.rows.isEmpty { continue }
      lines += ["", "| \(section.columns.joined(separator: " | ")) |"]
      lines.append("|" + section.columns.map { _ in "---|" }.joined())
      for row in section.rows {
        lines.append("| \(row.map(\.markdown).joined(separator: " | ")) |")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var html: String {
    var parts = [
      """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title.escaped)</title>
      <style>
      body { font: 16px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 60em; padding: 0 1em; \
      color: #1b1b1b; background: #fff }
      h1 { font-size: 1.4em } h2 { font-size: 1.15em; margin: 2em 0 0.2em }
      p { margin: 0 0 0.6em; color: #555 } .wide { overflow-x: auto }
      table { border-collapse: collapse; width: 100% }
      th, td { text-align: left; padding: 0.3em 0.8em 0.3em 0; border-bottom: 1px solid #ddd; \
      vertical-align: top; overflow-wrap: anywhere }
      .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
      </style></head><body>
      <h1>\(title.escaped)</h1>
      """
    ]
    for section in sections {
      parts.append("<h2>\(section.title.escaped)</h2>\n<p>\(section.note.escaped)</p>")
      if section.rows.isEmpty { continue }
      let isNumber = section.columns.indices.map { i in section.rows.allSatisfy { $0[i].isNumber } }
      func row(_ cells: [String], _ tag: String) -> String {
        "<tr>"
          + zip(cells, isNumber).map { cell, isNumber in
            "<\(tag)\(isNumber ? " class=\"n\"" : "")>\(cell.escaped)</\(tag)>"
          }.joined() + "</tr>"
      }
      parts.append("<div class=\"wide\"><table>\n" + row(section.columns, "th"))
      parts += section.rows.map { row($0, "td") }
      parts.append("</table></div>")
    }
    return parts.joined(separator: "\n") + "\n</body></html>\n"
  }

  private var json: JSON {
    ["DueMigrationReport": content]
  }

  private var content: JSON {
    [
      "Project": .string(project), "At": .string(at.iso8601), "DryRun": .bool(isRehearsal),
      "Sections": .array(
        sections.map { section in
          [
            "Title": .string(section.title), "Note": .string(section.note),
            "Rows": .array(
              section.rows.map { row in
                .object(
                  zip(section.columns, row).map { column, cell in
                    .init(column, cell.isNumber ? .number(cell) : .string(cell))
                  })
              }),
          ]
        }),
    ]
  }
}

extension String {
  fileprivate var isNumber: Bool {
    !isEmpty && utf8.count < 16 && utf8.allSatisfy { $0 &- 48 <= 9 }
      && (utf8.count == 1 || utf8.first != UInt8(ascii: "0"))
  }

  /// A text that cannot break its line, nor steer a terminal.
  fileprivate var oneLine: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map {
          $0.value < 0x20 || (0x7f...0x9f).contains($0.value) ? "\u{FFFD}" : $0
        }))
  }

  fileprivate var escaped: String { oneLine.htmlEscaped }

  fileprivate var markdown: String {
    var text = ""
    for scalar in oneLine.unicodeScalars {
      if "\\`*_{}[]<>#|".unicodeScalars.contains(scalar) { text += "\\" }
      text.unicodeScalars.append(scalar)
    }
    return text
  }
}
