import CDueSystem
import DueFormats
import DueModel
import DueSystem
import Glibc

/// Checks the signatures of SNS messages against certificates that lie in a directory.
///
/// Nothing is fetched. The certificates are taken as they are: whoever put them there saw to their
/// chain and their dates. A certificate is found by the last part of `SigningCertURL`.
///
/// - Complexity: one RSA verification a message, about 30 µs; each certificate is read once.
package final class SNSVerifier {
  private let directory: String
  private var keys: [String: OpaquePointer] = [:]
  private var text = ByteBuffer()
  private var signature = ByteBuffer()

  /// - Throws: status 66 where `directory` is none.
  package init(certificates directory: String) throws {
    _ = try Descriptor(directory, O_RDONLY | O_DIRECTORY, status: .noInput)
    self.directory = directory
  }

  deinit { for key in keys.values { due_public_key_free(key) } }

  /// - Throws: why `message` cannot be believed.
  func verify(_ message: SNSMessage) throws(RecordFault) {
    guard let url = message.certificateURL else {
      throw .missing("SigningCertURL", "of an SNS message (--verify-sns)")
    }
    let key = try key(SNSHost(url, member: "SigningCertURL").file)
    guard let written = message.value["Signature"], written.isString else {
      throw .missing("Signature", "of an SNS message (--verify-sns)")
    }
    signature.removeAll()
    text.removeAll()
    text.append(decoded: written)
    guard signature.append(decodedBase64: text.bytes, .strict) else {
      throw .unexpected("Signature", "other characters", expected: "base64")
    }
    let version = message.value["SignatureVersion"]?.string ?? ""
    guard version == "1" || version == "2" else {
      throw .unexpected("SignatureVersion", version, expected: "1 or 2")
    }
    text.removeAll()
    message.appendSigned(to: &text)
    let holds = due_verify(
      key, version == "1" ? 1 : 256, text.base, text.count, signature.base, signature.count)
    guard holds == 1 else {
      throw RecordFault(
        column: "Signature", "expected the signature of this message in 'Signature', found another")
    }
  }

  /// The public key of the certificate called `file`.
  private func key(_ file: String) throws(RecordFault) -> OpaquePointer {
    if let known = keys[file] { return known }
    let fault = RecordFault(
      column: "SigningCertURL", "expected the certificate '\(file)' in \(directory), found none")
    guard file.hasSuffix(".pem"), !file.hasPrefix("."), !file.contains("/") else { throw fault }
    guard let key = due_public_key("\(directory)/\(file)") else { throw fault }
    keys[file] = key
    return key
  }
}
