import DueFormats
import DueSystem

/// What AWS said when it refused.
package struct AWSFault: Fault, Equatable {
  /// The HTTP status.
  package var status: Int
  /// Such as `TooManyRequestsException`; the HTTP status in words where AWS gave none.
  package var code: String
  package var message: String

  package init(status: Int, code: String, message: String) {
    self.status = status
    self.code = code
    self.message = message
  }

  /// Reads the error in `answer`: JSON of either protocol.
  init(_ answer: HTTPAnswer) {
    let json = try? answer.body.withUnsafeBytes { try JSON(parsing: $0) }
    // `Code:http://…` in the header, `prefix#Code` in the body.
    let named =
      answer.header("x-amzn-errortype") ?? json?["__type"]?.string ?? json?["code"]?.string
    let code = (named ?? "").prefix { $0 != ":" }.split(separator: "#").last.map(String.init)
    self.init(
      status: answer.status, code: code ?? "HTTP status \(answer.status)",
      message: json?["message"]?.string ?? json?["Message"]?.string ?? "")
  }

  /// Whether it asks for patience.
  package var isThrottling: Bool {
    status == 429 || Self.throttling.contains(code)
  }

  private static let throttling: Set<String> = [
    "ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded",
    "ThrottledException", "RequestThrottled", "SlowDown",
  ]

  /// Whether the other side is in trouble, and another time may do.
  package var isTemporary: Bool { isThrottling || status >= 500 }

  /// Whether it does not know the caller, or does not let the caller do this.
  package var isPermission: Bool { status == 401 || status == 403 || Self.denied.contains(code) }

  private static let denied: Set<String> = [
    "AccessDenied", "AccessDeniedException", "ExpiredToken", "ExpiredTokenException",
    "IncompleteSignature", "InvalidClientTokenId", "InvalidSignatureException",
    "MissingAuthenticationToken", "MissingAuthenticationTokenException", "OptInRequired",
    "SignatureDoesNotMatch", "UnrecognizedClientException",
  ]

  package var exitStatus: ExitStatus {
    isTemporary ? .tryAgain : isPermission ? .noPermission : .unavailable
  }

  package var description: String { message.isEmpty ? code : "\(code): \(message)" }
}
