import DueFormats
import DueModel
import DueSystem

/// Endpoints of the store as a check looks at them, and the attributes they have after it.
package struct EndpointPhones: ~Copyable {
  private var tape = JSONTape()
  private var phones = JSONPhones()
  private var attributes: JSONValue?
  private var output = ByteBuffer(capacity: 4096)

  package init() {}

  /// What a check looks at in `endpoint`; valid until the next one.
  package mutating func record(_ endpoint: EndpointView) throws(JSONFault) -> PhoneRecord {
    var record = PhoneRecord()
    attributes = nil
    if !endpoint.attributes.isEmpty {
      let value = try tape.parse(endpoint.attributes)
      record = phones.record(attributes: value)
      attributes = value
    }
    record.channel = endpoint.channel
    record.address = endpoint.address
    record.country = endpoint.country
    return record
  }

  /// All attributes of the endpoint, with those of the check; valid until the next call.
  package mutating func attributes(after checker: borrowing PhoneChecker) -> Bytes {
    output.removeAll()
    JSONPhones.append(attributes: attributes, checker, to: &output)
    return output.bytes
  }
}
