import ArgumentParser
import Foundation
import MaruContract

/// `maru openapi`: prints the OpenAPI document, without a running hub.
struct OpenAPICommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "openapi",
    abstract: "Print the OpenAPI 3.1 document of the hub, or of the bank-side API. API 문서를 출력합니다.",
    discussion: """
      docs/api/openapi.json is made by: maru openapi --output docs/api/openapi.json
      docs/api/bank-openapi.json is made by: maru openapi --bank --output docs/api/bank-openapi.json
      """)

  @Option(help: "File to write; standard output when left out.")
  var output: String?

  @Flag(help: "The API that a bank offers to the hub.")
  var bank = false

  func run() throws {
    let document = Data(bank ? BankSideDocument.indentedJSON : OpenAPIDocument.indentedJSON)
    guard let output else {
      try FileHandle.standardOutput.write(contentsOf: document)
      return
    }
    do {
      try document.write(to: URL(fileURLWithPath: output), options: .atomic)
    } catch {
      Terminal.complain("maru openapi: \(output) cannot be written: \(error.localizedDescription)")
      throw ExitCode.failure
    }
  }
}
