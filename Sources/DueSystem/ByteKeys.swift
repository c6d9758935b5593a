import Glibc

/// Numbers keys in the order in which they first come: 0, 1, 2 and so on.
///
/// Keys are bytes that somebody else keeps. Open addressing; equality is that of all bytes.
package struct ByteKeys: ~Copyable {
  private var slots: [Int32]
  private let firstCapacity: Int
  private var hashes: [UInt64] = []
  package private(set) var keys: [Bytes] = []

  package init(capacity: Int = 1024) {
    firstCapacity = capacity.nextPowerOfTwo
    slots = Array(repeating: -1, count: firstCapacity)
  }

  package mutating func removeAll() {
    hashes.removeAll(keepingCapacity: true)
    keys.removeAll(keepingCapacity: true)
    if slots.count > firstCapacity << 8 {  // one giant is not to slow all that come after it
      slots = Array(repeating: -1, count: firstCapacity)
    } else {
      for i in slots.indices { slots[i] = -1 }
    }
  }

  package var count: Int { keys.count }

  /// The number of `key`, and whether it has just been given one.
  package mutating func number(of key: Bytes) -> (index: Int, isNew: Bool) {
    if keys.count * 2 >= slots.count { grow() }
    let hash = key.hash64
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let index = Int(slots[slot])
      if hashes[index] == hash, keys[index].equals(key) { return (index, false) }
      slot = (slot &+ 1) & (slots.count - 1)
    }
    slots[slot] = Int32(keys.count)
    keys.append(key)
    hashes.append(hash)
    return (keys.count - 1, true)
  }

  /// The number that `key` was given; nil for one that did not come.
  package func find(_ key: Bytes) -> Int? {
    let hash = key.hash64
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let index = Int(slots[slot])
      if hashes[index] == hash, keys[index].equals(key) { return index }
      slot = (slot &+ 1) & (slots.count - 1)
    }
    return nil
  }

  /// The numbers of all keys, in the order of the keys' bytes.
  package var sortedNumbers: [Int] {
    var order: [(prefix: UInt64, number: Int32)] = []
    order.reserveCapacity(keys.count)
    var sorted = true
    for (number, key) in keys.enumerated() {
      order.append((key.prefix64, Int32(number)))
      if number > 0, sorted { sorted = !key.precedes(keys[number - 1]) }
    }
    if !sorted {
      order.sort {
        $0.prefix != $1.prefix
          ? $0.prefix < $1.prefix : keys[Int($0.number)].precedes(keys[Int($1.number)])
      }
    }
    return order.map { Int($0.number) }
  }

  private mutating func grow() {
    slots = Array(repeating: -1, count: slots.count * 2)
    for (index, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(index)
    }
  }
}

extension Int {
  fileprivate var nextPowerOfTwo: Int {
    self <= 16 ? 16 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount)
  }
}

extension UnsafeRawBufferPointer {
  /// Less than 0 where these bytes come before `other`, byte by byte, 0 where they are the same:
  /// SQLite's order of text.
  @inlinable package func compared(to other: UnsafeRawBufferPointer) -> Int {
    guard let a = baseAddress, let b = other.baseAddress else { return count - other.count }
    let order = memcmp(a, b, Swift.min(count, other.count))
    return order == 0 ? count &- other.count : Int(order)
  }

  /// Whether these bytes come before `other`.
  @inlinable package func precedes(_ other: UnsafeRawBufferPointer) -> Bool {
    compared(to: other) < 0
  }

  /// The first eight bytes as a number that sorts as they do.
  @inlinable @inline(__always) package var prefix64: UInt64 {
    count >= 8 ? UInt64(bigEndian: loadUnaligned(as: UInt64.self)) : shortPrefix64
  }

  @usableFromInline package var shortPrefix64: UInt64 {
    var value: UInt64 = 0
    for i in 0..<8 { value = value << 8 | (i < count ? UInt64(self[i]) : 0) }
    return value
  }

  /// A hash of the bytes, eight at a time; not for what an attacker chooses to be slow.
  @inlinable package var hash64: UInt64 { hash64(seed: 0x9e37_79b9_7f4a_7c15) }

  @inlinable package func hash64(seed: UInt64) -> UInt64 {
    var state = seed ^ UInt64(truncatingIfNeeded: count) &* 0xff51_afd7_ed55_8ccd
    var p = 0
    while p &+ 8 <= count {
      state = Self.mix(state ^ loadUnaligned(fromByteOffset: p, as: UInt64.self))
      p &+= 8
    }
    var rest: UInt64 = 0
    while p < count {
      rest = rest << 8 | UInt64(self[p])
      p &+= 1
    }
    return Self.mix(Self.mix(state ^ rest))
  }

  @inlinable @inline(__always) static func mix(_ value: UInt64) -> UInt64 {
    let wide = value.multipliedFullWidth(by: 0xa076_1d64_78bd_642f)
    return wide.high ^ wide.low
  }
}
