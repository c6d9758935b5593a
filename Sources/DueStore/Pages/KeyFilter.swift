import CDueStore
import Glibc

/// Says of a key "not seen before", which is sure, or "seen, perhaps".
///
/// A blocked Bloom filter: each key has three bits of one word. By default 8 MiB whatever the
/// number of keys; with a million of them about one in a thousand new keys is taken for an old one.
struct KeyFilter: ~Copyable {
  private let words: UnsafeMutablePointer<UInt64>
  private let bits: UInt64

  /// - Parameter bits: the filter has two to the power of these words of 64 bits.
  init(bits: UInt64 = 20) {
    self.bits = bits
    // Fresh memory of the kernel is zero, and is not taken before it is touched.
    guard let fresh = calloc(1 << bits, 8) else { preconditionFailure("no memory") }
    words = fresh.bindMemory(to: UInt64.self, capacity: 1 << bits)
  }

  deinit { free(words) }

  /// Adds the key of that hash; whether it may have been there.
  mutating func insert(_ hash: UInt64) -> Bool {
    let (word, mask) = place(hash)
    let old = words[word]
    words[word] = old | mask
    return old & mask == mask
  }

  /// Whether the key of that hash may have been added.
  func contains(_ hash: UInt64) -> Bool {
    let (word, mask) = place(hash)
    return words[word] & mask == mask
  }

  /// Says that the key of that hash is going to be added soon.
  @inline(__always)
  func expect(_ hash: UInt64) { due_store_prefetch(words + place(hash).word) }

  @inline(__always)
  private func place(_ hash: UInt64) -> (word: Int, mask: UInt64) {
    let mask = 1 << (hash & 63) | 1 << (hash >> 6 & 63) | 1 << (hash >> 12 & 63) as UInt64
    return (Int(truncatingIfNeeded: hash >> (64 - bits)), mask)
  }
}
