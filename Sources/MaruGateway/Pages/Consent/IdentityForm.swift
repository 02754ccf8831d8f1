import MaruContract
import MaruDomain
import MaruHub

// Who somebody is, and the number that was sent to them: the same two forms for a consent and for people's own pages.

extension IdentityPrefill {
  /// As it was typed; `field` gives a field of the form.
  init(typed field: (String) -> String) {
    self.init(
      name: field("name").split(separator: " ").joined(separator: " "), birthDate: field("birth_date"),
      phone: field("phone"))
  }

  /// Whom it names; nil where a part is none.
  var claim: IdentityClaim? {
    let phone = phone.filter(\.isNumber)
    guard let name = HolderName(name), let birthDate = BusinessDate(wire: birthDate.filter(\.isNumber)),
      (10...11).contains(phone.count)
    else { return nil }
    return IdentityClaim(name: name, birthDate: birthDate, phone: phone)
  }
}

extension ConsentTexts {
  /// What the template of the identity form shows, apart from heading and purpose.
  func identityForm(_ typed: IdentityPrefill, testBed isTestBed: Bool) -> [String: Any] {
    var view: [String: Any] = [
      "nameLabel": name, "birthLabel": birthDate, "birthHint": birthHint, "phoneLabel": phone, "name": typed.name,
      "birthDate": typed.birthDate, "phone": typed.phone,
    ]
    if isTestBed { view["testBed"] = testBed }
    return view
  }

  /// What the template of the one-time number shows; `shown` is the number where the test bed tells it.
  func numberForm(phone: String, shown: String?) -> [String: Any] {
    var view: [String: Any] = [
      "heading": numberHeading, "lead": numberLead(String(phone.prefix(3)) + "****" + String(phone.suffix(4))),
      "numberLabel": number, "again": sendAgain,
    ]
    if let shown { view["shownNumber"] = ["label": shownNumber, "number": shown] }
    return view
  }
}
