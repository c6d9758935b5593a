import DueSystem

/// The world's numbering plans: takes numbers apart and says what is known of them.
///
/// Parsing, validity, kind, region, carrier, place and time zones agree with libphonenumber, whose
/// metadata the tables are made from; nothing here asks a network, so a number that is valid need
/// not be in service, and the carrier is the one the range was given to.
///
/// One thread at a time: the book has its own scratch memory. About 4 MB, loaded in milliseconds.
package struct PhoneBook: ~Copyable {
  let tables: PhoneTables
  let text: UnsafeMutablePointer<NumberText>
  /// Two halves: digits of the number at hand, and of its rewritten form.
  let digits: UnsafeMutablePointer<UInt8>
  static let half = 512

  /// Loads the data file at `path`.
  ///
  /// - Throws: status 78 when it is missing or damaged.
  package static func load(_ path: String) throws -> PhoneBook {
    PhoneBook(try PhoneTables.load(path))
  }

  /// Loads the data file for numbers that are of `home` where they name no country.
  ///
  /// - Throws: as `load`; status 64 too, where no number can be at home in `home`.
  package static func load(_ path: String, home: RegionCode?) throws -> PhoneBook {
    let book = try load(path)
    if let home, !book.knows(home) {
      throw RunFault(
        .usage,
        "expected a country that has phone numbers, such as GB, in --default-country, found '\(home)'"
      )
    }
    return book
  }

  private init(_ tables: consuming PhoneTables) {
    self.tables = tables
    text = .allocate(capacity: 1)
    text.initialize(to: NumberText())
    digits = .allocate(capacity: 2 * Self.half)
  }

  deinit {
    text.deinitialize(count: 1)
    text.deallocate()
    digits.deallocate()
  }

  /// Version, date and licence of the metadata, a line each.
  package var notice: String { tables.notice }

  /// The bytes of `text`; valid as long as the book.
  package func bytes(_ text: PhoneText) -> UnsafeRawBufferPointer { tables.bytes(text) }

  package func string(_ text: PhoneText) -> String {
    String(decoding: tables.bytes(text), as: UTF8.self)
  }

  /// Whether numbers can be at home in `region`.
  package func knows(_ region: RegionCode) -> Bool { self.region(region) != nil }

  func region(_ code: RegionCode) -> PhoneRegion? { tables.region(code) }
}
