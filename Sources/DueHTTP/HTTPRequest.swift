import DueSystem

/// One request, as it goes over the wire.
package struct HTTPRequest: Sendable {
  package var method: String
  package var url: String
  /// `Name: value`, without line ends.
  package var headers: [String] = []
  package var body: [UInt8] = []
  /// Milliseconds to connect, and for all of it.
  package var connectTimeout = 10_000
  package var timeout = 60_000
  /// Whether the other side must not get it twice: then it is `uncertain` where a connection that
  /// had served before is closed without an answer.
  package var onlyOnce = false
  /// The most bytes of an answer; a longer one is a fault.
  package var limit = 64 << 20

  package init(_ method: String, _ url: String) {
    self.method = method
    self.url = url
  }
}

/// One answer, whatever its status.
package struct HTTPAnswer: Sendable, Equatable {
  package var status: Int
  /// As they came; look one up with `header`.
  package var headers: [(name: String, value: String)]
  package var body: [UInt8]

  package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  package static func == (a: HTTPAnswer, b: HTTPAnswer) -> Bool {
    a.status == b.status && a.body == b.body
  }

  /// The value of the header called `name`, in small letters.
  package func header(_ name: String) -> String? {
    headers.first { $0.name == name }?.value
  }
}

/// Why there is no answer.
package enum HTTPFault: Fault, Equatable {
  /// No connection, or none that can be trusted: the other side has nothing of ours.
  case notSent(String)
  /// The other side may have acted on the request.
  case uncertain(String)
  case tooLong(limit: Int)
  /// The request itself cannot be sent.
  case refused(String)
  /// The file that was to take the answer does not: the number of the system's error.
  case notWritten(Int32)

  /// Whether the other side has answered, and only the answer is lost.
  package var isOfAnswer: Bool {
    switch self {
    case .tooLong, .notWritten: true
    case .notSent, .uncertain, .refused: false
    }
  }

  package var exitStatus: ExitStatus {
    switch self {
    case .notSent, .uncertain: .tryAgain
    case .tooLong: .unavailable
    case .refused: .configuration
    case .notWritten: .inputOutput
    }
  }

  package var description: String {
    switch self {
    case .notSent(let reason): "no connection: \(reason)"
    case .uncertain(let reason): "no answer: \(reason)"
    case .tooLong(let limit): "expected an answer of at most \(limit >> 20) MiB, found more"
    case .refused(let reason): "the request cannot be sent: \(reason)"
    case .notWritten(let error): systemFault("download", error, .inputOutput).description
    }
  }
}
