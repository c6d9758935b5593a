import ArgumentParser
import DueAWS
import DueSystem
import DueTool
import Glibc

/// Which region of AWS is meant; credentials and endpoints come from the environment and from
/// AWS's own files.
package struct AWSOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Region of AWS (default: $AWS_REGION, else that of the profile).", valueName: "region"))
  package var region: String?

  package init() {}

  /// A client of `service` in the region.
  ///
  /// - Throws: status 77 without credentials, 78 without a region.
  package func client(_ service: AWSService) throws -> AWSClient {
    // Signatures are made with the machine's time: with `--now` AWS would refuse them.
    let clock = AWSClock(now: Instant.wallClock, wait: pause(milliseconds:))
    return try AWSClient(service, region: region, in: .ofProcess, clock: clock)
  }
}

extension AWSSurroundings {
  /// The environment of this process, and AWS's own files.
  package static var ofProcess: AWSSurroundings {
    AWSSurroundings { name in getenv(name).map { String(cString: $0) } }
  }
}

/// Waits so many milliseconds.
package func pause(milliseconds: Int) {
  var time = timespec(tv_sec: milliseconds / 1000, tv_nsec: milliseconds % 1000 * 1_000_000)
  var rest = timespec()
  while nanosleep(&time, &rest) != 0, errno == EINTR { time = rest }
}
