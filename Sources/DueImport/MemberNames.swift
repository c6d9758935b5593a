import DueModel
import DueSystem

/// The names that the objects of a record have: one that comes twice makes the record ambiguous.
///
/// RFC 8259 leaves open which of two members of one name counts, and readers differ; who is
/// written to must not hang on that.
///
/// - Complexity: O(1) a name.
struct MemberNames: ~Copyable {
  /// The objects of an endpoint, each by the name of its members' columns.
  enum Scope: String {
    case endpoint = ""
    case location = "Location"
    case demographic = "Demographic"
    case attributes = "Attributes"
    case metrics = "Metrics"
    case user = "User"
    case userAttributes = "User.UserAttributes"
  }

  // An object inside another has a table of its own, as both are read at once.
  private var endpoint = ByteKeys(capacity: 32)
  private var user = ByteKeys(capacity: 16)
  private var map = ByteKeys(capacity: 64)

  /// Forgets the names of the object of that kind that came before.
  mutating func begin(_ scope: Scope) {
    switch scope {
    case .endpoint: endpoint.removeAll()
    case .user: user.removeAll()
    default: map.removeAll()
    }
  }

  /// Adds a name, its escapes decoded; the bytes must stay until the record is done.
  mutating func add(_ name: Bytes, in scope: Scope) throws(RecordFault) {
    let isNew =
      switch scope {
      case .endpoint: endpoint.number(of: name).isNew
      case .user: user.number(of: name).isNew
      default: map.number(of: name).isNew
      }
    if isNew { return }
    let column = scope == .endpoint ? name.string : "\(scope.rawValue).\(name.string)"
    throw RecordFault(column: column, "expected '\(column)' once, found it twice")
  }
}
