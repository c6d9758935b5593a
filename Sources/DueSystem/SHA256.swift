import CDueSystem
import Glibc

/// A SHA-256 digest (FIPS 180-4): 32 bytes.
package struct SHA256: Sendable, Equatable {
  package let bytes: [UInt8]

  package init(_ input: UnsafeRawBufferPointer) {
    bytes = [UInt8](unsafeUninitializedCapacity: 32) { digest, count in
      due_sha256(input.baseAddress, input.count, digest.baseAddress!)
      count = 32
    }
  }

  /// The digest of `input` as four numbers, the highest first: without an allocation.
  package static func words(_ input: Bytes) -> (UInt64, UInt64, UInt64, UInt64) {
    var digest: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    withUnsafeMutableBytes(of: &digest) { place in
      guard let start = place.bindMemory(to: UInt8.self).baseAddress else { return }
      due_sha256(input.baseAddress, input.count, start)
    }
    return (
      UInt64(bigEndian: digest.0), UInt64(bigEndian: digest.1), UInt64(bigEndian: digest.2),
      UInt64(bigEndian: digest.3)
    )
  }

  /// The digest that `text`, 64 hexadecimal digits, writes; nil for another text.
  package static func words(hexadecimal text: Bytes) -> (UInt64, UInt64, UInt64, UInt64)? {
    guard text.count == 64 else { return nil }
    var words: [UInt64] = [0, 0, 0, 0]
    for (i, byte) in text.enumerated() {
      guard let digit = byte.hexValue else { return nil }
      words[i / 16] = words[i / 16] << 4 | UInt64(digit)
    }
    return (words[0], words[1], words[2], words[3])
  }

  /// The digest of what is left to read of `descriptor`.
  ///
  /// - Throws: status 74 when reading fails.
  package init(reading descriptor: borrowing Descriptor, name: String) throws {
    var digest = [UInt8](repeating: 0, count: 32)
    guard due_sha256_descriptor(descriptor.number, &digest) == 0 else {
      throw systemFault(name, errno, .inputOutput)
    }
    bytes = digest
  }

  package init(_ text: String) {
    var text = text
    self = text.withUTF8 { SHA256(UnsafeRawBufferPointer($0)) }
  }

  /// Lower-case hexadecimal, 64 digits.
  package var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(unsafeUninitializedCapacity: 64) { out in
      for (i, byte) in bytes.enumerated() {
        out[2 * i] = digits[Int(byte >> 4)]
        out[2 * i + 1] = digits[Int(byte & 15)]
      }
      return 64
    }
  }
}

extension ByteBuffer {
  /// Appends a digest in 64 digits, lower case.
  package mutating func append(hexadecimal words: (UInt64, UInt64, UInt64, UInt64)) {
    append(hexadecimal: words.0)
    append(hexadecimal: words.1)
    append(hexadecimal: words.2)
    append(hexadecimal: words.3)
  }

  private mutating func append(hexadecimal word: UInt64) {
    append(upTo: 16) { out in
      var rest = word
      for place in stride(from: 15, through: 0, by: -1) {
        let digit = UInt8(truncatingIfNeeded: rest & 15)
        out[place] = digit < 10 ? 48 + digit : 87 + digit
        rest >>= 4
      }
      return 16
    }
  }
}
