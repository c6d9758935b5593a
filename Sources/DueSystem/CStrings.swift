import Glibc

/// Strings as C wants them: a list of pointers that ends with nil. Bytes pass as they are.
package struct CStrings: ~Copyable {
  /// Valid until the next `append`.
  package private(set) var pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  package private(set) var count = 0
  private var capacity: Int

  package init(capacity: Int = 16) {
    self.capacity = capacity
    pointers = .allocate(capacity: capacity + 1)
    pointers.initialize(to: nil)
  }

  package init(_ strings: [String]) {
    self.init(capacity: strings.count)
    for string in strings { append(copy: strdup(string)) }
  }

  deinit {
    for i in 0..<count { free(pointers[i]) }
    pointers.deallocate()
  }

  /// Appends a string of these bytes, which must not contain NUL.
  package mutating func append(_ bytes: [UInt8]) {
    append(
      copy: (bytes + [0]).withUnsafeBytes {
        $0.baseAddress.flatMap { strdup($0.assumingMemoryBound(to: CChar.self)) }
      })
  }

  private mutating func append(copy: UnsafeMutablePointer<CChar>?) {
    if count == capacity { grow() }
    pointers[count] = copy
    count += 1
    pointers[count] = nil
  }

  private mutating func grow() {
    capacity = max(capacity * 2, 16)
    let larger = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: capacity + 1)
    larger.update(from: pointers, count: count)
    pointers.deallocate()
    pointers = larger
  }

  /// Appends `name=value`, as an environment has it.
  package mutating func append(variable name: String, _ value: [UInt8]) {
    let length = name.utf8.count + 1 + value.count + 1
    guard let copy = malloc(length) else { return append(copy: nil) }
    let bytes = UnsafeMutableRawBufferPointer(start: copy, count: length)
    bytes.copyBytes(from: name.utf8)
    bytes[name.utf8.count] = UInt8(ascii: "=")
    bytes[(name.utf8.count + 1)...].copyBytes(from: value)
    bytes[length - 1] = 0
    append(copy: copy.assumingMemoryBound(to: CChar.self))
  }

  /// Drops what was appended after there were `count` strings.
  package mutating func truncate(to count: Int) {
    while self.count > count {
      self.count -= 1
      free(pointers[self.count])
      pointers[self.count] = nil
    }
  }

  /// Our environment but for the variables of these names.
  package static func environment(without names: [String]) -> CStrings {
    var strings = CStrings(capacity: 64)
    let prefixes = names.map { $0 + "=" }
    var entry = environ
    while let text = entry.pointee {
      if !prefixes.contains(where: { strncmp(text, $0, $0.utf8.count) == 0 }) {
        strings.append(copy: strdup(text))
      }
      entry += 1
    }
    return strings
  }
}
