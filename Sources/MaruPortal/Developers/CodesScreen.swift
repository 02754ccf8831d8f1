import Hummingbird
import MaruDomain
import MaruGateway

/// `/developers/docs/codes`: every code of the hub, every number inside O0001, every code of a bank that the hub knows.
struct CodesScreen: Sendable {
  let site: Site

  func add(to router: Router<GatewayContext>) {
    site.get("\(DocsScreen.path)/codes", on: router) { visit in
      site.page(
        visit, "codes", title: visit.text("응답코드", "Response codes"),
        [
          "wide": true, "heading": visit.text("응답코드", "Response codes"),
          "all": ["text": visit.text("모든 문서", "All documentation"), "href": DocsScreen.path],
          "lead": visit.text(
            "답은 언제나 HTTP 200이고 rsp_code가 결과를 말합니다. 은행이 답했으면 bank_rsp_code도 보십시오. A0000과 000이 함께여야 성공입니다.",
            "Answers are HTTP 200 and rsp_code tells the result; where a bank took part, look at bank_rsp_code too. A0000 and 000 together mean done."
          ),
          "columns": ["code": visit.text("코드", "Code"), "meaning": visit.text("뜻", "Meaning")],
          "tables": [
            table(
              "rsp_code",
              ResponseCode.allCases.map { code in
                (code.wire, visit.text(code.korean, code.english), note(code, visit))
              }),
            table(
              "O0001 ([…])",
              OAuthDetail.allCases.map { ("O0001-\($0.number)", visit.text($0.korean, $0.english), $0.standardError) }),
            table(
              "bank_rsp_code",
              BankResponseCode.catalogue.map { ("bank-\($0.code.text)", visit.text($0.korean, $0.english), "") }),
          ],
        ])
    }
  }

  private func note(_ code: ResponseCode, _ visit: SiteVisit) -> String {
    if code.isUnknownOutcome {
      return visit.text(
        "결과를 모릅니다: 다시 보내지 말고 transfer/result로 확인", "Outcome not known: do not repeat, ask transfer/result")
    }
    return code.mayResolveItself ? visit.text("같은 요청이 나중에 성공할 수 있음", "The same request may succeed later") : ""
  }

  private func table(_ name: String, _ rows: [(String, String, String)]) -> [String: Any] {
    [
      "tableName": name,
      "rows": rows.map { anchor, meaning, note in
        var row: [String: Any] = [
          "anchor": anchor, "code": anchor.replacing("O0001-", with: "").replacing("bank-", with: ""),
          "meaning": meaning,
        ]
        if !note.isEmpty { row["note"] = note }
        return row
      },
    ]
  }
}
