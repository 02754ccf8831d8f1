import MaruContract

/// Every letter of the developer site, Korean and English side by side.
struct Letters: Sendable {
  let language: PageLanguage

  private func letter(_ korean: (String, String), _ english: (String, String)) -> Letter {
    let (subject, body) = language == .korean ? korean : english
    return Letter(subject: subject, body: body)
  }

  /// Proves the address of somebody who signed up.
  func verify(_ link: String) -> Letter {
    letter(
      ("마루 개발자 가입 확인", "마루 개발자 계정을 만드셨다면 아래 주소를 열어 주십시오. 하루 동안 유효합니다.\n\n\(link)\n\n가입하지 않으셨다면 아무것도 하지 않으셔도 됩니다."),
      (
        "Confirm your Maru developer account",
        "If you have signed up as a Maru developer, open this address. It is good for one day.\n\n\(link)\n\n"
          + "If you have not, there is nothing to do."
      ))
  }

  /// To an address that has an account already: the page says the same to everybody.
  func known(_ link: String) -> Letter {
    letter(
      ("이미 마루 개발자 계정이 있습니다", "이 주소로 가입하려는 요청이 있었습니다. 계정은 이미 있습니다. 비밀번호를 잊으셨다면 아래에서 다시 정할 수 있습니다.\n\n\(link)"),
      (
        "You already have a Maru developer account",
        "Somebody asked to sign up with this address. It has an account already. If you forgot your password, set a new one "
          + "here.\n\n\(link)"
      ))
  }

  /// Sets a new password.
  func reset(_ link: String) -> Letter {
    letter(
      ("마루 비밀번호 다시 정하기", "새 비밀번호를 정하려면 아래 주소를 열어 주십시오. 30분 동안 한 번 쓸 수 있습니다.\n\n\(link)\n\n요청하지 않으셨다면 비밀번호는 그대로입니다."),
      (
        "Set a new Maru password",
        "Open this address to set a new password. It is good once, for 30 minutes.\n\n\(link)\n\n"
          + "If you did not ask for it, your password stays as it is."
      ))
  }
}
