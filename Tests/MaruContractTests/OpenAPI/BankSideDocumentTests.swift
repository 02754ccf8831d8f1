import Foundation
import MaruDomain
import Testing

@testable import MaruContract

@Suite struct BankSideDocumentTests {
  private static let golden = URL(filePath: #filePath)
    .deletingLastPathComponent().appending(path: "../../../docs/api/bank-openapi.json").standardized

  private let document: WireValue
  init() throws { document = try JSONReader.read(BankSideDocument.json) }

  private func member(_ path: [String]) -> WireValue? {
    var value: WireValue? = document
    for name in path {
      guard case .object(let members)? = value else { return nil }
      value = members.first { $0.name == name }?.value
    }
    return value
  }

  private func names(_ path: String...) -> [String] {
    guard case .object(let members)? = member(path) else { return [] }
    return members.map(\.name)
  }

  @Test("the committed document of the bank-side API is the one that the shapes make")
  func golden() throws {
    let committed = try Data(contentsOf: Self.golden)
    #expect(
      committed == Data(BankSideDocument.indentedJSON), "docs/api/bank-openapi.json is stale: run 'make openapi'")
    #expect(try JSONReader.read(BankSideDocument.indentedJSON) == document)
  }

  @Test("every operation is there, with every field of both its messages")
  func complete() {
    let all = BankSideOperationEntry.all
    #expect(all.count == 12)
    #expect(names("paths") == all.map(\.path))
    for entry in all {
      #expect(names("paths", entry.path) == ["post"])
      #expect(names("components", "schemas", entry.name + "Request", "properties") == entry.request.map(\.name))
      #expect(
        names("components", "schemas", entry.name + "Answer", "properties")
          == ["bank_rsp_code", "bank_rsp_message"] + entry.answer.map(\.name))
    }
  }

  @Test("every field is described in Korean and English, with an example of its own form")
  func described() throws {
    for entry in BankSideOperationEntry.all {
      let rows = (entry.request + entry.answer).flatMap { $0.rows ?? [] }
      for use in entry.request + entry.answer + rows where use.rows == nil {
        #expect(use.summary.unicodeScalars.contains { (0xAC00...0xD7A3).contains($0.value) }, "\(use.name)")
        #expect(use.summary.contains(": "), "\(use.name): \(use.summary)")
        let form = try Regex("(?:\(use.pattern))")
        #expect(use.example.wholeMatch(of: form) != nil, "\(entry.name) \(use.name): \(use.example)")
      }
    }
  }

  @Test("the example of each operation is read by the shape that it is an example of")
  func examples() throws {
    let parses: [String: ([WireValue.Member]) throws -> Void] = [
      "Debit": { members in
        var fields = FieldReader(members)
        _ = try BankSideDebit.Request(from: &fields)
      },
      "Transactions": { members in
        var fields = FieldReader(members)
        _ = try BankSideTransactions.Request(from: &fields)
      },
      "Statement": { members in
        var fields = FieldReader(members)
        _ = try BankSideStatement.Request(from: &fields)
      },
      "Accounts": { members in
        var fields = FieldReader(members)
        _ = try BankSideAccounts.Request(from: &fields)
      },
    ]
    for (name, parse) in parses {
      let entry = try #require(BankSideOperationEntry.all.first { $0.name == name })
      let path = ["paths", entry.path, "post", "requestBody", "content", "application/json", "example"]
      guard case .object(let members)? = member(path) else {
        Issue.record("\(name) has no example")
        continue
      }
      try parse(members)
    }
  }

  @Test("every reference leads to a component, and every component is referred to")
  func references() {
    var found: Set<String> = []
    func walk(_ value: WireValue) {
      switch value {
      case .object(let members):
        for member in members {
          if member.name == "$ref", case .string(let target) = member.value { found.insert(target) }
          walk(member.value)
        }
      case .array(let values): values.forEach(walk)
      default: break
      }
    }
    walk(document)
    for target in found {
      #expect(member(target.dropFirst(2).split(separator: "/").map(String.init)) != nil, "\(target)")
    }
    for kind in ["schemas", "responses", "examples", "parameters", "headers"] {
      for name in names("components", kind) {
        #expect(found.contains("#/components/\(kind)/\(name)"), "\(kind) \(name)")
      }
    }
  }
}
