import DueFormats
import DueHTTP
import DueSystem

/// What AWS said when it refused.
package struct AWSFault: Fault, Equatable {
  /// The HTTP status.
  package var status: Int
  /// Such as `TooManyRequestsException`; the HTTP status in words where AWS gave none.
  package var code: String
  package var message: String
  /// What of the code it is exactly, such as `DESTINATION_PHONE_NUMBER_OPTED_OUT`; empty where AWS
  /// does not say.
  package var reason = ""

  package init(status: Int, code: String, message: String) {
    self.status = status
    self.code = code
    self.message = message
  }

  /// Reads the error in `answer`: JSON of either protocol, or the XML of the query protocol.
  init(_ answer: HTTPAnswer) {
    if let (code, message) = Self.inXML(answer.body) {
      self.init(status: answer.status, code: code, message: message)
      return
    }
    let json = try? answer.body.withUnsafeBytes { try JSON(parsing: $0) }
    // `Code:http://…` in the header, `prefix#Code` in the body.
    let named =
      answer.header("x-amzn-errortype") ?? json?["__type"]?.string ?? json?["code"]?.string
    let code = (named ?? "").prefix { $0 != ":" }.split(separator: "#").last.map(String.init)
    self.init(
      status: answer.status, code: code ?? "\(Self.unnamed)\(answer.status)",
      message: json?["message"]?.string ?? json?["Message"]?.string ?? "")
    reason = json?["Reason"]?.string ?? ""
  }

  private static func inXML(_ body: [UInt8]) -> (code: String, message: String)? {
    body.withUnsafeBytes { body in
      guard body.first == UInt8(ascii: "<"), let code = XMLText.element("Code", in: body) else {
        return nil
      }
      return (code, XMLText.element("Message", in: body) ?? "")
    }
  }

  private static let unnamed = "HTTP status "

  /// Whether it comes from something that stands before AWS, such as a proxy's redirect: it has no
  /// name of AWS's.
  package var isFromBefore: Bool {
    status < 500 && status != 413 && code.hasPrefix(Self.unnamed)
  }

  /// Whether it asks for patience.
  package var isThrottling: Bool {
    status == 429 || Self.throttling.contains(code)
  }

  private static let throttling: Set<String> = [
    "ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded",
    "ThrottledException", "Throttled", "RequestThrottled", "SlowDown",
  ]

  /// Whether the other side is in trouble, and another time may do.
  package var isTemporary: Bool { isThrottling || status >= 500 }

  /// Whether it does not know the caller, or does not let the caller do this.
  package var isPermission: Bool {
    status == 401 || status == 403 || status == 407 || Self.denied.contains(code)
  }

  private static let denied: Set<String> = [
    "AccessDenied", "AccessDeniedException", "AuthorizationError", "ExpiredToken",
    "ExpiredTokenException", "IncompleteSignature", "InvalidClientTokenId",
    "InvalidSignatureException",
    "MissingAuthenticationToken", "MissingAuthenticationTokenException", "OptInRequired",
    "SignatureDoesNotMatch", "UnrecognizedClientException",
  ]

  package var exitStatus: ExitStatus {
    isTemporary ? .tryAgain : isPermission ? .noPermission : .unavailable
  }

  package var description: String {
    let name = reason.isEmpty ? code : "\(code) (\(reason))"
    return message.isEmpty ? name : "\(name): \(message)"
  }
}
