import DueFormats
import DuePages

extension DashboardReport {
  /// The figures that a reader asks for first; those that are of nothing are left out.
  var tiles: [Tile] { emailTiles + textTiles }

  private func sum(_ section: String, _ column: String) -> Int {
    guard let table = tables.first(where: { $0.section.id == section }),
      let place = table.section.columns.firstIndex(where: { $0.name == column })
    else { return 0 }
    return table.rows.reduce(0) { $0 + ($1[place].integer ?? 0) }
  }

  private func tile(_ label: String, _ count: Int, of whole: Int, _ unit: String) -> Tile {
    Tile(
      label: label, value: DisplayNumber.count(count),
      detail: whole > 0 ? DisplayNumber.percent(Double(count) / Double(whole)) + " of \(unit)" : "")
  }

  private var emailTiles: [Tile] {
    let sent = sum("email", "sent")
    let delivered = sum("email", "delivered")
    guard sent + delivered > 0 else { return [] }
    let hard = sum("email", "hard_bounces")
    let bounces = hard + sum("email", "soft_bounces")
    return [
      Tile(label: "E-mails sent", value: DisplayNumber.count(sent), detail: ""),
      tile("Delivered", delivered, of: sent, "sent"),
      tile("Opened", sum("email", "unique_opens"), of: delivered, "delivered"),
      tile("Clicked", sum("email", "unique_clicks"), of: delivered, "delivered"),
      tile("Bounces", bounces, of: sent, "sent"),
      tile("Complaints", sum("email", "complained"), of: delivered, "delivered"),
      tile("Unsubscribed", sum("email", "unsubscribed"), of: delivered, "delivered"),
    ]
  }

  private var textTiles: [Tile] {
    let messages = sum("sms", "messages")
    guard messages > 0 else { return [] }
    return [
      Tile(label: "Text messages", value: DisplayNumber.count(messages), detail: cost),
      tile("Texts delivered", sum("sms", "delivered"), of: messages, "messages"),
      tile("Texts failed", sum("sms", "failed"), of: messages, "messages"),
      tile("SMS opt-outs", sum("sms", "opted_out"), of: messages, "messages"),
    ]
  }

  private var cost: String {
    guard let table = tables.first(where: { $0.section.id == "sms" }),
      let place = table.section.columns.firstIndex(where: { $0.name == "cost_usd" })
    else { return "" }
    let sum = table.rows.reduce(0.0) { $0 + ($1[place].double ?? 0) }
    return sum > 0 ? DisplayNumber.money(sum) : ""
  }
}
