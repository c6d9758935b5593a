import DueFormats
import DueStore
import DueSystem
import Glibc

/// The answer to a question as CSV, in a file without a name that ends with the run.
package final class QueryAnswer {
  /// What faults call it.
  package static let name = "answer"

  /// More bytes than this no answer has: a question that multiplies rows is not to fill the disk.
  static let sizeLimit: Int64 = 4 << 30

  package private(set) var columns: [String] = []
  /// There is a header alone.
  package private(set) var isEmpty = true
  private let file: ScratchFile

  private init() throws { file = try ScratchFile.make() }

  /// The rows of `question`: NULL is an empty cell.
  package static func rows(of question: Question) throws -> QueryAnswer {
    let answer = try QueryAnswer()
    answer.columns = question.columns
    try answer.write(question)
    return answer
  }

  /// What `engine` answers to `sql`.
  ///
  /// - Throws: status 69 where it fails, 75 where it takes too long, 66 where it answers nothing.
  package static func of(_ engine: QueryEngine, _ sql: String, within milliseconds: Int64) throws
    -> QueryAnswer
  {
    let answer = try QueryAnswer()
    try engine.ask(sql, into: answer.file.descriptor, within: milliseconds)
    var reader = CSVReader(try answer.open())
    guard try reader.next() else {
      throw RunFault(.noInput, "\(engine.name): expected a header and rows as CSV, found nothing")
    }
    if let fault = reader.fault { throw RunFault(.noInput, "\(name):\(reader.line): \(fault)") }
    answer.columns = (0..<reader.count).map { reader.string($0) }
    while try reader.next() {
      answer.isEmpty = false
      switch reader.fault {
      case .unclosedQuote?, .strayQuote?:
        // What comes before may be cut off as well.
        let text = reader.fault.map { "\($0)" } ?? ""
        throw RunFault(.noInput, "\(name):\(reader.line): \(text); nothing was changed")
      default: break
      }
    }
    return answer
  }

  static func tooLarge() -> RunFault {
    RunFault(.usage, "expected an answer of at most 4 GiB, found more: ask for less")
  }

  /// The answer from its first byte.
  package func open() throws -> ByteSource {
    let again = try Descriptor(
      "/proc/self/fd/\(file.descriptor.number)", O_RDONLY, knownAs: Self.name)
    return try ByteSource.reading(again, name: Self.name)
  }

  private func write(_ question: Question) throws {
    var block = ByteBuffer(capacity: 1 << 17)
    for (i, column) in columns.enumerated() {
      if i > 0 { block.append(UInt8(ascii: ",")) }
      block.append(csvField: column)
    }
    block.append(UInt8(ascii: "\n"))
    let width = columns.count
    var size: Int64 = 0
    while try question.next() {
      for i in 0..<width {
        if i > 0 { block.append(UInt8(ascii: ",")) }
        let text = question.text(i)
        // A line without anything is none.
        if width == 1, text.isEmpty { block.append("\"\"" as StaticString) }
        block.append(csvField: text)
      }
      block.append(UInt8(ascii: "\n"))
      isEmpty = false
      if block.count > 1 << 16 {
        size += Int64(block.count)
        guard size <= Self.sizeLimit else { throw Self.tooLarge() }
        try file.write(block.bytes)
        block.removeAll()
      }
    }
    try file.write(block.bytes)
  }
}
