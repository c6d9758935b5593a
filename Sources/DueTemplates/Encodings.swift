import CDueSystem
import DueSystem

/// The random numbers of `uuid`.
struct TemplateRandom {
  private var state: UInt64?

  init(_ seed: UInt64?) { state = seed }

  mutating func reseed(_ seed: UInt64?) { state = seed }

  /// Source: S. Vigna, "splitmix64".
  mutating func next() -> UInt64 {
    guard let old = state else {
      var system = SystemRandomNumberGenerator()
      return system.next()
    }
    let step = old &+ 0x9e37_79b9_7f4a_7c15
    state = step
    var z = step
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

extension TemplateRenderer {
  mutating func encoded(_ frame: CallFrame) -> Value {
    work.removeAll()
    let source = bytes(text(of: argument(0, frame)))
    switch frame.call.helper {
    case .encode64: appendBase64(source)
    case .decode64: appendDecoded(source)
    case .md5: appendDigest(source, 16) { _ = due_md5($0, $1, $2) }
    case .sha256: appendDigest(source, 32) { due_sha256($0, $1, $2) }
    case .sha512: appendDigest(source, 64) { _ = due_sha512($0, $1, $2) }
    default: appendUUID()
    }
    return takeWork()
  }

  private mutating func appendDigest(
    _ source: Bytes, _ size: Int,
    _ digest: (UnsafeRawPointer?, Int, UnsafeMutablePointer<UInt8>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: size) { buffer in
      buffer.initialize(repeating: 0)
      guard let start = buffer.baseAddress else { return }
      digest(source.baseAddress, source.count, start)
      for byte in buffer { work.append(hex: byte) }
    }
  }

  /// Source: RFC 4648, section 4.
  private mutating func appendBase64(_ source: Bytes) {
    let alphabet = Bytes("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var p = 0
    while p < source.count {
      let left = min(3, source.count - p)
      var group: UInt32 = 0
      for i in 0..<3 { group = group << 8 | UInt32(i < left ? source[p + i] : 0) }
      for i in 0..<4 {
        work.append(i <= left ? alphabet[Int(group >> UInt32(18 - 6 * i) & 63)] : UInt8(ascii: "="))
      }
      p += 3
    }
  }

  /// Decodes base64, the URL alphabet and missing padding too; what is not UTF-8 is replaced, and
  /// what is not base64 gives nothing.
  private mutating func appendDecoded(_ source: Bytes) {
    var decoded: [UInt8] = []
    var group: UInt32 = 0
    var bits = 0
    for byte in source where byte > 0x20 && byte != UInt8(ascii: "=") {
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit = byte - 65
      case UInt8(ascii: "a")...UInt8(ascii: "z"): digit = byte - 71
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte + 4
      case UInt8(ascii: "+"), UInt8(ascii: "-"): digit = 62
      case UInt8(ascii: "/"), UInt8(ascii: "_"): digit = 63
      default: return
      }
      group = group << 6 | UInt32(digit)
      bits += 6
      if bits >= 8 {
        bits -= 8
        decoded.append(UInt8(truncatingIfNeeded: group >> UInt32(bits)))
      }
    }
    work.append(String(decoding: decoded, as: UTF8.self))
  }

  /// A random UUID, version 4 (RFC 9562, 5.4).
  private mutating func appendUUID() {
    let high = random.next() & ~0xf000 | 0x4000
    let low = random.next() & ~(3 << 62) | 2 << 62
    for i in 0..<16 {
      if i == 4 || i == 6 || i == 8 || i == 10 { work.append(UInt8(ascii: "-")) }
      let word = i < 8 ? high : low
      work.append(hex: UInt8(truncatingIfNeeded: word >> UInt64(56 - i % 8 * 8)))
    }
  }
}

extension ByteBuffer {
  fileprivate mutating func append(hex byte: UInt8) {
    let digits = Bytes("0123456789abcdef")
    append(digits[Int(byte >> 4)])
    append(digits[Int(byte & 15)])
  }
}
