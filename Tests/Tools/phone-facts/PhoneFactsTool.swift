import DuePhones
import DueSystem
import Glibc

/// Prints the raw verdict of each number, for scripts/compare-phones.py to compare.
///
/// Input: a line for each number, `REGION`, tab, the number's bytes. Output, tab-separated: E.164,
/// valid, kind, region, carrier, description, time zones, national and international form, country
/// name; or the reason why it is no number.
@main
struct PhoneFactsTool {
  static func main() throws {
    let arguments = CommandLine.arguments
    let book = try PhoneBook.load(arguments.count > 1 ? arguments[1] : "data/phone-numbers.dat")
    let input = try readAll()
    var output = ByteBuffer(capacity: 1 << 20)
    let stdout = Descriptor(owning: STDOUT_FILENO, closes: false)
    input.withUnsafeBytes { all in
      for line in all.split(separator: 10, omittingEmptySubsequences: true) {
        guard let tab = line.firstIndex(of: 9) else { continue }
        let region = RegionCode(UnsafeRawBufferPointer(rebasing: line[..<tab]))
        let number = UnsafeRawBufferPointer(rebasing: line[(tab + 1)...])
        append(number, region, book, &output)
      }
    }
    try stdout.write(output.bytes, name: "standard output")
  }

  static func append(
    _ number: UnsafeRawBufferPointer, _ region: RegionCode?, _ book: borrowing PhoneBook,
    _ output: inout ByteBuffer
  ) {
    do throws(PhoneParseFault) {
      let facts = try book.facts(number, region: region)
      book.appendE164(facts.number, to: &output)
      output.append(facts.isValid ? "\ttrue\t" : "\tfalse\t")
      output.append(facts.kind.name)
      output.append("\t")
      if let region = facts.region { output.append(region.description) }
      for text in [facts.carrier, book.description(of: facts), facts.zones] {
        output.append("\t")
        output.append(book.bytes(text))
      }
      output.append("\t")
      book.appendNational(facts.number, to: &output)
      output.append("\t")
      book.appendInternational(facts.number, to: &output)
      output.append("\t")
      output.append(book.bytes(book.countryName(of: facts.number)))
      output.append("\n")
    } catch {
      output.append("\(error)\n" as String)
    }
  }

  static func readAll() throws -> [UInt8] {
    var source = try ByteSource.open("-")
    var all: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = try block.withUnsafeMutableBytes { try source.read(into: $0) }
      if count == 0 { return all }
      all.append(contentsOf: block[..<count])
    }
  }
}
