import Foundation
import MaruStore

/// The steps of the hub's schema that this program works with.
enum KnownSteps {
  /// Those of the product. A build for tests also takes the statements of the file in `MARU_NEXT_STEP` (with `;` at the end of a
  /// line between them) for one more step, and so stands in for the version after this one: the program that is delivered has no
  /// such thing.
  static var hub: [Migration] {
    #if DEBUG
      if let path = ProcessInfo.processInfo.environment["MARU_NEXT_STEP"],
        let text = try? String(contentsOfFile: path, encoding: .utf8)
      {
        let statements = text.components(separatedBy: ";\n").map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
        return HubSchema.migrations + [Migration(HubSchema.migrations.count + 1, statements.filter { !$0.isEmpty })]
      }
    #endif
    return HubSchema.migrations
  }
}
