/// A form as the template shows it: labels, fields, hints, one button.
struct FormView {
  /// One field.
  struct Field {
    let name: String
    let label: String
    var type = "text"
    var value = ""
    var hint: String?
    /// What browsers and password keepers fill in (HTML, autofill).
    var autocomplete = "off"
    var inputMode: String?
    var longest = 200
    var isLong = false
    var isOptional = false

    fileprivate var view: [String: Any] {
      var view: [String: Any] = [
        "name": name, "label": label, "type": type, "value": value, "autocomplete": autocomplete, "longest": longest,
      ]
      view[isLong ? "long" : "short"] = true
      if let hint { view["hint"] = hint }
      if let inputMode { view["inputMode"] = inputMode }
      if !isOptional { view["required"] = true }
      return view
    }
  }

  /// One of several to choose.
  struct Select {
    let name: String
    let label: String
    let options: [(value: String, text: String)]
    var chosen = ""

    fileprivate var view: [String: Any] {
      [
        "name": name, "label": label,
        "options": options.map { option in
          var view: [String: Any] = ["value": option.value, "text": option.text]
          if option.value == chosen { view["isChosen"] = true }
          return view
        },
      ]
    }
  }

  /// A box to tick.
  struct Box {
    let name: String
    let value: String
    let label: String
    var hint: String?
    var isTicked = false

    fileprivate var view: [String: Any] {
      var view: [String: Any] = ["name": name, "value": value, "label": label]
      if let hint { view["hint"] = hint }
      if isTicked { view["ticked"] = true }
      return view
    }
  }

  let heading: String
  var lead: String?
  /// What was done just now.
  var done: String?
  let action: String
  var selects: [Select] = []
  var fields: [Field] = []
  var boxes: (legend: String, boxes: [Box])?
  var hidden: [(name: String, value: String)] = []
  let submit: String
  var links: [(text: String, href: String)] = []
  var error: String?
  /// A code and its explanation, above the fields.
  var shown: (label: String, code: String, link: (text: String, href: String)?)?
  /// The same for a camera, as an image that we made.
  var image: String?

  var view: [String: Any] {
    var view: [String: Any] = [
      "heading": heading, "action": action, "fields": fields.map(\.view), "submit": submit,
      "selects": selects.map(\.view),
      "hidden": hidden.map { ["name": $0.name, "value": $0.value] },
      "links": links.map { ["text": $0.text, "href": $0.href] },
    ]
    if !(fields.isEmpty && selects.isEmpty) || boxes != nil || shown != nil { view["hasParts"] = true }
    if let lead { view["lead"] = lead }
    if let done { view["done"] = done }
    if let error { view["error"] = error }
    if let boxes { view["boxes"] = ["legend": boxes.legend, "boxes": boxes.boxes.map(\.view)] as [String: Any] }
    if let image { view["image"] = ["svg": image] }
    if let shown {
      var part: [String: Any] = ["label": shown.label, "code": shown.code]
      if let link = shown.link { part["link"] = ["text": link.text, "href": link.href] }
      view["shown"] = part
    }
    return view
  }
}
