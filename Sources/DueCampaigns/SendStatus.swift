/// What a run decided for one member of the segment: exactly one of these.
///
/// Those that Pinpoint knows are the values of `campaign_send_status`.
package enum SendStatus: String, Sendable, CaseIterable {
  // Not recipients: nothing is told of them, as Pinpoint told nothing.
  case inactive = "INACTIVE"
  case optedOut = "OPTED_OUT"
  case invalidNumber = "INVALID_NUMBER"
  /// By its own clock the campaign has not started.
  case beforeStart = "BEFORE_START"

  case unsupportedChannel = "UNSUPPORTED_CHANNEL"
  case duplicateAddress = "DUPLICATE_ADDRESS"
  case holdout = "HOLDOUT"
  /// The hook gave no answer that could be used.
  case hookFailure = "HOOK_FAILURE"
  /// The hook left the member out. Pinpoint told nothing of these.
  case droppedByHook = "DROPPED_BY_HOOK"
  case campaignCap = "CAMPAIGN_CAP"
  case dailyCap = "DAILY_CAP"
  case quietTime = "QUIET_TIME"
  /// The message cannot be made for this member.
  case failure = "FAILURE"
  /// The message was handed to its channel.
  case success = "SUCCESS"

  /// Whether a `_campaign.send` event tells of it.
  package var isRecipient: Bool {
    switch self {
    case .inactive, .optedOut, .invalidNumber, .beforeStart, .droppedByHook: false
    default: true
    }
  }

  /// Whether the member was left out on purpose.
  package var isSkipped: Bool { self != .success && !isFailure }

  /// Whether the member should have got a message that could not be made.
  package var isFailure: Bool { self == .failure || self == .hookFailure }

  /// Why a member got nothing, for people.
  package var reason: String {
    switch self {
    case .inactive: "endpoint is inactive"
    case .optedOut: "opted out"
    case .invalidNumber: "number is invalid"
    case .beforeStart: "its clock does not show the start yet"
    case .unsupportedChannel: "no content for the channel"
    case .duplicateAddress: "same address as another"
    case .holdout: "held out for comparison"
    case .hookFailure: "the hook failed"
    case .droppedByHook: "left out by the hook"
    case .campaignCap: "had this campaign's number of messages"
    case .dailyCap: "had a day's number of messages"
    case .quietTime: "quiet time"
    case .failure: "message cannot be made"
    case .success: ""
    }
  }
}
