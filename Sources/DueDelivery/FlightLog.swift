import DueModel
import DueSystem
import Glibc

/// How far each message of the group in hand has come: what the next process knows of them when this
/// one is killed.
///
/// A file of one slot a message: key, attempt, and a state that changes before what commits it
/// leaves, such as the last dot of a mail, and after its answer. States are written through a map of
/// memory, and never flushed: a process that dies leaves what it has written to the kernel. What a
/// kernel that dies leaves may be older than what has left; so a file of an earlier boot says
/// nothing, and what nothing says anything of is uncertain.
package final class FlightLog {
  /// What became of a message as far as the file tells.
  package enum Flight: Equatable {
    /// It never left.
    case ready
    /// It may have left.
    case leaving
    case answered(Answer)
  }

  static let header = 64
  static let slot = 192
  /// Places in a slot: the key's 64 bytes are followed by these.
  static let attemptPlace = 64
  static let statePlace = 84
  static let codePlace = 85
  static let namePlace = 101

  private let path: String
  private let file: Descriptor
  /// The file in memory; what is written there is in the kernel's hands at once.
  private var map = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  /// How much of it the slots of the last group take.
  private var used = 0

  /// Makes the file, in the directory `flights` of a store.
  ///
  /// - Throws: status 73 or 74 where that is not possible.
  package init(store: String) throws {
    let directory = Self.directory(store)
    if mkdir(directory, 0o700) != 0, errno != EEXIST {
      throw systemFault(directory, errno, .cannotCreate)
    }
    // A run may speak to several servers.
    var path = "\(directory)/\(getpid())-\(steadyMilliseconds())"
    file = try Self.create(&path)
    self.path = path
    try write(Array(Self.boot.utf8), at: 0)
  }

  /// Makes a file called `path`, or that with a sign more, that is locked: held as long as we live,
  /// for others to see.
  ///
  /// Another run may see it before it is locked, and remove it as a dead process's: then one is
  /// made anew.
  private static func create(_ path: inout String) throws -> Descriptor {
    while true {
      while access(path, F_OK) == 0 { path += "+" }
      let file: Descriptor
      do {
        file = try Descriptor(path, O_RDWR | O_CREAT | O_EXCL, mode: 0o600, status: .cannotCreate)
      } catch {
        // Another run was faster.
        if access(path, F_OK) == 0 { continue }
        throw error
      }
      // Whoever looks at it, or removes it, holds it for that moment.
      while flock(file.number, LOCK_EX) != 0 {
        guard errno == EINTR else { throw systemFault(path, errno, .inputOutput) }
      }
      var status = stat()
      guard fstat(file.number, &status) == 0 else {
        throw systemFault(path, errno, .inputOutput)
      }
      if status.st_nlink > 0 { return file }
    }
  }

  deinit {
    if let start = map.baseAddress { munmap(start, map.count) }
    unlink(path)
  }

  /// Notes that nothing of `group` has left yet.
  package func begin(_ group: [Outgoing]) throws {
    var slots = [UInt8](repeating: 0, count: group.count * Self.slot)
    slots.withUnsafeMutableBytes { slots in
      for (i, outgoing) in group.enumerated() {
        let place = i * Self.slot
        Self.put(outgoing.message.key, slots, place, limit: 64)
        Self.put(String(outgoing.attempt), slots, place + Self.attemptPlace, limit: 20)
        slots[place + Self.statePlace] = UInt8(ascii: "r")
      }
    }
    // Of the group before this one nothing is left, whenever we are killed.
    guard ftruncate(file.number, off_t(Self.header)) == 0 else {
      throw systemFault(path, errno, .inputOutput)
    }
    // Written, not put there: a disk that is full says so here, and not by a signal later.
    try write(slots, at: Self.header)
    if Self.header + slots.count > map.count { try enlarge(to: Self.header + slots.count) }
    used = slots.count
  }

  /// Empties the slots: the store knows all that they told.
  func clear() {
    for i in Self.header..<(Self.header + used) { map[i] = 0 }
    used = 0
  }

  private func enlarge(to size: Int) throws {
    if let start = map.baseAddress { munmap(start, map.count) }
    map = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    guard let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, file.number, 0),
      start != UnsafeMutableRawPointer(bitPattern: -1)
    else { throw systemFault(path, errno, .inputOutput) }
    map = UnsafeMutableRawBufferPointer(start: start, count: size)
  }

  /// Notes that message `index` of the group is about to leave.
  package func leave(_ index: Int) { map[place(of: index)] = UInt8(ascii: "l") }

  private func place(of index: Int) -> Int { Self.header + index * Self.slot + Self.statePlace }

  /// Notes the answer to message `index`.
  package func note(_ answer: Answer, of index: Int) {
    let place = place(of: index)
    Self.put(answer.code, map, place - Self.statePlace + Self.codePlace, limit: 16)
    Self.put(answer.providerID, map, place - Self.statePlace + Self.namePlace, limit: 91)
    // Last: who finds the answer finds what belongs to it.
    map[place] = answer.verdict.letter
  }

  /// Puts a text, and zeros after it, into a field; one that is too long is left out.
  private static func put(
    _ text: String, _ slots: UnsafeMutableRawBufferPointer, _ place: Int, limit: Int
  ) {
    var rest = (text.utf8.count <= limit ? text : "").utf8.makeIterator()
    for i in place..<(place + limit) { slots[i] = rest.next() ?? 0 }
  }

  private func write(_ bytes: [UInt8], at place: Int) throws {
    let count = bytes.withUnsafeBytes {
      pwrite(file.number, $0.baseAddress, $0.count, off_t(place))
    }
    guard count == bytes.count else { throw systemFault(path, errno, .inputOutput) }
  }

  static func directory(_ store: String) -> String { "\(store)/flights" }

  /// The name of this boot; one of its own where the kernel does not tell, so that nothing is
  /// believed.
  static var boot: String {
    let path = "/proc/sys/kernel/random/boot_id"
    guard let text = try? ByteSource.text(of: path) else { return "unknown-\(getpid())" }
    return String(text.prefix { $0 != "\n" })
  }
}

extension Answer.Verdict {
  private static let letters: [(verdict: Self, letter: UInt8)] = [
    (.accepted, UInt8(ascii: "A")), (.rejected, UInt8(ascii: "R")),
    (.deferred, UInt8(ascii: "D")), (.throttled, UInt8(ascii: "T")),
    (.uncertain, UInt8(ascii: "U")), (.notSent, UInt8(ascii: "N")),
    (.unreachable, UInt8(ascii: "X")), (.optedOut, UInt8(ascii: "O")),
    (.suppressed, UInt8(ascii: "S")),
  ]

  fileprivate var letter: UInt8 {
    Self.letters.first { $0.verdict == self }?.letter ?? UInt8(ascii: "l")
  }

  init?(letter: UInt8) {
    guard let found = Self.letters.first(where: { $0.letter == letter }) else { return nil }
    self = found.verdict
  }
}
