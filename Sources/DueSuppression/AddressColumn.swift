import DueSystem

/// Which column of a list, or member of its records, has what.
package enum AddressColumn {
  /// Names of the address, in small letters, the likeliest first.
  package static let addresses = ["email", "emailaddress", "email_address", "address"]
  package static let reasons = ["reason"]
  package static let topics = ["topic"]
  package static let times = ["last_seen", "lastupdatetime"]
  package static let details = ["detail"]
  package static let notes = ["note"]

  /// The place of `wanted` in `header`, exactly as written; without it, of the likeliest of
  /// `names`, in whatever case.
  package static func find(_ wanted: String?, in header: [String], or names: [String]) -> Int? {
    if let wanted { return header.firstIndex(of: wanted) }
    let small = header.map { $0.lowercased() }
    return names.lazy.compactMap { small.firstIndex(of: $0) }.first
  }
}
