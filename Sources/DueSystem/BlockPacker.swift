import CDueSystem
import Glibc

/// Files whose bytes threads compress, a block at a time, while the next blocks are gathered.
///
/// Blocks leave in the order they came in; a file is as it would be with one thread. The bytes of a
/// file depend on what was written and on nothing else.
package final class BlockPacker {
  /// How files are compressed.
  package enum Form: String, Sendable, CaseIterable {
    case gz, zst, none

    /// What the names of such files end with.
    package var suffix: String { self == .none ? "" : ".\(rawValue)" }
  }

  /// A file that is being written.
  private final class Output {
    let name: String
    let descriptor: Descriptor

    init(_ path: String) throws {
      name = path
      descriptor = try Descriptor(path, O_WRONLY | O_CREAT | O_TRUNC, status: .cannotCreate)
    }

    func write(_ bytes: Bytes) throws { try descriptor.write(bytes, name: name) }
  }

  /// Bytes before compression that make a block: so much is lost to each in size, and so little is
  /// held in memory.
  private static let blockSize = 1 << 20

  private let packer: OpaquePointer?
  private let slots: Int
  private var plain: UnsafeMutableRawPointer
  private var owners: [Output?]
  /// The slot that is being gathered; those after it, in turn, were filled longest ago.
  private var slot = 0
  private var count = 0
  private var output: Output?

  /// - Throws: status 69 where the library of `form` is not installed.
  package init(_ form: Form, threads: Int) throws {
    if form == .none {
      packer = nil
      slots = 1
      plain = .allocate(byteCount: Self.blockSize, alignment: 16)
    } else {
      let number = form == .gz ? DUE_PACK_GZIP : DUE_PACK_ZSTD
      guard
        let open = due_packer_open(Int32(number), Self.blockSize, Int32(max(1, threads)))
      else {
        let library = form == .gz ? "libdeflate.so.0" : "libzstd.so.1"
        throw RunFault(.unavailable, "\(library): expected this library for '\(form.rawValue)'")
      }
      packer = open
      slots = Int(due_packer_slots(open))
      plain = UnsafeMutableRawPointer(due_packer_input(open, 0))
    }
    owners = Array(repeating: nil, count: slots)
  }

  deinit {
    if let packer { due_packer_close(packer) } else { plain.deallocate() }
  }

  /// Begins a file, in the place of one of that name.
  package func begin(_ path: String) throws { output = try Output(path) }

  /// Appends bytes to the file that was begun.
  package func write(_ bytes: Bytes) throws {
    var rest = bytes
    while rest.count > Self.blockSize - count {
      let room = Self.blockSize - count
      take(Bytes(rebasing: rest[..<room]))
      rest = Bytes(rebasing: rest[room...])
      try pass()
    }
    take(rest)
  }

  @inline(__always)
  private func take(_ bytes: Bytes) {
    guard let start = bytes.baseAddress else { return }
    memcpy(plain + count, start, bytes.count)
    count += bytes.count
  }

  /// Ends the file that was begun; its last bytes may leave later. An empty file has no bytes at all,
  /// compressed or not.
  package func end() throws {
    if count > 0 { try pass() }
    output = nil
  }

  /// Waits until every byte of every file has left.
  package func settle() throws {
    for step in 1...slots { try collect((slot + step) % slots) }
  }

  /// Gives the gathered block away, and makes room for the next.
  private func pass() throws {
    guard let packer else {
      try output?.write(Bytes(start: plain, count: count))
      count = 0
      return
    }
    owners[slot] = output
    due_packer_fill(packer, Int32(slot), count)
    count = 0
    slot = (slot + 1) % slots
    try collect(slot)
    plain = UnsafeMutableRawPointer(due_packer_input(packer, Int32(slot)))
  }

  /// Writes what has become of a slot that was filled.
  private func collect(_ slot: Int) throws {
    guard let packer, let owner = owners[slot] else { return }
    owners[slot] = nil
    var start: UnsafePointer<UInt8>?
    let size = due_packer_wait(packer, Int32(slot), &start)
    guard size > 0 else { throw RunFault(.software, "\(owner.name): a block cannot be compressed") }
    try owner.write(Bytes(start: start, count: size))
  }
}
