import DueSystem
import GRDB

/// How addresses of people who were forgotten are known again: HMAC-SHA-256, under a key of the
/// store, of the SHA-256 of the address.
///
/// Of its digest, so that lists which have digests in the place of addresses can be asked about too.
package struct ForgottenHash: Sendable {
  /// 32 bytes as numbers, the highest first.
  package typealias Words = (UInt64, UInt64, UInt64, UInt64)

  private let key: [UInt8]

  /// The hash of the store; nil where nothing was kept by it yet.
  package init?(_ database: StoreView) throws {
    let statement = try ReusedStatement("SELECT key FROM forget_key", database)
    defer { statement.reset() }
    guard try statement.step() else { return nil }
    key = Array(statement.bytes(0))
  }

  private init(key: [UInt8]) { self.key = key }

  /// The hash of the store, whose key is made where there is none.
  static func made(_ database: Database) throws -> ForgottenHash {
    if let known = try ForgottenHash(database) { return known }
    var chance = SystemRandomNumberGenerator()
    let hash = ForgottenHash(key: (0..<32).map { _ in .random(in: .min ... .max, using: &chance) })
    let statement = try ReusedStatement("INSERT INTO forget_key VALUES (1, ?1)", database)
    hash.key.withUnsafeBytes { statement.bind(1, blob: $0) }
    try statement.run()
    return hash
  }

  package func words(of address: Bytes) -> Words { words(ofDigest: SHA256.words(address)) }

  func words(of address: String) -> Words {
    var address = address
    return address.withUTF8 { words(of: Bytes($0)) }
  }

  /// The hash of the address that has this SHA-256.
  package func words(ofDigest digest: Words) -> Words {
    Self.withBytes(digest) { HMAC.words(key, $0) }
  }

  /// Hands the 32 bytes to `body`.
  package static func withBytes<T>(_ words: Words, _ body: (Bytes) throws -> T) rethrows -> T {
    var big = (
      words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian
    )
    return try withUnsafeBytes(of: &big) { try body($0) }
  }
}

extension ReusedStatement {
  /// Binds the 32 bytes of a hash.
  func bind(_ parameter: Int32, _ hash: ForgottenHash.Words) {
    ForgottenHash.withBytes(hash) { bind(parameter, blob: $0) }
  }
}

/// Whether anybody who was forgotten may be meant, for many questions: nearly all answers are no,
/// and cost a hash and one look into memory.
///
/// - Complexity: 16 bits an address that is kept, 1 KiB at least.
package final class ForgottenMarks {
  private var hash: ForgottenHash?
  private var filter = KeyFilter(bits: 7)
  /// The last erasure that was seen.
  private var last: Int64 = -1

  package init() {}

  /// Brings it up to the erasures that `session` sees. Who is no longer kept may still be in it.
  package func refresh(_ session: OutboxSession) throws {
    let newest = try ReusedStatement("SELECT max(seq) FROM erasure", session.database)
    defer { newest.reset() }
    guard try newest.step(), newest.integer(0) != last else { return }
    try read(session.database)
    last = newest.integer(0)
  }

  private func read(_ database: Database) throws {
    hash = nil
    let count = try Int64.fetchOne(database, sql: "SELECT count(*) FROM forgotten") ?? 0
    guard count > 0 else { return }
    var bits: UInt64 = 7
    while 1 << bits < count / 4 { bits += 1 }
    filter = KeyFilter(bits: bits)
    let hashes = try ReusedStatement("SELECT hash FROM forgotten", database)
    defer { hashes.reset() }
    while try hashes.step() {
      let bytes = hashes.bytes(0)
      guard bytes.count >= 8 else { continue }
      _ = filter.insert(UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)))
    }
    hash = try ForgottenHash(database)
  }

  /// The hash of `address`; nil where nobody is meant by it.
  func hash(of address: String) -> ForgottenHash.Words? {
    guard let hash else { return nil }
    let words = hash.words(of: address)
    return filter.contains(words.0) ? words : nil
  }

  /// Whether nobody is kept at all.
  var isEmpty: Bool { hash == nil }
}
