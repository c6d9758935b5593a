import CDueSystem

/// Keyed hashes (RFC 2104).
package enum HMAC {
  /// HMAC-SHA-256 of `text`: 32 bytes.
  package static func sha256(_ key: [UInt8], _ text: String) -> [UInt8] {
    var text = text
    return text.withUTF8 { text in
      [UInt8](unsafeUninitializedCapacity: 32) { digest, count in
        due_hmac_sha256(key, key.count, text.baseAddress, text.count, digest.baseAddress!)
        count = 32
      }
    }
  }

  /// HMAC-SHA-256 of `text` as four numbers, the highest first: without an allocation.
  package static func words(_ key: [UInt8], _ text: Bytes) -> (UInt64, UInt64, UInt64, UInt64) {
    var digest: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    withUnsafeMutableBytes(of: &digest) { place in
      guard let start = place.bindMemory(to: UInt8.self).baseAddress else { return }
      due_hmac_sha256(key, key.count, text.baseAddress, text.count, start)
    }
    return (
      UInt64(bigEndian: digest.0), UInt64(bigEndian: digest.1), UInt64(bigEndian: digest.2),
      UInt64(bigEndian: digest.3)
    )
  }

  /// Whether a seal that was handed in is `good`, in whatever case. The time that this takes tells
  /// nothing of where they differ.
  package static func isSeal(_ given: some Collection<UInt8>, _ good: String) -> Bool {
    let difference = zip(given, good.utf8).reduce(UInt8(0)) { $0 | ($1.0.folded ^ $1.1.folded) }
    return given.count == good.utf8.count && difference == 0
  }
}
