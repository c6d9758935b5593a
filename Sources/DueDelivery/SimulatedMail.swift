/// What becomes of mail that a simulated peer took.
enum SimulatedMail {
  static let complaint = MailReceipt(.complaint, "abuse")
  private static let hardBounce = MailReceipt(.bounce, "Permanent", "General")

  /// How often each failure comes among failures, in percent.
  static let table: [(status: String, share: Double)] = [
    (hardBounce.rawValue, 55), ("Bounce/Transient/General", 20),
    ("Bounce/Permanent/NoEmail", 10), ("Bounce/Transient/MailboxFull", 10),
    (complaint.rawValue, 5),
  ]

  /// What SES's mailbox simulator documents for `address`; nil for one that is not its.
  ///
  /// Source: SES developer guide, "Using the mailbox simulator": `bounce`, `complaint`,
  /// `suppressionlist`, `ooto` and `success`, each with a label after `+` or without.
  static func receipt(at address: String) -> String? {
    let address = address.lowercased()
    guard address.hasSuffix("@simulator.amazonses.com") else { return nil }
    switch address.prefix(while: { $0 != "@" && $0 != "+" }) {
    case "bounce": return hardBounce.rawValue
    case "suppressionlist": return MailReceipt(.bounce, "Permanent", "Suppressed").rawValue
    case "complaint": return complaint.rawValue
    default: return MailReceipt.delivery.rawValue
    }
  }

  /// The receipt of a mail where a script speaks of text messages.
  static func status(_ word: String) -> String {
    if MailReceipt(rawValue: word) != nil { return word }
    let isGood = word == "DELIVERED" || word == "SUCCESSFUL"
    return (isGood ? .delivery : MailReceipt(.bounce, "Transient", "General")).rawValue
  }
}
