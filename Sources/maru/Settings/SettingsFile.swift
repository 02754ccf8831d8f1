import ArgumentParser
import Foundation
import Yams

/// Looks over a YAML file of settings before it is used: a misspelt name would otherwise be ignored without a word.
enum SettingsFile {
  static func check(_ path: String, known: [Setting]) throws {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw ValidationError("--config: \(path) cannot be read.")
    }
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch {
      throw ValidationError("--config: \(path) is not valid YAML (\(error)).")
    }
    guard let node else { return }
    guard let mapping = node.mapping else {
      throw ValidationError("--config: \(path) must hold lines such as 'port: 8080'.")
    }
    let names = Set(known.map(\.name))
    for (key, _) in mapping {
      let name = key.string ?? ""
      guard names.contains(name) else {
        throw ValidationError(
          "--config: \(path) sets '\(name)', which does not exist. Settings: \(names.sorted().joined(separator: ", "))."
        )
      }
    }
  }
}
