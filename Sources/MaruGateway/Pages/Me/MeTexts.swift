import MaruContract
import MaruDomain

/// Every sentence of people's own pages, Korean and English side by side.
struct MeTexts: Sendable {
  let language: PageLanguage

  func text(_ korean: String, _ english: String) -> String { language == .korean ? korean : english }

  var tag: String { text("ko", "en") }
  var footer: String {
    text("마루 통합 중계센터: 내가 준 동의를 보고, 언제든지 끝냅니다.", "Maru: see what you agreed to, and end it whenever you like.")
  }

  // Who you are
  var identityTitle: String { text("본인확인", "Who you are") }
  var identityHeading: String { text("내가 준 동의를 봅니다", "See what you agreed to") }
  var identityLead: String {
    text(
      "누가 내 계좌로 무엇을 할 수 있는지 보고 끝낼 수 있습니다. 먼저 본인인지 확인하겠습니다.",
      "See who may do what with your accounts, and end it. First we check that it is you.")
  }
  var identityPurpose: String {
    text("입력한 내용은 본인확인에만 사용합니다.", "What you type is used only to check who you are.")
  }
  var noAgency: String {
    text(
      "지금은 본인확인을 할 수 없습니다: 본인확인기관이 연결되어 있지 않거나 응답하지 않습니다.",
      "Nobody can be identified just now: no identity agency is connected, or it does not answer.")
  }
  var tooOld: String {
    text(
      "이 양식은 오래되었거나 다른 곳에서 왔습니다. 다시 시작해 주십시오.",
      "This form is too old, or came from elsewhere. Please start again.")
  }
  var over: String { text("시간이 지나 끝났습니다. 다시 본인확인을 해 주십시오.", "Your visit is over. Please start again.") }
  var startAgain: String { text("다시 시작", "Start again") }
  var toStart: String { text("처음으로", "To the start") }

  // What was agreed to
  var title: String { text("내 동의", "My consents") }
  func lead(_ name: String) -> String {
    text(
      "\(name)님이 준 동의입니다. 끝내면 바로 다음 요청부터 거절됩니다.",
      "What \(name) agreed to. What you end is refused from the very next request on.")
  }
  var nothing: String { text("지금 준 동의가 없습니다.", "You have not agreed to anything at present.") }
  func linked(_ at: String) -> String { text("\(at)부터 연결됨", "Connected since \(at)") }
  var notLinked: String { text("지금은 연결되어 있지 않습니다", "Not connected at present") }
  func lastUses(_ uses: String) -> String { text("마지막 이용: \(uses)", "Last used: \(uses)") }
  var neverUsed: String { text("아직 이용한 적이 없습니다", "Not used so far") }
  func use(_ service: String) -> String {
    switch service {
    case "inquiry": text("조회", "inquiry")
    case "transfer": text("출금", "withdrawal")
    default: text("내 정보와 계좌 목록", "my details and accounts")
    }
  }
  func service(_ service: AccountService) -> String {
    switch service {
    case .inquiry: text("잔액과 거래내역 조회", "See balance and transactions")
    case .transfer: text("출금이체", "Take money out")
    }
  }
  func since(_ from: String, _ until: String, expired: Bool) -> String {
    expired
      ? text("\(from)에 동의, \(until)에 만료됨", "Agreed on \(from), expired on \(until)")
      : text("\(from)에 동의, \(until)까지", "Agreed on \(from), until \(until)")
  }
  var end: String { text("끝내기", "End it") }
  func endOf(_ service: String, _ account: String, _ organisation: String) -> String {
    "\(end): \(organisation), \(account), \(service)"
  }
  func endOrganisation(_ name: String) -> String { text("\(name)의 모든 권한 끝내기", "End everything of \(name)") }
  var serviceEnded: String { text("동의를 끝냈습니다. 은행에도 알립니다.", "Ended. The bank is told too.") }
  var organisationEnded: String {
    text("그 이용기관에 준 동의를 모두 끝냈습니다.", "Everything of that organisation has ended.")
  }
  var everythingEnded: String { text("모든 동의를 끝냈습니다.", "Everything has ended.") }
  var historyHeading: String { text("동의와 철회의 기록", "Record of what was agreed to and ended") }
  func history(_ action: String, _ service: String) -> String {
    switch action {
    case "given": text("동의: \(service)", "Agreed: \(service)")
    case "unlinked": text("연결 끊음", "Disconnected")
    default: text("철회: \(service)", "Ended: \(service)")
    }
  }

