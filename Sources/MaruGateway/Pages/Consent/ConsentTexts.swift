import MaruContract

/// Every sentence of the consent pages, Korean and English side by side: a sentence without its twin cannot be written.
struct ConsentTexts: Sendable {
  /// The edition that a consent record names. A changed sentence below is a new edition.
  static let version = "2026-11-25"

  let language: PageLanguage

  private func text(_ korean: String, _ english: String) -> String { language == .korean ? korean : english }

  var tag: String { text("ko", "en") }
  var stepsLabel: String { text("진행 단계", "Progress") }
  var footer: String {
    text(
      "마루 통합 중계센터가 본인확인과 동의를 처리합니다. 동의는 언제든지 철회할 수 있습니다.",
      "Maru handles identity check and consent for the banks. You can withdraw your consent at any time.")
  }
  var cancel: String { text("취소", "Cancel") }
  var next: String { text("다음", "Continue") }

  // Identity
  func identityHeading(_ client: String, adding: Bool) -> String {
    adding
      ? text("\(client)에 계좌를 추가합니다", "Add accounts to \(client)")
      : text("\(client)에 내 계좌를 연결합니다", "Connect your accounts to \(client)")
  }
  var identityTitle: String { text("본인확인", "Who you are") }
  var identityLead: String {
    text("먼저 본인인지 확인하겠습니다. 은행 비밀번호는 묻지 않습니다.", "First we check that it is you. We never ask for a bank password.")
  }
  var name: String { text("이름", "Name") }
  var birthDate: String { text("생년월일", "Date of birth") }
  var birthHint: String { text("숫자 8자리 (예: 19900131)", "Eight digits, year first (e.g. 19900131)") }
  var phone: String { text("휴대폰 번호", "Mobile phone number") }
  var identityPurpose: String {
    text(
      "생년월일과 휴대폰 번호는 본인확인과 내 계좌 찾기에만 사용하며, 이용기관에는 전달하지 않습니다.",
      "Date of birth and phone number are used only to check who you are and to find your accounts. "
        + "The organisation does not get them.")
  }
  var testBed: String {
    text("테스트베드입니다. 시작할 때 표시된 테스트 사용자를 입력하십시오.", "This is a test bed: use one of its test users.")
  }
  var noSuchPerson: String {
    text(
      "입력하신 정보와 일치하는 사람을 찾을 수 없습니다. 이름, 생년월일, 휴대폰 번호를 다시 확인해 주십시오.",
      "Nobody matches these details. Please check name, date of birth and phone number.")
  }
  var malformedIdentity: String {
    text(
      "이름, 생년월일 8자리, 휴대폰 번호(숫자)를 모두 입력해 주십시오.",
      "Please fill in your name, an eight-digit date of birth and your phone number in digits.")
  }

  // One-time number
  var numberTitle: String { text("인증번호 입력", "One-time number") }
  var numberHeading: String { text("인증번호 6자리를 입력해 주십시오", "Enter the six-digit number") }
  func numberLead(_ phone: String) -> String {
    text("\(phone)(으)로 보낸 인증번호는 3분 동안 유효합니다.", "We sent it to \(phone). It is valid for three minutes.")
  }
  var number: String { text("인증번호", "One-time number") }
  var shownNumber: String { text("테스트베드 문자메시지", "Text message of the test bed") }
  var sendAgain: String { text("인증번호 다시 받기", "Send a new number") }
  func numberWrong(_ left: Int) -> String {
    text(
      "인증번호가 맞지 않습니다. \(left)번 더 입력할 수 있습니다.",
      "That number is not right. You have \(left) more \(left == 1 ? "try" : "tries").")
  }
  var tooManyNumbers: String {
    text(
      "인증번호를 너무 많이 요청했습니다. 한 시간 후에 다시 시도해 주십시오.",
      "Too many numbers were sent to you. Please try again in an hour.")
  }
  var numberExpired: String {
    text("인증번호의 유효시간이 지났습니다. 인증번호를 다시 받아 주십시오.", "The number has expired. Please ask for a new one.")
  }

