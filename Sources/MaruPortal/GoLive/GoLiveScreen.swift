import Hummingbird
import MaruDomain
import MaruGateway
import MaruStore

/// `/developers/apps/{client}/go-live`: what the app has shown by its own calls, and what is missing.
struct GoLiveScreen: Sendable {
  let site: Site

  func add(to router: Router<GatewayContext>) {
    site.get("\(AppsScreen.path)/:client/go-live", for: .developers, on: router) { visit in
      try await site.withTestApp(visit) { visit, app in try await show(visit, app) }
    }
  }

  private func show(_ visit: SiteVisit, _ app: TestApp) async throws -> Site.Answer {
    await site.keeper.flush()
    let client = app.client.id
    let tallies = try await site.hub.store.read { try CallTallyTable.all(of: client, in: $0) }
    let check = GoLiveCheck(
      tallies, callbacks: app.client.redirectURIs, addresses: app.organisation.allowedAddresses)
    let (done, missing) = (visit.text("됨", "Done"), visit.text("아직", "Missing"))
    let link = "\(AppsScreen.path)/\(client)"
    var view: [String: Any] = [
      "heading": visit.text("라이브 점검", "Go-live check"), "appName": app.client.name, "appLink": link,
      "lead": visit.text(
        "앱의 프로그램이 한 호출로 저절로 채워집니다. 콘솔에서 한 호출은 세지 않습니다.",
        "The list fills itself from the calls of the app's own program; those of the console do not count."),
      "points": check.points.map { point, state in
        var row: [String: Any] = [
          "pointName": name(of: point, visit),
          "state": state == .done ? done : state == .missing ? missing : visit.text("해당 없음", "Not needed"),
        ]
        row[state == .done ? "isDone" : state == .missing ? "isMissing" : "isOther"] = true
        if state == .missing {
          let (words, page) = hint(for: point, visit)
          row["hint"] = words
          row["page"] = ["href": "\(link)/\(page)", "text": pageName(page, visit)]
        }
        return row
      },
      "apisHeading": visit.text("쓰는 API", "APIs in use"),
      "columns": [
        "api": "API", "good": visit.text("바른 호출", "Good input"), "bad": visit.text("거부된 호출", "Refused input"),
      ],
      "apis": check.uses.map { use in
        [
          "api": use.api, "good": use.isGood ? done : missing, "bad": use.isBad ? done : missing,
          "docs": "\(DocsScreen.path)/api/\(use.api)",
        ]
      },
    ]
    view[check.isReady ? "ready" : "notReady"] =
      check.isReady
      ? visit.text("빠진 것이 없습니다.", "Nothing is missing.")
      : visit.text("아직 빠진 것이 있습니다.", "Something is still missing.")
    if check.uses.isEmpty {
      view["empty"] = visit.text("프로그램의 호출이 아직 없습니다.", "No call of a program yet.")
    } else {
      view["hasAPIs"] = true
    }
    return site.page(visit, "golive", title: visit.text("라이브 점검", "Go-live check"), view)
  }

  private func name(of point: GoLiveCheck.Point, _ visit: SiteVisit) -> String {
    switch point {
    case .callbacks: visit.text("콜백은 모두 HTTPS", "All callbacks over HTTPS")
    case .addresses: visit.text("이체 API의 허용 IP 등록", "Allowed addresses for transfers")
    case .refresh: visit.text("토큰 만료 뒤 갱신", "Refresh after a token expired")
    case .unknownOutcome: visit.text("모르는 이체 결과의 확인", "An unknown outcome is asked about")
    case .bankRefusal: visit.text("은행 거부의 처리", "A bank's refusal is met")
    case .unlink: visit.text("사용자 연결 해제", "A user's link is ended")
    case .quota: visit.text("호출 한도의 처리", "The quota's end is met")
    }
  }

  /// What to do, and on which page of the app.
  private func hint(for point: GoLiveCheck.Point, _ visit: SiteVisit) -> (words: String, page: String) {
    switch point {
    case .callbacks:
      (visit.text("http:// 콜백을 빼십시오.", "Take http:// callbacks away."), "settings")
    case .addresses:
      (visit.text("서버의 IP를 등록하십시오.", "Register your servers' addresses."), "settings")
    case .refresh:
      (
        visit.text(
          "‘토큰 만료’를 정하고, O0003을 받은 프로그램이 refresh_token으로 토큰을 다시 받게 하십시오.",
          "Script “Token expired”; on O0003 your program gets a new token by its refresh_token."), "simulator"
      )
    case .unknownOutcome:
      (
        visit.text(
          "‘출금 응답 유실’을 정하고 이체한 다음, transfer/result나 transfer/recheck로 확인하게 하십시오.",
          "Script “Debit times out”, move money, and let your program ask transfer/result or transfer/recheck."),
        "simulator"
      )
    case .bankRefusal:
      (visit.text("‘잔액 부족’을 정하고 호출하십시오.", "Script “Insufficient funds” and call."), "simulator")
    case .unlink:
      (
        visit.text("탈퇴한 사용자에 대해 user/unlink를 호출하십시오.", "Call user/unlink for a user who leaves you."),
        "console?api=user/unlink"
      )
    case .quota:
      (visit.text("‘호출 한도 초과’를 정하고 호출하십시오.", "Script “Quota exceeded” and call."), "simulator")
    }
  }

  private func pageName(_ page: String, _ visit: SiteVisit) -> String {
    switch page {
    case "settings": visit.text("설정", "Settings")
    case "simulator": visit.text("시뮬레이터", "Simulator")
    default: visit.text("콘솔", "Console")
    }
  }
}
