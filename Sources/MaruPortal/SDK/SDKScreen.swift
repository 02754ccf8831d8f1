import HTTPTypes
import Hummingbird
import MaruContract
import MaruGateway
import NIOCore

/// `/developers/sdk`: client libraries, documents for machines, and where to get them.
struct SDKScreen: Sendable {
  static let path = "/developers/sdk"
  private static let downloads = "/developers/downloads"
  let site: Site

  func add(to router: Router<GatewayContext>) {
    site.get(Self.path, on: router) { visit in show(visit) }
    download(ClientPackages.wheelName, "application/zip", on: router) { ClientPackages.wheel }
    download(ClientPackages.npmName, "application/gzip", on: router) { ClientPackages.npm }
    download("maru_openbanking.py", "text/x-python; charset=utf-8", on: router) {
      PackageResources.maru_openbanking_py
    }
    download("maru-openbanking.mjs", "text/javascript; charset=utf-8", on: router) {
      PackageResources.maru_openbanking_mjs
    }
    download("maru.postman_collection.json", "application/json; charset=utf-8", on: router) {
      PostmanCollection(documents: site.documents, origin: site.accounts.address.link("")).json
    }
  }

  private func download(
    _ name: String, _ type: String, on router: Router<GatewayContext>, _ bytes: @escaping @Sendable () -> [UInt8]
  ) {
    router.get(RouterPath("\(Self.downloads)/\(name)")) { _, _ -> Response in
      var headers = SiteRenderer.securityHeaders
      headers[.contentType] = type
      headers[.contentDisposition] = "attachment; filename=\"\(name)\""
      return Response(
        status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes())))
    }
  }

  private func show(_ visit: SiteVisit) -> Site.Answer {
    func part(_ heading: String, _ words: String, _ code: String, _ files: [String]) -> [String: Any] {
      [
        "partHeading": heading, "words": words, "code": code,
        "files": files.map { ["name": $0, "href": "\(Self.downloads)/\($0)"] },
      ]
    }
    return site.page(
      visit, "sdk", title: visit.text("라이브러리", "Libraries"),
      [
        "heading": visit.text("라이브러리와 내려받기", "Libraries and downloads"),
        "lead": visit.text(
          "세 라이브러리 모두 같은 규칙을 지킵니다: 응답이 없으면 같은 주문을 다시 보내고(두 번 옮겨지지 않습니다), 결과를 모르면 다시 보내지 않고 묻습니다.",
          "All three keep the same rule: without an answer the same order is sent again (which never moves money twice), and where the "
            + "outcome is not known they ask instead of ordering anew."),
        "parts": [
          part(
            "Swift",
            visit.text(
              "SwiftPM 제품 MaruClient. 타입이 있는 API 열여덟 개, 웹훅 서명을 확인하는 verifyWebhook.",
              "The SwiftPM product MaruClient: all eighteen APIs, typed, and verifyWebhook for the signatures of webhooks."
            ),
            sample(PackageResources.sample_swift_txt), []),
          part(
            "Python", visit.text("3.9 이상, 표준 라이브러리만 씁니다.", "3.9 and later, on the standard library alone."),
            sample(PackageResources.sample_python_txt), [ClientPackages.wheelName, "maru_openbanking.py"]),
          part(
            "JavaScript",
            visit.text(
              "Node 18 이상, 의존성 없음, TypeScript 형 포함.", "Node 18 and later, no dependencies, with types for TypeScript."),
            sample(PackageResources.sample_javascript_txt), [ClientPackages.npmName, "maru-openbanking.mjs"]),
        ],
        "documentsHeading": visit.text("기계가 읽는 문서", "Documents for machines"),
        "documents": [
          [
            "name": visit.text("이용기관 API (OpenAPI 3.1)", "The API for organisations (OpenAPI 3.1)"),
            "href": "/openapi.json",
          ],
          [
            "name": visit.text("은행 쪽 API (OpenAPI 3.1)", "The bank-side API (OpenAPI 3.1)"),
            "href": "/bank-openapi.json",
          ],
          [
            "name": visit.text("Postman 모음", "Postman collection"),
            "href": "\(Self.downloads)/maru.postman_collection.json",
          ],
        ],
        "copy": visit.text("복사", "Copy"), "copied": visit.text("복사했습니다", "Copied"),
      ])
  }

  /// A program that uses a library, with this hub's address in it.
  private func sample(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self).replacing("{url}", with: site.accounts.address.link(""))
      .replacing("{downloads}", with: site.accounts.address.link(Self.downloads))
  }
}
