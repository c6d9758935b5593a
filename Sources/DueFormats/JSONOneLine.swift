import DueSystem
import Glibc

extension ByteBuffer {
  /// Appends JSON without its line ends, which stand only between its tokens, and without the
  /// indentation after them.
  package mutating func append(onOneLine json: Bytes) {
    guard let start = json.baseAddress else { return }
    var first = 0
    while let found = memchr(start + first, 0x0a, json.count - first) {
      var end = start.distance(to: UnsafeRawPointer(found))
      let next = end + 1
      while end > first, json[end - 1] == 0x0d { end -= 1 }
      append(Bytes(rebasing: json[first..<end]))
      first = next
      while first < json.count, json[first] == 0x20 || json[first] == 0x09 { first += 1 }
    }
    append(Bytes(rebasing: json[first...]))
  }
}
