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
}
