import CDueSystem
import DueFormats
import DueSystem
import Glibc

/// A program that stays, and answers each line with a line.
///
/// A question is the event with `"v":1,"n":17` before its members; the answer is an object with the
/// same `n` and `Endpoints`, or `Results` where it delivers. The program may say `{"ready":true}` first. One that ends, or takes too
/// long, is started again for the next question, three times a minute at most: it waits until it may be.
final class LineProgram: HookProgram {
  private let words: [String]
  private let timeout: Int64
  private var process: LineProcess?
  private var number = 0
  /// When it was started, in milliseconds of a steady clock.
  private var starts: [Int64] = []

  /// In how many milliseconds it is started three times at most.
  private let window: Int64

  private static let mostStarts = 3

  init(_ words: [String], timeout: Int64, window: Int64 = 60_000) {
    self.words = words
    self.timeout = timeout
    self.window = window
  }

  func ask(
    _ question: Bytes, environment: [(name: String, value: String)]
  ) throws -> [UInt8] {
    number += 1
    var line = ByteBuffer(capacity: question.count + 32)
    line.append(#"{"v":1,"n":"# as StaticString)
    line.append(decimal: Int64(number))
    line.append(UInt8(ascii: ","))
    line.append(Bytes(rebasing: question.dropFirst()))
    line.append(UInt8(ascii: "\n"))
    let running = try running(environment)
    let deadline = steadyMilliseconds() + timeout
    do {
      try running.send(line.bytes, until: deadline)
      while true {
        let answer = try running.receive(until: deadline)
        if let endpoints = try LineAnswer(answer).endpoints(of: number) { return endpoints }
      }
    } catch let fault as ProgramFault {
      running.stop()
      process = nil
      throw ProgramFault(reason: "\(words[0]) \(fault.reason)")
    }
  }

  private func running(_ environment: [(name: String, value: String)]) throws -> LineProcess {
    if let process { return process }
    if starts.count == Self.mostStarts {
      // The question is not to blame for the starts before it.
      let wait = starts.removeFirst() + window - steadyMilliseconds()
      if wait > 0 { _ = poll(nil, 0, Int32(wait)) }
    }
    starts.append(steadyMilliseconds())
    let started = try LineProcess(words, environment)
    process = started
    return started
  }
}

/// A running program and both ends of its talk.
private final class LineProcess {
  private let child: ChildProcess
  private var writer: Descriptor?
  /// The number of `writer`.
  private let writerNumber: Int32
  private let reader: Descriptor
  private var pending: [UInt8] = []
  private var hasEnded = false

  init(_ words: [String], _ environment: [(name: String, value: String)]) throws {
    var question: [Int32] = [-1, -1]
    var reply: [Int32] = [-1, -1]
    guard due_pipe(&question) == 0 else { throw systemFault("pipe", errno, .inputOutput) }
    let childInput = Descriptor(owning: question[0])
    let toChild = Descriptor(owning: question[1])
    guard due_pipe(&reply) == 0 else { throw systemFault("pipe", errno, .inputOutput) }
    let fromChild = Descriptor(owning: reply[0])
    let childOutput = Descriptor(owning: reply[1])
    for end in [question[1], reply[0]] { due_set_nonblocking(end) }
    child = try ChildProcess.start(
      words, input: childInput.number, output: childOutput.number, environment: environment)
    writer = consume toChild
    writerNumber = question[1]
    reader = fromChild
  }

  /// A program ends at the end of its input.
  deinit {
    guard !hasEnded else { return }
    writer = nil
    // What it ends with says nothing: all its answers are there.
    if child.waits(2000) { _ = try? child.wait() } else { _ = try? child.stop() }
  }

  /// Ends a program that does not do what it should.
  func stop() {
    hasEnded = true
    _ = try? child.stop()
  }

  func send(_ line: Bytes, until deadline: Int64) throws {
    var rest = line
    while !rest.isEmpty {
      try wait(writerNumber, POLLOUT, deadline)
      let count = write(writerNumber, rest.baseAddress, rest.count)
      if count >= 0 {
        rest = Bytes(rebasing: rest[count...])
      } else if errno != EAGAIN, errno != EINTR {
        throw ProgramFault(reason: "does not read any more")
      }
    }
  }

  /// The next line that has something on it.
  func receive(until deadline: Int64) throws -> [UInt8] {
    var searched = 0
    while true {
      if let end = pending[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = Array(pending[..<end])
        pending.removeFirst(end + 1)
        searched = 0
        if line.contains(where: { $0 > 0x20 }) { return line }
        continue
      }
      searched = pending.count
      guard pending.count <= longestAnswer else {
        throw ProgramFault(reason: "answered with more than 64 MiB")
      }
      try wait(reader.number, POLLIN, deadline)
      try take()
    }
  }

  private func take() throws {
    let count = try withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 1) { block in
      let count = read(reader.number, block.baseAddress, block.count)
      if count > 0 { pending.append(contentsOf: block[..<count]) }
      if count < 0, errno != EAGAIN, errno != EINTR {
        throw systemFault("reading from a program", errno, .inputOutput)
      }
      return count
    }
    if count == 0 { throw ProgramFault(reason: "ended without an answer") }
  }

  private func wait(_ number: Int32, _ event: Int32, _ deadline: Int64) throws {
    while true {
      var waiting = pollfd(fd: number, events: Int16(event), revents: 0)
      let left = max(0, deadline - steadyMilliseconds())
      let count = poll(&waiting, 1, Int32(min(left, 1 << 30)))
      if count > 0 { return }
      if count == 0 { throw ProgramFault(reason: "took too long") }
      guard errno == EINTR else { throw systemFault("waiting for a program", errno, .inputOutput) }
    }
  }
}

/// One line of a program that answers line by line.
private struct LineAnswer {
  private let json: JSON

  init(_ line: [UInt8]) throws(ProgramFault) {
    do throws(JSONFault) {
      json = try JSON(parsing: line)
    } catch {
      throw ProgramFault(reason: "answered with no JSON: \(error.problem.rawValue)")
    }
  }

  /// The answer to question `number`; nil for a line that greets.
  func endpoints(of number: Int) throws(ProgramFault) -> [UInt8]? {
    if json["n"] == nil, json["ready"] != nil { return nil }
    guard json["n"]?.integer == number, let endpoints = json["Endpoints"] ?? json["Results"]
    else {
      throw ProgramFault(reason: "answered without 'n' \(number) and 'Endpoints' or 'Results'")
    }
    return Array(endpoints.text.utf8)
  }
}
