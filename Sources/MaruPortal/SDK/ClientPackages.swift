import Crypto
import Foundation

/// The client libraries for Python and JavaScript, packed as their own package managers take them.
enum ClientPackages {
  static let version = "0.1.0"
  static let wheelName = "maru_openbanking-\(version)-py3-none-any.whl"
  static let npmName = "maru-openbanking-\(version).tgz"

  /// A wheel (PEP 427): `pip install URL` needs nothing else.
  static let wheel: [UInt8] = {
    let info = "maru_openbanking-\(version).dist-info"
    var files = [
      ArchiveFile("maru_openbanking/__init__.py", PackageResources.maru_openbanking_py),
      // Tells type checkers that the package is typed (PEP 561).
      ArchiveFile("maru_openbanking/py.typed", []),
      ArchiveFile(
        "\(info)/METADATA",
        Array(
          """
          Metadata-Version: 2.1
          Name: maru-openbanking
          Version: \(version)
          Summary: Client of the joint open banking platform v1.0, as Maru serves it
          Requires-Python: >=3.9

          """.utf8)),
      ArchiveFile(
        "\(info)/WHEEL", Array("Wheel-Version: 1.0\nGenerator: maru\nRoot-Is-Purelib: true\nTag: py3-none-any\n".utf8)),
    ]
    let record =
      files.map { "\($0.path),sha256=\(digest($0.bytes)),\($0.bytes.count)\n" }.joined() + "\(info)/RECORD,,\n"
    files.append(ArchiveFile("\(info)/RECORD", Array(record.utf8)))
    return Archive.zip(files)
  }()

  /// A package of npm: `npm install URL`.
  static let npm: [UInt8] = Archive.tarGzip([
    ArchiveFile(
      "package/package.json",
      Array(
        """
        {
          "name": "maru-openbanking",
          "version": "\(version)",
          "description": "Client of the joint open banking platform v1.0, as Maru serves it",
          "type": "module",
          "exports": { ".": { "types": "./maru-openbanking.d.mts", "default": "./maru-openbanking.mjs" } },
          "engines": { "node": ">=18" }
        }

        """.utf8)),
    ArchiveFile("package/maru-openbanking.mjs", PackageResources.maru_openbanking_mjs),
    ArchiveFile("package/maru-openbanking.d.mts", PackageResources.maru_openbanking_d_mts),
  ])

  /// URL-safe base64 without padding, as RECORD has it.
  private static func digest(_ bytes: [UInt8]) -> String {
    Data(SHA256.hash(data: bytes)).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
      .replacing("=", with: "")
  }
}
