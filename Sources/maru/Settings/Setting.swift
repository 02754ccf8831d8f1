import ArgumentParser
import Configuration
import SystemPackage

/// One thing an operator can set. The same name everywhere: `--ready-file`, `MARU_READY_FILE`, `ready-file:` in YAML.
struct Setting: Sendable {
  let name: String
  /// What it means, for `maru serve --help` and for errors.
  let help: String
  /// As it would be typed; empty means not set.
  let standard: String

  init(_ name: String, _ help: String, standard: String = "") {
    self.name = name
    self.help = help
    self.standard = standard
  }

  /// The line of `--help`, with the standard value.
  var argumentHelp: ArgumentHelp {
    ArgumentHelp(stringLiteral: standard.isEmpty ? help : "\(help) (default: \(standard))")
  }

  /// `MARU_READY_FILE`.
  var environmentName: String {
    "MARU_" + name.uppercased().replacing("-", with: "_")
  }
}

/// The values of all settings as text, after flags, environment and file have been looked at, in this order.
struct SettingValues: Sendable {
  private let reader: ConfigReader

  /// `flags` holds what was given on the command line; `file` is the YAML file, if any.
  ///
  /// Throws a sentence for the operator when the file cannot be read or names a setting that does not exist.
  init(flags: [String: String], file: String?, known: [Setting]) async throws {
    var providers: [any ConfigProvider] = [
      InMemoryProvider(
        name: "flags",
        values: Dictionary(
          uniqueKeysWithValues: flags.map {
            (AbsoluteConfigKey([$0.key]), ConfigValue(.string($0.value), isSecret: false))
          })),
      EnvironmentVariablesProvider().prefixKeys(with: "maru"),
    ]
    if let file {
      try SettingsFile.check(file, known: known)
      do {
        providers.append(try await FileProvider<YAMLSnapshot>(filePath: FilePath(file)))
      } catch {
        throw ValidationError("--config: \(file) could not be read as YAML (\(error)).")
      }
    }
    reader = ConfigReader(providers: providers)
  }

  /// The text of a setting, or its standard value.
  func text(_ setting: Setting) -> String {
    reader.string(forKey: ConfigKey([setting.name]), default: setting.standard)
  }

  /// The setting through `parse`; throws a sentence that names the setting in all three spellings.
  func value<Value>(_ setting: Setting, _ form: String, _ parse: (String) -> Value?) throws -> Value {
    let text = text(setting)
    guard let value = parse(text) else {
      throw ValidationError(
        "--\(setting.name) (\(setting.environmentName), \(setting.name): in the file) is '\(text)': it must be \(form)."
      )
    }
    return value
  }

  /// As ``value(_:_:_:)``, for a setting that may hold a password: what was given is not told.
  func secret<Value>(_ setting: Setting, _ form: String, _ parse: (String) -> Value?) throws -> Value {
    guard let value = parse(text(setting)) else {
      throw ValidationError(
        "--\(setting.name) (\(setting.environmentName), \(setting.name): in the file): it must be \(form).")
    }
    return value
  }

  /// A whole number within bounds.
  func number(_ setting: Setting, _ bounds: ClosedRange<Int>) throws -> Int {
    try value(setting, "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)") { text in
      Int(text).flatMap { bounds.contains($0) ? $0 : nil }
    }
  }

  /// `true` or `false`.
  func flag(_ setting: Setting) throws -> Bool {
    try value(setting, "true or false") { text in
      switch text.lowercased() {
      case "true", "yes", "1": true
      case "false", "no", "0": false
      default: nil
      }
    }
  }
}
