/// What a template can call: the built-ins of Handlebars and the helpers of the Java port's string
/// and conditional libraries, as Amazon Pinpoint's user guide lists them.
enum Helper: UInt8, BitwiseCopyable, CaseIterable {
  /// Not a helper: the name is looked up in the context.
  case none
  // Built-ins.
  case `if`, unless, each, with, lookup, log
  // Conditions: inline or as a block.
  case and, or, not, eq, neq, gt, gte, lt, lte
  // Texts.
  case abbreviate, capitalize, capitalizeFirst, lower, upper, center, ljust, rjust, cut, replace
  case substring, slugify, stripTags, join, inflect, ordinalize, yesno, defaultIfEmpty
  case stringFormat, wordWrap, numberFormat
  // Dates.
  case now, dateFormat
  // Numbers.
  case add, subtract, multiply, divide, modulo, round, ceiling, floor
  // Encodings.
  case encode64, decode64, md5, sha256, sha512, uuid

  /// The helper called `name` in templates.
  static func named(_ name: String) -> Helper? { byName[name] }

  private static let byName: [String: Helper] = Dictionary(
    uniqueKeysWithValues: allCases.filter { $0 != .none }.map { ("\($0)", $0) })

  /// Whether it can only open a block.
  var needsBlock: Bool {
    switch self {
    case .if, .unless, .each, .with: true
    default: false
    }
  }

  /// Whether it answers yes or no.
  var isCondition: Bool { rawValue >= Helper.and.rawValue && rawValue <= Helper.lte.rawValue }

  /// The fewest plain values that it works with.
  var leastArguments: Int {
    switch self {
    case .none, .now, .uuid, .log: 0
    case .and, .or, .eq, .neq, .gt, .gte, .lt, .lte, .lookup, .abbreviate, .substring, .join,
      .add, .subtract, .multiply, .divide, .modulo, .wordWrap:
      2
    case .replace, .inflect: 3
    default: 1
    }
  }

  /// The most plain values that it takes, where Handlebars itself refuses more.
  var mostArguments: Int? {
    switch self {
    case .if, .unless, .with: 1
    default: nil
    }
  }
}
