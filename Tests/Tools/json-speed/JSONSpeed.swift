import DueFormats
import DueSystem

/// Reads and parses files of JSON lines, and does nothing with them: `json-speed FILE ...`.
///
/// What any command that parses whole records must take, for bench/run. Prints how many there are.
@main
struct JSONSpeed {
  static func main() throws {
    var count = 0
    for path in CommandLine.arguments.dropFirst() {
      var reader = JSONLinesReader(try ByteSource.open(path))
      while try reader.next() { count += 1 }
    }
    print(count)
  }
}
