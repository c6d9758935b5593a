/// The configuration set and the template that a mail names: a name of its own, or one that the command
/// line has for all.
///
/// Where SES does not know a name that all mails have, none of them can go before somebody sees to it;
/// a name of one mail's own must not hold up the others.
package struct SESNames: Sendable, Equatable {
  private var own: Set<String> = []
  private var common: Set<String> = []

  package init() {}

  /// - Parameters:
  ///   - names: what the mail names.
  ///   - shared: what the command line has for all mails.
  package init(_ names: [String], shared: Set<String>) {
    for name in names where !name.isEmpty {
      if shared.contains(name) { common.insert(name) } else { own.insert(name) }
    }
  }

  /// Whether the name that SES does not know is the mail's own.
  ///
  /// - Parameter said: SES's words, which have the name; where they do not, it could be any.
  func isOwn(_ said: String) -> Bool {
    let found = own.union(common).filter { said.contains($0) }
    // Of a name in a name, the longer is meant.
    if let name = found.max(by: { ($0.utf8.count, $0) < ($1.utf8.count, $1) }) {
      return own.contains(name)
    }
    return common.isEmpty && !own.isEmpty
  }
}
