import DueFormats
import DuePages

/// Sums of domains by the mailbox provider that they belong to, with the rates of each.
struct ProviderSums {
  /// Sent, delivered, opened, clicked, bounced, complained: the columns of the answer after `domain`.
  private var sums: [String: [Int]] = [:]

  /// - Parameter provider: whose a domain is.
  init(_ rows: [[JSON]], provider: (String) -> String) {
    for row in rows {
      let name = provider(row[0].string ?? "")
      let counts = row.dropFirst().map { $0.integer ?? 0 }
      sums[name] = zip(sums[name] ?? counts.map { _ in 0 }, counts).map { $0 + $1 }
    }
  }

  /// The rows of `EmailSections.providers`, the one with the most mail first.
  var rows: [[JSON]] {
    sums.sorted { ($1.value[0], $0.key) < ($0.value[0], $1.key) }.map { name, counts in
      let (sent, delivered) = (counts[0], counts[1])
      return [.string(name)] + counts.map { .integer($0) } + [
        .share(delivered, of: sent), .share(counts[2], of: delivered),
        .share(counts[3], of: delivered), .share(counts[4], of: sent),
      ]
    }
  }
}
