/// One figure at the head of a page, and what to hold it against.
package struct Tile: Sendable, Equatable {
  package let label: String
  package let value: String
  package let detail: String

  package init(label: String, value: String, detail: String) {
    self.label = label
    self.value = value
    self.detail = detail
  }
}
