/// How a web server serves a site, with the headers that the preview has.
package enum ServerRecipe: String, CaseIterable, Sendable {
  case nginx
  case caddy

  /// - Parameters:
  ///   - directory: the absolute path of the site.
  ///   - host: the name that it is served under.
  package func text(directory: String, host: String, maxAge: Int) -> String {
    switch self {
    case .nginx: Self.nginx(directory, host, maxAge)
    case .caddy: Self.caddy(directory, host, maxAge)
    }
  }

  /// Names with eight hexadecimal digits before the suffix, as `--immutable` makes them.
  ///
  /// A letter is among them: a date such as 20261127 is none. The few hashes without one are kept
  /// for as long as other files. Written out, as Caddy's expressions cannot look ahead.
  private static let immutable: String = {
    let digests = (0..<8).map { before in
      String(repeating: "[0-9]", count: before) + "[a-f]"
        + (before < 7 ? "[0-9a-f]{\(7 - before)}" : "")
    }
    return #"\.("# + digests.joined(separator: "|") + #")\.[A-Za-z0-9]+$"#
  }()

  private static func nginx(_ directory: String, _ host: String, _ maxAge: Int) -> String {
    let headers = SiteResponder.secureHeaders.map {
      "  add_header \($0.name) \"\($0.value)\" always;\n"
    }.joined()
    return """
      # Everything below \(directory)/public is for the whole world to read.
      map $uri $due_cache {
        "~\(immutable)" "public, max-age=31536000, immutable";
        default "public, max-age=\(maxAge)";
      }
      server {
        listen 80;
        server_name \(host);
        root "\(directory)/public";
        index index.html;
        error_page 404 /404.html;
        gzip_static on;
        add_header Cache-Control $due_cache always;
      \(headers)}

      """
  }

  private static func caddy(_ directory: String, _ host: String, _ maxAge: Int) -> String {
    let headers = SiteResponder.secureHeaders.map { "    \($0.name) \"\($0.value)\"\n" }.joined()
    return """
      # Everything below \(directory)/public is for the whole world to read.
      \(host) {
        root * "\(directory)/public"
        encode zstd gzip
        @immutable path_regexp \(immutable)
        @changing not path_regexp \(immutable)
        header @immutable Cache-Control "public, max-age=31536000, immutable"
        header @changing Cache-Control "public, max-age=\(maxAge)"
        header {
      \(headers)    Strict-Transport-Security "max-age=31536000"
        }
        file_server
        handle_errors {
          header Cache-Control "no-store"
          rewrite * /404.html
          file_server
        }
      }

      """
  }
}
