/// The entries of a batch by the keys of their addresses, in chains.
///
/// Keys are hashes already, so their bits say where they go.
struct AddressPlaces: ~Copyable {
  /// The entries of one key; -1 is the end of a chain.
  struct Place {
    var key: Int64
    /// All that ever had it in the batch.
    var all: Int32 = -1
    /// Those that may be active.
    var active: Int32 = -1
  }

  private struct Link {
    var entry: Int32
    var next: Int32
  }

  private var slots: [Int32]
  private var places: [Place] = []
  private var links: [Link] = []

  init() { slots = Array(repeating: -1, count: 1 << 12) }

  mutating func removeAll() {
    for i in slots.indices { slots[i] = -1 }
    places.removeAll(keepingCapacity: true)
    links.removeAll(keepingCapacity: true)
  }

  @inline(__always)
  private func slot(_ key: Int64) -> Int {
    let mask = slots.count &- 1
    var at = Int(truncatingIfNeeded: UInt64(bitPattern: key) &* 0x9e37_79b9_7f4a_7c15 >> 32) & mask
    while slots[at] >= 0, places[Int(slots[at])].key != key { at = (at &+ 1) & mask }
    return at
  }

  private mutating func grow() {
    slots = Array(repeating: -1, count: slots.count * 2)
    for (number, place) in places.enumerated() { slots[slot(place.key)] = Int32(number) }
  }

  /// Adds an entry to those of `key`.
  mutating func add(_ entry: Int, to key: Int64, isActive: Bool) {
    if places.count * 2 >= slots.count { grow() }
    let at = slot(key)
    if slots[at] < 0 {
      slots[at] = Int32(places.count)
      places.append(Place(key: key))
    }
    let place = Int(slots[at])
    places[place].all = link(entry, places[place].all)
    if isActive { places[place].active = link(entry, places[place].active) }
  }

  private mutating func link(_ entry: Int, _ next: Int32) -> Int32 {
    links.append(Link(entry: Int32(entry), next: next))
    return Int32(links.count - 1)
  }

  /// The entries that have, or had, an address of that key, in no order.
  func forEach(_ key: Int64, _ body: (Int) -> Void) {
    let number = slots[slot(key)]
    if number < 0 { return }
    var next = places[Int(number)].all
    while next >= 0 {
      let link = links[Int(next)]
      body(Int(link.entry))
      next = link.next
    }
  }

  /// Takes the chain of those of `key` that may be active off its place.
  mutating func takeActive(of key: Int64) -> Chain {
    let number = slots[slot(key)]
    precondition(number >= 0, "an entry without a place")
    defer { places[Int(number)].active = -1 }
    return Chain(place: Int(number), link: places[Int(number)].active)
  }

  /// What is left of a chain that was taken.
  struct Chain {
    fileprivate let place: Int
    fileprivate var link: Int32
  }

  /// The entry at the beginning of `chain`; nil at its end.
  func first(of chain: Chain) -> Int? {
    chain.link < 0 ? nil : Int(links[Int(chain.link)].entry)
  }

  /// Moves `chain` on; its first entry may be active as before, or is out.
  mutating func next(_ chain: inout Chain, keepsFirst: Bool) {
    let link = Int(chain.link)
    let next = links[link].next
    if keepsFirst {
      links[link].next = places[chain.place].active
      places[chain.place].active = chain.link
    }
    chain.link = next
  }

  /// Adds an entry to those of the chain's key that may be active.
  mutating func activate(_ entry: Int, _ chain: Chain) {
    places[chain.place].active = link(entry, places[chain.place].active)
  }
}