  // Accounts
  var accountsTitle: String { text("계좌 선택과 동의", "Accounts and consent") }
  var accountsHeading: String { text("어떤 계좌를 연결할까요?", "Which accounts shall be connected?") }
  var accountsLead: String {
    text(
      "계좌마다 서비스별로 동의할 수 있습니다. 선택하지 않은 것은 제공되지 않습니다.",
      "You agree for each account and each service. What you do not choose is not given.")
  }
  func loginHeading(_ client: String) -> String {
    text("\(client)에 나를 알려 줄까요?", "Shall \(client) know who you are?")
  }
  var loginLead: String {
    text("계좌 조회와 출금은 허용되지 않습니다.", "It does not get to see or use any account.")
  }
  var summaryHeading: String { text("동의 내용", "What you agree to") }
  var who: String { text("제공받는 자", "Who gets it") }
  var what: String { text("제공 내용", "What") }
  var until: String { text("기간", "For how long") }
  func untilValue(_ days: Int64, _ year: Int64, _ month: Int64, _ day: Int64) -> String {
    let padded = [month, day].map { $0 < 10 ? "0\($0)" : "\($0)" }
    return text(
      "오늘부터 \(days)일 (\(year)년 \(month)월 \(day)일까지)",
      "\(days) days from today (until \(year)-\(padded[0])-\(padded[1]))")
  }
  var loginService: String {
    text("이름, 연계정보(CI)와 등록계좌 목록", "Your name, your personal identifier (CI) and your connected accounts")
  }
  var inquiry: String { text("조회 동의", "Yes to inquiry") }
  var inquiryService: String { text("선택한 계좌의 잔액과 거래내역 조회", "Balance and transactions of the accounts you choose") }
  func inquiryExplanation(_ client: String) -> String {
    text("\(client)이(가) 이 계좌의 잔액과 거래내역을 볼 수 있습니다.", "\(client) may see balance and transactions of this account.")
  }
  var transfer: String { text("출금 동의", "Yes to withdrawal") }
  var transferService: String { text("선택한 계좌에서 출금이체", "Withdrawals from the accounts you choose") }
  func transferExplanation(_ client: String) -> String {
    text("\(client)이(가) 이 계좌에서 돈을 출금할 수 있습니다.", "\(client) may take money out of this account.")
  }
  var withdrawHint: String {
    text(
      "동의를 거부할 수 있으며, 동의 후에도 언제든지 철회할 수 있습니다.", "You may refuse, and you can withdraw your consent later at any time.")
  }
  func alreadyAgreed(inquiry: Bool, transfer: Bool) -> String {
    switch (inquiry, transfer) {
    case (true, true): text("이미 조회와 출금에 동의한 계좌입니다.", "You already agreed to inquiry and withdrawal.")
    case (true, false): text("이미 조회에 동의한 계좌입니다.", "You already agreed to inquiry.")
    default: text("이미 출금에 동의한 계좌입니다.", "You already agreed to withdrawal.")
    }
  }
  var aliasSummary: String { text("계좌 별명 바꾸기", "Give it a name of your own") }
  var alias: String { text("계좌 별명", "Name for this account") }
  func silentBanks(_ names: String) -> String {
    text("지금 응답하지 않는 은행: \(names).", "These banks do not answer just now: \(names).")
  }
  var listAgain: String { text("다시 조회", "Ask again") }
  var noAccounts: String { text("연결할 수 있는 계좌가 없습니다.", "There is no account that could be connected.") }
  var nothingChosen: String {
    text("동의할 계좌와 서비스를 하나 이상 선택해 주십시오.", "Please choose at least one service of one account.")
  }
  var deny: String { text("동의하지 않음", "Do not agree") }
  var allow: String { text("동의하고 연결", "Agree and connect") }

  // The end
  var goneTitle: String { text("끝난 화면입니다", "This page is over") }
  var goneLead: String {
    text(
      "유효시간이 지났거나 이미 처리된 요청입니다. 이용기관의 앱이나 사이트에서 다시 시작해 주십시오.",
      "The request has expired or was already completed. Please start again from the organisation's app or site.")
  }
  var tooManyTitle: String { text("인증 시도 횟수를 초과했습니다", "Too many wrong numbers") }
  var tooManyLead: String {
    text(
      "안전을 위해 이 요청을 중단했습니다. 이용기관의 앱이나 사이트에서 다시 시작해 주십시오.",
      "For your safety this request was stopped. Please start again from the organisation's app or site.")
  }
}