  // Who saw what
  var accesses: String { text("내 정보를 누가 언제 이용했는지", "Who used my data, and when") }
  var accessesLead: String {
    text(
      "이용기관이 내 동의로 정보를 받거나 출금한 날과 횟수입니다. 1년 동안 보관하며, 거절된 요청은 세지 않습니다.",
      "On which days, and how often, organisations were given data or took money with what you agreed to. "
        + "It is kept for a year; requests that were refused are not counted.")
  }
  var noAccess: String { text("최근 1년 동안 이용한 기관이 없습니다.", "Nobody used anything within the last year.") }
  func uses(_ use: String, _ count: Int64) -> String { text("\(use) \(count)회", "\(use), \(count)×") }
  func lastAt(_ time: String) -> String { text("마지막 \(time)", "last at \(time)") }
  var looksHeading: String { text("중계센터 직원의 조회", "Looked at by the platform's operators") }
  var noLook: String { text("내 동의를 조회한 직원이 없습니다.", "No operator looked at your consents.") }
  var backToConsents: String { text("내 동의로 돌아가기", "Back to my consents") }

  var more: String { text("더 할 수 있는 일", "More") }
  var download: String { text("내 정보 내려받기 (JSON)", "Download my data (JSON)") }
  var endEverything: String { text("모든 동의 끝내기", "End everything") }
  var tooManyCopies: String {
    text(
      "방금 여러 번 내려받았습니다. 15분 뒤에 다시 시도해 주십시오.",
      "You have just had several copies. Please try again in a quarter of an hour.")
  }
  var erase: String { text("내 정보 삭제 요청", "Ask for my data to be deleted") }
  var leave: String { text("나가기", "Leave") }
  var back: String { text("그대로 두기", "Leave it as it is") }

  // All at once
  func endEverythingLead(_ count: Int64) -> String {
    text(
      "지금 유효한 동의 \(count)개와 모든 연결이 끝납니다. 이용기관의 다음 요청은 거절됩니다. 다시 이용하려면 이용기관에서 새로 동의하면 됩니다.",
      "\(count) consents and every connection end. The next request of every organisation is refused. To use one again, agree anew there."
    )
  }

  // Deletion
  var eraseLead: String {
    text(
      "아래 내용을 확인하고 요청해 주십시오. 바로 처리되며 되돌릴 수 없습니다.", "Please read this first. It is done at once and cannot be undone.")
  }
  var goesHeading: String { text("지금 하는 일", "What is done now") }
  var goes: [String] {
    [
      text(
        "모든 동의와 연결, 이용기관이 가진 토큰을 끝냅니다.", "Every consent and connection ends, and every token that organisations hold."),
      text(
        "이름, 생년월일, 휴대폰 번호, e메일, 성별, 연계정보(CI)를 지웁니다.",
        "Your name, date of birth, phone number, e-mail address, gender and personal identifier (CI) are removed."),
      text(
        "개발자가 보는 앱의 호출 기록에서, 나를 가리키는 호출의 내용을 지웁니다.",
        "Calls that name you are blanked in the records that developers see of what their apps asked."),
      text(
        "계좌에 붙인 별명과, 누가 언제 이용했는지의 기록을 지웁니다.",
        "The names you gave to accounts, and the record of who used them when, are removed."),
    ]
  }
  var staysHeading: String { text("법에 따라 남는 것", "What has to be kept by law") }
  var stays: [String] {
    [
      text(
        "이체의 기록과 그 계좌번호, 받는 분과 보내는 분: 5년 (전자금융거래법 제22조). 사용자번호로 남습니다.",
        "Transfers with their accounts and the names in them: five years (Electronic Financial Transactions Act, article 22). "
          + "They stay under your user number, to which name and CI no longer belong."),
      text(
        "동의와 철회를 했다는 기록과 호출의 기록(내용 없음): 3년 이상 (신용정보법 제20조).",
        "That consents were given and ended, and that calls were made, without their contents: three years or more "
          + "(Credit Information Act, article 20)."),
      text(
        "등록했던 계좌의 번호, 예금주명, 상품명: 이체의 기록이 가리키므로 그대로 남습니다.",
        "Accounts that were connected, with number, holder's name and product: transfers refer to them."),
      text("이 요청과 그 처리 결과.", "This request and what became of it."),
    ]
  }
  var eraseNow: String { text("삭제 요청", "Delete my data") }
  var erasedHeading: String { text("삭제했습니다", "It is done") }
  func erased(_ receipt: String, _ count: Int64) -> String {
    text(
      "동의와 연결 \(count)개를 끝내고 내 정보를 지웠습니다. 접수번호 \(receipt). 법에 따라 남는 기록은 저절로 없어지지 않으며, 운영 기관이 지울 때까지 남습니다.",
      "\(count) consents and connections ended, and your details are gone. Receipt \(receipt). "
        + "What the law keeps does not go by itself: it stays until the operator removes it."
    )
  }
  var waitingHeading: String { text("아직 삭제할 수 없습니다", "Not yet") }
  func waiting(_ receipt: String, _ count: Int64) -> String {
    text(
      "처리 중인 이체가 \(count)건 있습니다. 끝난 뒤에 다시 요청해 주십시오. 지금은 아무것도 지우지 않았습니다. 접수번호 \(receipt).",
      "\(count) of your transfers are still under way. Please ask again when they are done; nothing was removed. Receipt \(receipt)."
    )
  }
}
