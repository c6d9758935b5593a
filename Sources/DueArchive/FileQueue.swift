import Dispatch
import DueSystem

/// Writes files of the archive while the next ones are made.
///
/// Making a message and making its file take about the same time, the one here and the other in the
/// kernel: with two processors they go on side by side. Files are written in the order in which they
/// came, and all are when `finish` returns.
final class FileQueue {
  private let worker: Worker
  private let queue = DispatchQueue(label: "due-archive.files")
  /// Those who fill, and wait to be written; one is being filled.
  private let chunks: [Chunk]
  private let room: DispatchSemaphore
  private var filled = 0

  private static let chunkSize = 256 * 1024
  private static let chunkCount = 4

  init(_ tree: ArchiveTree) {
    worker = Worker(tree)
    chunks = (0..<Self.chunkCount).map { _ in Chunk() }
    room = DispatchSemaphore(value: Self.chunkCount - 1)
  }

  deinit { queue.sync {} }

  /// Takes a file to be written.
  func write(_ bytes: Bytes, at path: Bytes) {
    let chunk = chunks[filled % chunks.count]
    chunk.add(bytes, path)
    if chunk.count >= Self.chunkSize { submit(chunk) }
  }

  /// Waits until all files are written.
  ///
  /// - Throws: what kept the first of them from it.
  func finish() throws {
    submit(chunks[filled % chunks.count])
    queue.sync {}
    try worker.check()
  }

  private func submit(_ chunk: Chunk) {
    filled += 1
    queue.async { [worker, room] in
      worker.write(chunk)
      room.signal()
    }
    // The next one is free when no more than the others are on their way.
    room.wait()
  }
}

/// Files that are written together.
///
/// One thread has it at a time: who fills it, until it is handed over, and then who writes it.
private final class Chunk: @unchecked Sendable {
  private var buffer = ByteBuffer(capacity: 320 * 1024)
  private var files: [(path: Range<Int>, bytes: Range<Int>)] = []

  var count: Int { buffer.count }

  func add(_ bytes: Bytes, _ path: Bytes) {
    let start = buffer.count
    buffer.append(path)
    let end = buffer.count
    buffer.append(bytes)
    files.append((start..<end, end..<buffer.count))
  }

  /// Hands the files to `body` and forgets them.
  func drain(_ body: (_ bytes: Bytes, _ path: Bytes) throws -> Void) rethrows {
    defer {
      files.removeAll(keepingCapacity: true)
      buffer.removeAll()
    }
    for file in files {
      try body(
        Bytes(rebasing: buffer.bytes[file.bytes]), Bytes(rebasing: buffer.bytes[file.path]))
    }
  }
}

/// Who writes; used by the queue alone, and by others when nothing is on it.
private final class Worker: @unchecked Sendable {
  private let tree: ArchiveTree
  private var fault: (any Error)?

  init(_ tree: ArchiveTree) { self.tree = tree }

  func write(_ chunk: Chunk) {
    do {
      try chunk.drain { if fault == nil { try tree.write($0, at: $1) } }
    } catch {
      fault = error
    }
  }

  func check() throws { if let fault { throw fault } }
}
