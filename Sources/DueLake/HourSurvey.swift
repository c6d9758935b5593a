import DueStore
import DueSystem

/// Counts the events of hours, and makes one number of the uids of each hour.
struct HourSurvey {
  private(set) var hours: [(hour: EventHours.Hour, entry: LakeManifest.Entry)] = []
  private let salt: String
  private var current: EventHours.Hour?
  private var count = 0
  /// The digest so far, and room for a uid.
  private var chain = [UInt8](repeating: 0, count: 64)

  /// - Parameter salt: what else makes a partition another one.
  init(salt: String) { self.salt = salt }

  /// Takes the next event; those of an hour come one after the other.
  mutating func add(_ hour: EventHours.Hour, _ uid: Bytes) {
    if hour != current {
      finish()
      current = hour
      chain.replaceSubrange(0..<32, with: SHA256(salt).bytes)
    }
    count += 1
    chain.withUnsafeMutableBytes { chain in
      for (i, byte) in uid.prefix(32).enumerated() { chain[32 + i] = byte }
      let digest = SHA256.words(Bytes(chain))
      chain.storeBytes(of: digest.0.bigEndian, toByteOffset: 0, as: UInt64.self)
      chain.storeBytes(of: digest.1.bigEndian, toByteOffset: 8, as: UInt64.self)
      chain.storeBytes(of: digest.2.bigEndian, toByteOffset: 16, as: UInt64.self)
      chain.storeBytes(of: digest.3.bigEndian, toByteOffset: 24, as: UInt64.self)
    }
  }

  mutating func finish() {
    guard let hour = current else { return }
    let digits = Array("0123456789abcdef".utf8)
    let hex = chain[..<32].flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    hours.append(
      (
        hour,
        LakeManifest.Entry(
          events: count, digest: String(decoding: hex, as: UTF8.self), files: [])
      ))
    current = nil
    count = 0
  }
}
