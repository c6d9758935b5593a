import DueFormats
import DueModel
import DueSystem

extension VDMReport {
  /// The report as a page of HTML that needs nothing else.
  package var html: String {
    let table = VDMTable(self)
    let title = "SES deliverability report"
    let until = (days.end + -1).text
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title) \(days.start.text)..\(days.end.text)</title>
      <style>
      body { font: 14px/1.5 system-ui, sans-serif; margin: 2em; color: #222; background: #fff }
      h1 { font-size: 1.4em; margin: 0 }
      p { margin: .3em 0 1.5em; color: #666 }
      div { overflow-x: auto }
      table { border-collapse: collapse; white-space: nowrap }
      th, td { padding: .35em .9em; text-align: left; border-bottom: 1px solid #ddd }
      th { font-size: .75em; color: #555; vertical-align: bottom }
      .n { text-align: right; font-variant-numeric: tabular-nums }
      tr.all td { font-weight: 600; border-top: 2px solid #999 }
      </style>
      </head>
      <body>
      <h1>\(title)</h1>
      <p>\(days.start.text) to \(until), days in UTC</p>
      <div>
      <table>
      <thead>
      \(Self.row(table.header, "th", table.isNumber))
      </thead>
      <tbody>
      \(table.lines.map { Self.row($0, "td", table.isNumber) }.joined(separator: "\n"))
      </tbody>
      </table>
      </div>
      </body>
      </html>

      """
  }

  private static func row(_ cells: [String], _ tag: String, _ isNumber: [Bool]) -> String {
    let kind = tag == "td" && cells.contains(total) ? " class=\"all\"" : ""
    let text = zip(cells, isNumber).map { cell, isNumber in
      // A name may break where it has an underscore.
      let shown = cell.htmlEscaped
      let broken = tag == "th" ? shown.split(separator: "_").joined(separator: "_<wbr>") : shown
      return "<\(tag)\(isNumber ? " class=\"n\"" : "")>\(broken)</\(tag)>"
    }
    return "<tr\(kind)>\(text.joined())</tr>"
  }
}
