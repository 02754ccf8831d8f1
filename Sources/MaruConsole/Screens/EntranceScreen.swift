import Hummingbird
import MaruContract
import MaruDomain
import MaruGateway
import MaruPortal

/// `/operator/login`, `/operator/set-up` and the way out; the same below `/bank`.
struct EntranceScreen: Sendable {
  let desk: ConsoleDesk
  private var home: String { desk.realm.root }
  private var path: String { "\(home)/login" }
  private var setUpPath: String { "\(home)/set-up" }

  func add(to router: Router<GatewayContext>) {
    desk.get(path, nil, on: router) { visit in
      visit.person == nil ? logIn(visit) : desk.redirect(home)
    }
    desk.post(path, nil, on: router) { visit in
      do {
        let cookie = try await desk.accounts.logIn(
          visit.field("name"), password: visit.field("password"), code: visit.field("code"), by: visit)
        return desk.redirect(home, cookie: .replace(cookie))
      } catch let trouble as OperatorAccounts.Trouble {
        return logIn(visit, visit.words(for: trouble))
      }
    }
    desk.post("\(home)/logout", nil, on: router) { visit in
      try await desk.accounts.logOut(visit)
      return desk.redirect(path, cookie: .forget)
    }
    desk.get(setUpPath, nil, on: router) { visit in
      do {
        return setUp(visit, try await desk.accounts.person(settingUp: visit.parameter("token"), in: visit.realm).name)
      } catch is OperatorAccounts.Trouble {
        return gone(visit)
      }
    }
    desk.post(setUpPath, nil, on: router) { visit in
      let token = visit.field("token")
      do {
        let cookie = try await desk.accounts.setUp(
          token, password: visit.field("password"), code: visit.field("code"),
          secret: visit.newAuthenticatorKey(token), by: visit)
        return desk.redirect(home, cookie: .replace(cookie))
      } catch OperatorAccounts.Trouble.linkGone {
        return gone(visit)
      } catch let trouble as OperatorAccounts.Trouble {
        let name = try? await desk.accounts.person(settingUp: token, in: visit.realm).name
        return name.map { setUp(visit, $0, visit.words(for: trouble)) } ?? gone(visit)
      }
    }
  }

  private func logIn(_ visit: ConsoleVisit, _ error: String? = nil) -> ConsoleDesk.Answer {
    var form = Sheet.Form(action: path, submit: visit.text("로그인", "Log in"))
    form.fields = [
      .init(
        name: "name", label: visit.text("이름", "Name"), value: visit.field("name"), autocomplete: "username",
        longest: 40),
      .init(
        name: "password", label: visit.text("비밀번호", "Password"), type: "password",
        autocomplete: "current-password", longest: 128),
      code(visit),
    ]
    return desk.page(
      visit,
      Sheet(
        heading: desk.realm == .bank
          ? visit.text("참가은행 화면에 로그인", "Log in for your bank")
          : visit.text("운영 화면에 로그인", "Log in to operations"), error: error, blocks: [.form(form)],
        isWide: false))
  }

  private func setUp(_ visit: ConsoleVisit, _ name: String, _ error: String? = nil) -> ConsoleDesk.Answer {
    let token = visit.form.isEmpty ? visit.parameter("token") : visit.field("token")
    let secret = visit.newAuthenticatorKey(token)
    var form = Sheet.Form(action: setUpPath, submit: visit.text("시작하기", "Begin"))
    form.hidden = [("token", token)]
    form.image = QRCode(TimeCode.address(secret: secret, account: name, otherwise: "operator"))?.svg(
      label: visit.text(
        "인증 앱으로 읽는 QR 코드. 같은 키가 아래에 글자로 있습니다.", "QR code for the authenticator app; the same key stands below."))
    form.shown = (visit.text("인증 앱에 넣을 키", "Key for your authenticator app"), Base32.encode(secret).inFours)
    form.fields = [
      .init(
        name: "password", label: visit.text("새 비밀번호", "New password"), type: "password",
        hint: visit.text("12자 이상. 긴 문장이 좋습니다.", "Twelve characters or more; a long sentence is good."),
        autocomplete: "new-password", longest: 128),
      code(visit),
    ]
    return desk.page(
      visit,
      Sheet(
        heading: visit.text("\(name), 환영합니다", "Welcome, \(name)"),
        lead: visit.text(
          "비밀번호를 정하고, 인증 앱으로 QR 코드를 찍거나 키를 넣습니다. 이 주소는 한 번만 쓸 수 있습니다.",
          "Choose a password, and let your authenticator app read the QR code or put in the key. This address works once."
        ),
        error: error, blocks: [.form(form)], isWide: false))
  }

  private func code(_ visit: ConsoleVisit) -> Sheet.Form.Field {
    .init(
      name: "code", label: visit.text("인증 앱의 코드 6자리", "Six digits of your authenticator"),
      autocomplete: "one-time-code", isNumeric: true, longest: 6)
  }

  private func gone(_ visit: ConsoleVisit) -> ConsoleDesk.Answer {
    desk.page(
      visit,
      Sheet(
        heading: visit.text("끝난 주소입니다", "This address is over"),
        lead: visit.text(
          "이미 썼거나 하루가 지났습니다. 관리자에게 'maru operator renew'를 부탁해 주십시오.",
          "It was used, or a day has passed. Ask an administrator for 'maru operator renew'."), isWide: false),
      status: .gone)
  }
}

extension ConsoleVisit {
  func words(for trouble: OperatorAccounts.Trouble) -> String {
    switch trouble {
    case .wrong: text("이름, 비밀번호, 코드 가운데 맞지 않는 것이 있습니다.", "Name, password or code is wrong.")
    case .tooManyTries:
      text("너무 많이 시도했습니다. 15분 뒤에 다시 해 주십시오.", "Too many tries. Please wait a quarter of an hour.")
    case .passwordShort:
      text("비밀번호는 12자 이상, 서로 다른 글자 6개 이상이어야 합니다.", "A password needs twelve characters, six of them different.")
    case .codeWrong:
      text("코드가 맞지 않습니다. 인증 앱의 새 코드를 입력해 주십시오.", "That code is not right. Please type the app's newest one.")
    case .linkGone: text("끝난 주소입니다.", "This address is over.")
    }
  }
}
