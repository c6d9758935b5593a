import DueAWS
import DueDelivery
import DueHTTP
import DueSystem

/// The peers that are reached over HTTP, by the scheme of their URIs.
package enum WebTransports {
  /// - Parameter surroundings: where credentials, region and endpoints of AWS come from.
  package static func schemes(
    in surroundings: AWSSurroundings, clock: AWSClock
  ) -> [String: TransportOpener.Open] {
    let web: TransportOpener.Open = { uri, options in
      try WebPeer(WebAddress(uri, in: "--via"), options, now: clock.now)
    }
    return [
      "https": web, "http": web,
      "kannel": { uri, options in
        try KannelPeer(KannelURI(uri), timeout: options.timeout, now: clock.now)
      },
      "sms-aws": { uri, options in
        try peer(
          uri, TextMessages.self, "config-set=, protect=, max-price=", options, surroundings, clock)
      },
      "sns": { uri, options in
        try peer(uri, Notifications.self, "max-price=", options, surroundings, clock)
      },
    ]
  }

  private static func peer<Service: AWSTextService>(
    _ text: String, _: Service.Type, _ known: String, _ options: TransportOptions,
    _ surroundings: AWSSurroundings, _ clock: AWSClock
  ) throws -> AWSTextPeer<Service> {
    let uri = try AWSTextURI(text)
    let pairs = uri.options.map { option in
      let pair = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (name: String(pair[0]), value: pair.count == 2 ? String(pair[1]) : "")
    }
    guard let service = Service(pairs) else {
      throw AWSTextURI.wrong(
        "\(known), connections=1…100 or strict-once after '?'", text)
    }
    return try AWSTextPeer(
      uri, service, options, in: surroundings, clock: clock)
  }
}

extension HTTPFault {
  /// What it means for the message that the request was about.
  ///
  /// - Parameter isIdempotent: whether the peer knows a message again that it has seen.
  package func answer(isIdempotent: Bool, _ fault: inout RunFault?) -> Answer {
    switch self {
    case .notSent(let reason):
      return Answer(.unreachable, code: "NO_CONNECTION", detail: reason)
    case .uncertain(let reason):
      return Answer(isIdempotent ? .deferred : .uncertain, code: "CONNECTION_LOST", detail: reason)
    case .tooLong, .notWritten:
      return Answer(isIdempotent ? .deferred : .uncertain, code: "ANSWER", detail: description)
    case .refused:
      fault = RunFault(exitStatus, description)
      return Answer(.notSent, code: "REQUEST", detail: description)
    }
  }
}
