extension Store {
  /// Ends a transaction that is not to be kept.
  private struct Ended: Error {}

  /// Runs `body` as `write` would, and keeps nothing of it: for dry runs.
  package func rehearse<T>(_ body: (StoreView) throws -> T) throws -> T {
    var result: T?
    do {
      try write { view in
        result = try body(view)
        throw Ended()
      }
    } catch is Ended {}
    guard let result else { preconditionFailure("a rehearsal that ended has a result") }
    return result
  }
}
