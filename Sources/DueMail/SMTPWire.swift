import CDueSystem
import CDueTLS
import DueSystem
import Glibc

/// A connection to a server that never blocks, in the clear or under TLS.
final class SMTPWire {
  /// What came of a read or a write.
  enum Outcome: Equatable {
    case bytes(Int)
    case closed
    /// Nothing now; wait for the socket to be readable or writable.
    case wait(readable: Bool)
    case failed(String)
  }

  let number: Int32
  private var tls: OpaquePointer?

  private init(_ number: Int32) { self.number = number }

  deinit {
    if let tls { due_tls_close(tls) }
    close(number)
  }

  var isEncrypted: Bool { tls != nil }

  /// Connects to one of the addresses of `host`.
  ///
  /// - Throws: an `SMTPFault` that says that nobody was reached.
  static func connect(
    _ host: String, _ port: UInt16, until deadline: Deadline
  ) throws(SMTPFault) -> SMTPWire {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, String(port), &hints, &list)
    guard code == 0, let first = list else {
      throw .unreachable("DNS", "\(host): \(String(cString: gai_strerror(code)))")
    }
    defer { freeaddrinfo(list) }
    var reason = ""
    var next: UnsafeMutablePointer<addrinfo>? = first
    while let address = next {
      switch attempt(address.pointee, deadline) {
      case .success(let wire): return wire
      case .failure(let fault): reason = fault.reason
      }
      next = address.pointee.ai_next
    }
    throw .unreachable("NO_CONNECTION", "\(host):\(port): \(reason)")
  }

  private struct ConnectFault: Error { var reason: String }

  private static func attempt(
    _ address: addrinfo, _ deadline: Deadline
  ) -> Result<SMTPWire, ConnectFault> {
    func failure(_ code: Int32) -> Result<SMTPWire, ConnectFault> {
      .failure(ConnectFault(reason: String(cString: strerror(code))))
    }
    let flags = Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let number = socket(address.ai_family, address.ai_socktype | flags, address.ai_protocol)
    guard number >= 0 else { return failure(errno) }
    let wire = SMTPWire(number)
    var one: Int32 = 1
    setsockopt(number, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    if Glibc.connect(number, address.ai_addr, address.ai_addrlen) != 0 {
      guard errno == EINPROGRESS else { return failure(errno) }
      guard wire.wait(readable: false, until: deadline) else { return failure(ETIMEDOUT) }
      var code: Int32 = 0
      var size = socklen_t(MemoryLayout<Int32>.size)
      getsockopt(number, SOL_SOCKET, SO_ERROR, &code, &size)
      guard code == 0 else { return failure(code) }
    }
    return .success(wire)
  }

  /// Waits for the socket; false when the time is up.
  func wait(readable: Bool, until deadline: Deadline) -> Bool {
    var event = pollfd(fd: number, events: Int16(readable ? POLLIN : POLLOUT), revents: 0)
    while true {
      let count = poll(&event, 1, deadline.left)
      if count > 0 { return true }
      if count == 0 || errno != EINTR { return false }
    }
  }

  /// Whether there is something to read, or the end, though nothing was asked.
  var hasNews: Bool {
    var event = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
    return poll(&event, 1, 0) != 0
  }

  /// Begins TLS.
  func encrypt(
    as host: String, authorities: String, verify: Bool, until deadline: Deadline
  ) throws(SMTPFault) {
    var reason = [CChar](repeating: 0, count: 256)
    guard
      let opened = due_tls_open(
        number, host, authorities.isEmpty ? nil : authorities, verify ? 1 : 0, &reason, 256)
    else {
      let text = String(decoding: reason.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
      throw .stop(RunFault(.configuration, "\(host): \(text)"))
    }
    tls = opened
    while true {
      switch Int(due_tls_handshake(opened)) {
      case 1: return
      case due_tls_wants_read where wait(readable: true, until: deadline): continue
      case due_tls_wants_write where wait(readable: false, until: deadline): continue
      case due_tls_failed:
        let reason = String(cString: due_tls_reason(opened))
        // A wrong certificate does not become right by trying again.
        if reason.hasPrefix("certificate") {
          throw .stop(RunFault(.unavailable, "\(host): \(reason)"))
        }
        throw .unreachable("TLS", "\(host): \(reason)")
      default: throw .unreachable("TIMEOUT", "\(host): no answer to the TLS handshake")
      }
    }
  }

  func read(_ buffer: UnsafeMutableRawBufferPointer) -> Outcome {
    guard let base = buffer.baseAddress else { return .bytes(0) }
    let count =
      tls.map { due_tls_read($0, base, buffer.count) } ?? Glibc.read(number, base, buffer.count)
    return outcome(count, isRead: true)
  }

  func write(_ bytes: Bytes) -> Outcome {
    guard let base = bytes.baseAddress else { return .bytes(0) }
    let count =
      tls.map { due_tls_write($0, base, bytes.count) }
      ?? send(number, base, bytes.count, Int32(truncatingIfNeeded: MSG_NOSIGNAL))
    return outcome(count, isRead: false)
  }

  private func outcome(_ count: Int, isRead: Bool) -> Outcome {
    if count > 0 { return .bytes(count) }
    if count == 0 { return isRead ? .closed : .bytes(0) }
    if let tls {
      switch count {
      case due_tls_wants_read: return .wait(readable: true)
      case due_tls_wants_write: return .wait(readable: false)
      default: return .failed(String(cString: due_tls_reason(tls)))
      }
    }
    return errno == EAGAIN || errno == EINTR
      ? .wait(readable: isRead) : .failed(String(cString: strerror(errno)))
  }

  /// The address of this end, as a greeting has it: `[192.0.2.1]`, `[IPv6:2001:db8::1]`.
  var literal: String {
    var storage = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let isKnown = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        getsockname(number, address, &size) == 0
          && getnameinfo(address, size, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0
      }
    }
    guard isKnown else { return "[127.0.0.1]" }
    let address = String(
      decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return address.contains(":") ? "[IPv6:\(address)]" : "[\(address)]"
  }
}

/// A moment of the clock that nobody sets.
struct Deadline {
  private let milliseconds: Int64

  init(in milliseconds: Int64) { self.milliseconds = steadyMilliseconds() + milliseconds }

  /// Milliseconds until then, for poll(2).
  var left: Int32 { Int32(clamping: max(0, milliseconds - steadyMilliseconds())) }
}

/// Why a server cannot be used.
enum SMTPFault: Error {
  /// It may be there later; it took nothing.
  case unreachable(_ code: String, _ detail: String)
  /// It will not have us, or not as we must insist on: nothing more can be handed over.
  case stop(RunFault)
}
