import DueSystem

/// `kannel:http://HOST:PORT?user=NAME&secret-file=FILE&…`: an smsbox of Kannel.
///
/// What stands after the question mark is ours, not the smsbox's: the URL has no query of its own.
struct KannelURI: Equatable {
  let text: String
  /// Where messages are posted; without a path, to Kannel's own.
  let url: String
  private(set) var user = ""
  /// Of mode 0600: the user's password.
  private(set) var secretFile = ""
  /// The centre that takes them; empty for Kannel's choice.
  private(set) var centre = ""
  /// Where Kannel tells what became of messages; empty for nowhere.
  private(set) var reports = ""
  private(set) var isFlash = false
  private(set) var authorities: String?
  /// Requests on their way at a time.
  private(set) var connections = 10

  /// - Throws: status 64 for a URI that makes no sense.
  init(_ text: String) throws {
    self.text = text
    let parts = text.dropFirst("kannel:".utf8.count).split(
      separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let url = String(parts.first ?? "")
    guard !url.contains("@") else {
      // A password would stand in the store, and in lists of processes.
      throw RunFault(
        .usage, "expected no user before the host in --via: use ?user=NAME&secret-file=FILE")
    }
    guard let place = Self.afterScheme(url), Self.isVisible(url),
      let first = place.first, first != "/", first != ":"
    else { throw AWSTextURI.wrong("kannel:http://HOST:PORT", text) }
    let hasPath = place.contains("/") && !url.hasSuffix("/")
    self.url = hasPath ? url : "\(url.hasSuffix("/") ? url.dropLast() : url[...])/cgi-bin/sendsms"
    for option in parts.dropFirst().joined().split(separator: "&") {
      let pair = option.split(separator: "=", maxSplits: 1).map(String.init)
      guard pair.count == 2, set(pair[0], pair[1]) else {
        // What it is set to may be a secret.
        throw AWSTextURI.wrong(
          "user=, secret-file=, smsc=, dlr=URL, flash=yes|no, ca=FILE or connections=1…100 after "
            + "'?'", pair.first ?? "")
      }
    }
    guard !user.isEmpty, !secretFile.isEmpty else {
      throw AWSTextURI.wrong("user=NAME&secret-file=FILE", text)
    }
  }

  private mutating func set(_ name: String, _ value: String) -> Bool {
    // They become headers.
    guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { return false }
    switch name {
    case "user": user = value
    case "secret-file": secretFile = value
    case "smsc": centre = value
    case "dlr":
      guard Self.afterScheme(value) != nil, Self.isVisible(value) else { return false }
      reports = value
    case "flash":
      guard value == "yes" || value == "no" else { return false }
      isFlash = value == "yes"
    case "ca": authorities = value
    case "connections":
      guard let count = Int(value), (1...100).contains(count) else { return false }
      connections = count
    default: return false
    }
    return true
  }

  private static func afterScheme(_ url: String) -> Substring? {
    ["http://", "https://"].first { url.hasPrefix($0) }.map { url.dropFirst($0.utf8.count) }
  }

  private static func isVisible(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
  }
}
