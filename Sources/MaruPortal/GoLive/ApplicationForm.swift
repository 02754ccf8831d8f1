import Foundation
import MaruDomain
import MaruStore

/// What an applicant types in an application for use, checked.
struct ApplicationForm: Sendable {
  /// Why a form is not taken.
  enum Trouble: Error, Sendable, Equatable {
    case company
    case registrationNumber
    case service
    case contact
    case purpose
    case documents
    case scopes
    case callback(String)
    case address(String)
    /// Money moves from registered addresses alone.
    case addressesMissing
  }

  static let longestText = 2_000
  let request: LiveRequest

  init(_ visit: SiteVisit) throws(Trouble) {
    /// One line, with single blanks.
    func line(_ name: String) -> String {
      visit.field(name).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    /// Several lines without blanks around them.
    func text(_ name: String) -> String {
      visit.field(name).split(whereSeparator: \.isNewline).map { $0.split(separator: " ").joined(separator: " ") }
        .filter { !$0.isEmpty }.joined(separator: "\n")
    }
    guard (2...60).contains(line("company").count) else { throw .company }
    guard let number = BusinessRegistrationNumber(typed: visit.field("registration")) else { throw .registrationNumber }
    guard let service = HolderName(line("service")) else { throw .service }
    guard (5...120).contains(line("contact").count) else { throw .contact }
    guard (10...Self.longestText).contains(text("purpose").count) else { throw .purpose }
    // What was uploaded may say it all.
    guard text("documents").isEmpty || (5...Self.longestText).contains(text("documents").count) else {
      throw .documents
    }
    let (callbacks, scopes): ([String], Scope)
    let addresses: [String]
    do {
      let form = try AppForm(callbacks: visit.field("callbacks"), scopes: visit.fields("scope"))
      (callbacks, scopes) = (form.callbacks, form.scopes)
      addresses = try AppForm.addresses(visit.field("addresses"))
    } catch {
      switch error {
      case .callback(let callback): throw .callback(callback)
      case .address(let address): throw .address(address)
      default: throw .scopes
      }
    }
    if let plain = callbacks.first(where: { !Self.isLive($0) }) { throw .callback(plain) }
    guard !addresses.isEmpty || scopes.isDisjoint(with: [.transfer, .oob]) else { throw .addressesMissing }
    request = LiveRequest(
      company: line("company"), registrationNumber: number, service: service, contact: line("contact"),
      purpose: text("purpose"), scopes: scopes, callbacks: callbacks, addresses: addresses, documents: text("documents")
    )
  }

  /// RFC 9700 section 2.6: codes travel over TLS alone, to a host that is named; on a test host they need not.
  private static func isLive(_ callback: String) -> Bool {
    guard let parts = URLComponents(string: callback), parts.scheme?.lowercased() == "https" else { return false }
    return parts.host.map { !$0.isEmpty } == true && parts.user == nil && parts.password == nil
  }

  /// The form, with what was typed, or else what is known of the app or of the application that was sent back.
  static func view(
    _ visit: SiteVisit, _ app: DeveloperApp, earlier: LiveRequest?, documents: [LiveDocument], revision: Int64,
    action: String, trouble: Trouble?
  ) -> FormView {
    let isFresh = visit.form.isEmpty
    let tested = app.client.redirectURIs.filter(isLive)
    func value(_ name: String, _ known: String?) -> String { isFresh ? known ?? "" : visit.field(name) }
    var form = FormView(
      heading: visit.text("이용 신청", "Application for use"),
      lead: visit.hasTestBed
        ? visit.text(
          "'\(app.client.name)'을(를) 실서비스로 여는 신청입니다. 심사, 보안점검, 계약을 거쳐 시험 키와 다른 운영 키를 받습니다.",
          "To open '\(app.client.name)' as a live service: screening, security check and contract, then production keys apart from those in test."
        )
        : visit.text(
          "'\(app.client.name)'을(를) 실서비스로 여는 신청입니다. 심사, 보안점검, 계약을 거쳐 운영 키를 받습니다.",
          "To open '\(app.client.name)' as a live service: screening, security check and contract, then the production keys."
        ), action: action, submit: visit.text("신청하기", "Apply"))
    form.hidden = [visit.seen(revision)]
    form.fields = [
      .init(
        name: "company", label: visit.text("회사 이름", "Company"), value: value("company", earlier?.company), longest: 60),
      .init(
        name: "registration", label: visit.text("사업자등록번호", "Business registration number"),
        value: value("registration", earlier?.registrationNumber.printed),
        hint: visit.text("숫자 10자리", "Ten digits"), inputMode: "numeric", longest: 14),
      .init(
        name: "service", label: visit.text("서비스 이름", "Service name"),
        value: value("service", earlier?.service.text ?? app.client.name),
        hint: visit.text("이용자가 동의 화면에서 보는 이름. 함께 심사합니다.", "What users see when they agree to it; it is screened."),
        longest: 20),
      .init(
        name: "contact", label: visit.text("담당자", "Contact"), value: value("contact", earlier?.contact),
        hint: visit.text("이름, 전화번호, e메일", "Name, telephone, e-mail"), longest: 120),
      .init(
        name: "purpose", label: visit.text("서비스 설명", "What the service does"),
        value: value("purpose", earlier?.purpose),
        hint: visit.text("누구를 위해 어떤 API를 왜 쓰는지", "For whom, which APIs, and why"), longest: longestText, isLong: true),
      .callbacks(visit, value("callbacks", (earlier?.callbacks ?? tested).joined(separator: "\n"))),
      .init(
        name: "addresses", label: visit.text("허용 IP", "Allowed IP addresses"),
        value: value(
          "addresses", (earlier?.addresses ?? app.organisation?.allowedAddresses ?? []).joined(separator: "\n")),
        hint: visit.text(
          "한 줄에 하나. transfer나 oob 권한에는 꼭 필요합니다.", "One a line; needed with the scopes transfer and oob."),
        longest: 1_000, isLong: true, isOptional: true),
      .init(
        name: "documents", label: visit.text("서류", "Documents"), value: value("documents", earlier?.documents),
        hint: documents.isEmpty
          ? visit.text(
            "사업자등록증, 법인등기, 약관 등이 있는 주소나 내용. 파일로 내려면 이 양식을 쓰기 전에 맨 아래 ‘서류 올리기’에서 올리십시오.",
            "Where the registration, the articles and the terms of service are, or what they say. To send files, upload them first, under “Upload documents” at the end of this page."
          )
          : visit.text(
            "올린 서류 \(documents.count)개가 함께 갑니다: ", "With \(documents.count) uploaded: ")
            + documents.map(\.name.text).joined(separator: ", "),
        longest: longestText, isLong: true, isOptional: !documents.isEmpty),
    ]
    // An app that never called asks for what most services ask for.
    let known = earlier?.scopes ?? (app.client.scopes.isEmpty ? .user : app.client.scopes)
    let ticked = isFresh ? AppForm.scopes.filter { known.contains($0) }.map(\.wire) : visit.fields("scope")
    form.boxes = AppForm.boxes(visit, ticked: ticked)
    form.error = trouble.map { visit.words(for: $0) }
    return form
  }
}

extension SiteVisit {
  /// The sentence for what is wrong with an application.
  fileprivate func words(for trouble: ApplicationForm.Trouble) -> String {
    switch trouble {
    case .company: text("회사 이름을 적어 주십시오.", "Please give the company's name.")
    case .registrationNumber:
      text("사업자등록번호가 맞지 않습니다. 10자리를 확인해 주십시오.", "This is no business registration number: please check its ten digits.")
    case .service: text("서비스 이름을 1자에서 20자로 적어 주십시오.", "Please give the service a name of 1 to 20 characters.")
    case .contact: text("담당자의 이름과 연락처를 적어 주십시오.", "Please give a contact with name and telephone.")
    case .purpose: text("서비스 설명을 10자 이상 적어 주십시오.", "Please tell in ten characters or more what the service does.")
    case .documents:
      text(
        "서류를 올리거나, 서류가 있는 곳이나 내용을 적어 주십시오.",
        "Please upload documents, or say where they are or what they say.")
    case .scopes: text("권한을 하나 이상 골라 주십시오.", "Please choose one scope or more.")
    case .callback(let url) where url.isEmpty:
      text("콜백 URL을 1개에서 10개까지 적어 주십시오.", "Please give one to ten callback URLs.")
    case .callback(let url):
      text("운영 콜백은 https://와 호스트 이름이 있어야 합니다: \(url)", "A live callback needs https:// and a host: \(url)")
    case .address(let address) where address.isEmpty: text("IP 주소는 20개까지입니다.", "Twenty IP addresses at most.")
    case .address(let address): text("IP 주소가 아닙니다: \(address)", "This is no IP address: \(address)")
    case .addressesMissing:
      text("transfer나 oob 권한에는 허용 IP가 필요합니다.", "The scopes transfer and oob need allowed IP addresses.")
    }
  }
}
