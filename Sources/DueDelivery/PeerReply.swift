import DueFormats
import DueSystem

/// What a program or a service of the user's says of a message: a JSON object with `status`, and as it
/// likes `provider_id`, `code`, `detail` and `retry_after` in seconds.
package struct PeerReply {
  package let answer: Answer

  /// - Returns: nil for what is no such object.
  package init?(_ text: Bytes) {
    // What is no JSON says nothing; the caller tells.
    guard let json = try? JSON(parsing: text) else { return nil }
    self.init(json)
  }

  /// - Returns: nil for an object without a status that means something.
  package init?(_ json: JSON) {
    guard let verdict = Self.verdict(json["status"]?.string) else { return nil }
    var answer = Answer(
      verdict, code: Self.text(json["code"]), detail: Self.text(json["detail"]),
      providerID: Self.text(json["provider_id"]))
    if let seconds = json["retry_after"]?.double, seconds >= 0 {
      answer.retryAfter = Int64(min(seconds, 86_400) * 1000)
    }
    self.answer = answer
  }

  /// Whether `json` is an object whose `status` means nothing here. One that says 200 says what
  /// HTTP's does.
  package static func isUnknown(_ json: JSON) -> Bool {
    guard let status = json["status"], status != .null else { return false }
    return verdict(status.string) == nil && !(status.double.map { 200..<300 ~= $0 } ?? false)
  }

  /// A text, or a number as it was written; empty for anything else.
  private static func text(_ json: JSON?) -> String {
    guard let json else { return "" }
    return json.string ?? (json.double == nil ? "" : json.text)
  }

  private static func verdict(_ word: String?) -> Answer.Verdict? {
    switch word {
    case "accepted", "queued": .accepted
    case "rejected": .rejected
    case "deferred": .deferred
    case "throttled": .throttled
    case "suppressed": .suppressed
    case "uncertain": .uncertain
    default: nil
    }
  }
}

extension Answer.Verdict {
  /// What the status of a web service means, where its answer says no more.
  ///
  /// - Parameter isStrict: whether a failure of its own leaves it open whether it took the message.
  package init(httpStatus status: Int, isStrict: Bool = false) {
    self =
      switch status {
      case 200...299: .accepted
      case 429: .throttled
      case 408, 425, 503: .deferred
      case 500...599: isStrict ? .uncertain : .deferred
      case _ where ExitStatus(stopping: status) != nil: .notSent
      default: .rejected
      }
  }
}

extension ExitStatus {
  /// How a run ends to which a web service answers so, for what it says is about us, and the next
  /// message would fare the same; nil for what is about one message, or about now.
  ///
  /// - Parameter status: of HTTP; 407 is a proxy's, which asks who we are as well.
  package init?(stopping status: Int) {
    switch status {
    case 401, 403, 407: self = .noPermission
    case 300...399, 404, 405: self = .configuration
    default: return nil
    }
  }
}
