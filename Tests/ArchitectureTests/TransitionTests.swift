import Foundation
import Testing

/// A transition that docs/TRANSFER-STAGES.md does not draw cannot be written: the compiler itself is asked, as a file of another
/// module of this package.
@Suite struct TransitionTests {
  /// One line each, and what the compiler must say of it.
  static let illegal: [(what: String, line: String)] = [
    ("debit_sent to completed", "func a1(_ s: DebitSent) -> TransferStep<Completed> { s.confirmed() }"),
    ("debit_unknown to completed", "func a2(_ s: DebitUnknown) -> TransferStep<Completed> { s.confirmed() }"),
    (
      "a timed-out credit marked as failed",
      "func a3(_ s: CreditUnknown, _ r: BankRefusal) -> TransferStep<Rejected> { s.refused(r) }"
    ),
    (
      "credit_sent to rejected",
      "func a4(_ s: CreditSent, _ r: BankRefusal) -> TransferStep<Rejected> { s.refused(r) }"
    ),
    (
      "credit_sent to reversed",
      "func a5(_ s: CreditSent, _ r: BankRefusal) -> TransferStep<Reversed> { s.refused(r) }"
    ),
    ("a credit refunded on a guess", "func a6(_ s: CreditUnknown) -> TransferStep<ReversalSent> { s.unanswered() }"),
    ("reversal_sent to completed", "func a7(_ s: ReversalSent) -> TransferStep<Completed> { s.confirmed() }"),
    ("a reversal refused", "func a8(_ s: ReversalSent, _ r: BankRefusal) { _ = s.refused(r) }"),
    ("a way on from completed", "func a9(_ s: Completed) { _ = s.confirmed() }"),
    ("a way on from rejected", "func b1(_ s: Rejected) { _ = s.confirmed() }"),
    ("a way on from reversed", "func b2(_ s: Reversed) { _ = s.unanswered() }"),
    ("completed out of nothing", "let b3 = TransferStage.completed(Completed())"),
    ("rejected out of nothing", "func b4(_ r: BankRefusal) -> TransferStage { .rejected(Rejected(because: r)) }"),
    ("reversed out of nothing", "func b5(_ r: BankRefusal) -> TransferStage { .reversed(Reversed(because: r)) }"),
    ("credit_unknown out of nothing", "let b6 = TransferStage.creditUnknown(CreditUnknown())"),
    ("reversal_sent out of nothing", "func b7(_ r: BankRefusal) { _ = ReversalSent(because: r) }"),
    ("a step out of nothing", "func b8(_ s: TransferStage, _ c: Completed) { _ = TransferStep(from: s, to: c) }"),
    ("a move out of nothing", "func b9(_ s: TransferStage, _ t: TransferStage) { _ = TransferMove(from: s, to: t) }"),
    ("a step sent on elsewhere", "func c1(_ s: TransferStep<CreditSent>, _ r: Reversed) { _ = s.on(to: r) }"),
  ]

  /// Without these the test would find nothing wrong with a compiler that cannot even read the module.
  private static let legal = """
    func l1(_ s: DebitSent) -> TransferStep<Completed> { s.confirmed().confirmed() }
    func l2(_ s: CreditUnknown, _ r: BankRefusal) -> TransferStep<ReversalSent> { s.refused(r) }
    func l3(_ s: ReversalSent) -> TransferMove { s.confirmed().move }
    func l4(_ s: TransferMove) -> (TransferStage, TransferStage) { (s.from, s.to) }
    func l5() -> TransferStage? { TransferStage.readBack(code: "completed", refusal: nil) }
    """

  @Test("M-12: what the picture does not draw does not compile; what it draws does")
  func transitions() throws {
    let praise = try compile(Self.legal)
    #expect(!praise.contains("error:"), "\(praise)")
    let complaints = try compile(Self.illegal.map(\.line).joined(separator: "\n"))
    for (index, transition) in Self.illegal.enumerated() {
      // The import stands in the first line.
      #expect(
        complaints.contains("Tried.swift:\(index + 2):") && complaints.contains(": error:"),
        "\(transition.what) compiles: \(transition.line)")
    }
  }

  /// Has the compiler check a file that imports the domain; what it complains of names the line.
  private func compile(_ text: String) throws -> String {
    let place = FileManager.default.temporaryDirectory.appending(path: "maru-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    let file = place.appending(path: "Tried.swift")
    try "import MaruDomain\n\(text)\n".write(to: file, atomically: true, encoding: .utf8)
    let (process, pipe) = (Process(), Pipe())
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      [
        "swiftc", "-typecheck", "-swift-version", "6", "-package-name", SourceTree.root.lastPathComponent.lowercased(),
        "-parse-as-library", "-diagnostic-style", "llvm",
      ] + Self.modules.flatMap { ["-I", $0] } + [file.path]
    process.standardError = pipe
    process.standardOutput = pipe
    try process.run()
    // Until the compiler has closed it: that is all that is to be known of its end.
    return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  }

  /// Where the build of these tests has put its modules.
  private static var modules: [String] {
    let root = SourceTree.root.path
    let beside = CommandLine.arguments.first.map { ($0 as NSString).deletingLastPathComponent + "/Modules" }
    return ([beside].compactMap { $0 } + ["debug", "release"].map { "\(root)/.build/\($0)/Modules" }).filter {
      FileManager.default.fileExists(atPath: $0 + "/MaruDomain.swiftmodule")
    }
  }
}
