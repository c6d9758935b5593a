import DuePhones

/// What the tests share: the book, and bytes of texts.
enum Fixture {
  static let path: String = {
    let parts = #filePath.split(separator: "/").dropLast(3)
    return "/" + parts.joined(separator: "/") + "/data/phone-numbers.dat"
  }()

  static func book() throws -> PhoneBook { try PhoneBook.load(path) }

  static func bytes<R, E>(_ text: String, _ body: (UnsafeRawBufferPointer) throws(E) -> R)
    throws(E) -> R
  {
    let bytes = Array(text.utf8)
    var result: Result<R, E>?
    bytes.withUnsafeBytes { bytes in
      do throws(E) {
        result = .success(try body(bytes))
      } catch {
        result = .failure(error)
      }
    }
    guard let result else { preconditionFailure("withUnsafeBytes runs its body") }
    return try result.get()
  }

  /// SplitMix64: the same numbers for the same seed, everywhere.
  struct Random: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var z = state
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      return z ^ (z >> 31)
    }
  }
}
