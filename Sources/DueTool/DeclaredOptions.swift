import ArgumentParser

/// The options and arguments that a command declares, those of its groups too, by property:
/// `default-country` for `defaultCountry`.
struct DeclaredOptions {
  private var types: [String: Any.Type] = [:]

  init(_ command: any ParsableArguments.Type) { add(command) }

  /// Whether there is an option `--name`.
  func has(_ name: String) -> Bool { types[name] != nil }

  /// What the value of `name` has to be, in words; nil where its type does not say it.
  func expectation(of name: String) -> String? { types[name].flatMap { Self.expectation(of: $0) } }

  private mutating func add(_ arguments: any ParsableArguments.Type) {
    for child in Mirror(reflecting: arguments.init()).children {
      if let group = child.value as? any OptionGrouping {
        add(group.arguments)
      } else if let label = child.label, let option = child.value as? any OptionTyping {
        types[Self.name(label)] = option.valueType
      }
    }
  }

  /// `_defaultCountry` of a wrapped property is `default-country` on the command line.
  private static func name(_ label: String) -> String {
    label.drop { $0 == "_" }.map { $0.isUppercase ? "-\($0.lowercased())" : String($0) }.joined()
  }

  private static func expectation(of type: Any.Type) -> String? {
    if let many = type as? any ValueHolding.Type { return expectation(of: many.element) }
    if let type = type as? any ExpectedValue.Type { return type.expected }
    guard let values = (type as? any ExpressibleByArgument.Type)?.allValueStrings,
      let first = values.first
    else { return nil }
    return values.count == 1 ? first : "one of \(values.joined(separator: ", "))"
  }
}

/// A type of values that says in words what is expected: "a time such as …".
package protocol ExpectedValue { static var expected: String { get } }

extension Int: ExpectedValue { package static var expected: String { "a whole number" } }
extension Int64: ExpectedValue { package static var expected: String { "a whole number" } }
extension UInt64: ExpectedValue {
  package static var expected: String { "a whole number that is not negative" }
}
extension Double: ExpectedValue { package static var expected: String { "a number" } }

/// What the parser's property wrappers hide: the types of their values.
private protocol OptionTyping { var valueType: Any.Type { get } }

extension Option: OptionTyping { fileprivate var valueType: Any.Type { Value.self } }
extension Argument: OptionTyping { fileprivate var valueType: Any.Type { Value.self } }

private protocol OptionGrouping { var arguments: any ParsableArguments.Type { get } }

extension OptionGroup: OptionGrouping {
  fileprivate var arguments: any ParsableArguments.Type { Value.self }
}

/// Options that may be absent or come again hold values of another type.
private protocol ValueHolding { static var element: Any.Type { get } }

extension Optional: ValueHolding { fileprivate static var element: Any.Type { Wrapped.self } }
extension Array: ValueHolding { fileprivate static var element: Any.Type { Element.self } }
