import DueModel
import DueSystem

/// Numbers names in the order in which they first come, from 1, and keeps them.
struct Names: ~Copyable {
  private var keys = ByteKeys()
  private var arena = ByteArena()
  /// The name of the last call: events of one sender come in a row.
  private var last = MailEvent.none
  private var lastNumber = 0

  /// The number of `name`, which is given one where it has none.
  @inline(__always)
  mutating func number(of name: Bytes) -> Int {
    if lastNumber > 0, name.equals(last) { return lastNumber }
    lastNumber = (keys.find(name) ?? keys.number(of: arena.copy(name)).index) + 1
    last = keys.keys[lastNumber - 1]
    return lastNumber
  }

  /// The number that `name` has; nil where it never came.
  func find(_ name: String) -> Int? {
    var name = name
    return name.withUTF8 { keys.find(Bytes($0)) }.map { $0 + 1 }
  }

  subscript(number: Int) -> String { keys.keys[number - 1].string }

  var count: Int { keys.count }
}
