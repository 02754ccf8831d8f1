/// What a page of the console shows: a heading and, below it, blocks in their order. One template renders them all.
struct Sheet {
  let heading: String
  var lead: String?
  /// What was done just now.
  var done: String?
  var error: String?
  var blocks: [Block] = []
  /// Whether the page brings itself up to date where scripts run.
  var isLive = false
  var isWide = true

  enum Block {
    case heading(String)
    case words(String)
    case facts([(name: String, cell: Cell)])
    case table(Table)
    case chart(Chart)
    case form(Form)
    case links([(text: String, href: String)])
    case message(Message)
    /// Lines of a program's, with their name.
    case code(String, String)
  }

  /// What somebody wrote.
  struct Message {
    let about: String
    /// Made by ``Markdown``, which holds no tag but ours.
    let html: String
    var link: (text: String, href: String)?
  }

  /// One value.
  struct Cell {
    var text: String
    var href: String?
    var isCode = false
    var tone = Tone.plain

    enum Tone {
      case plain
      case good
      case bad
    }

    static func text(_ text: String, _ tone: Tone = .plain) -> Cell { Cell(text: text, tone: tone) }
    static func code(_ text: String, href: String? = nil) -> Cell { Cell(text: text, href: href, isCode: true) }
    static func link(_ text: String, _ href: String) -> Cell { Cell(text: text, href: href) }
    static func number(_ number: Int64) -> Cell { Cell(text: number.grouped) }

    fileprivate var view: [String: Any] {
      var view: [String: Any] = ["cellText": text]
      view[isCode ? "code" : "plain"] = true
      if let href { view["cellHref"] = href }
      switch tone {
      case .plain: break
      case .good: view["tone"] = "good"
      case .bad: view["tone"] = "bad"
      }
      return view
    }
  }

  struct Table {
    let caption: String
    let columns: [String]
    var rows: [[Cell]]
    /// What stands there when there is no row.
    let empty: String
    /// Columns of numbers: they stand at the right.
    var numbers: Set<Int> = []

    fileprivate var view: [String: Any] {
      var view: [String: Any] = [
        "caption": caption,
        "columns": columns.enumerated().map { index, name in
          ["columnName": name, "right": numbers.contains(index)] as [String: Any]
        },
        "rows": rows.map { cells in
          [
            "cells": cells.enumerated().map { index, cell in
              var view = cell.view
              view["right"] = numbers.contains(index)
              return view
            }
          ]
        },
      ]
      if rows.isEmpty { view["empty"] = empty } else { view["hasRows"] = true }
      return view
    }
  }

  struct Form {
    let action: String
    var isQuestion = false
    var fields: [Field] = []
    var hidden: [(name: String, value: String)] = []
    let submit: String
    /// The buttons, where there are several of them instead of `submit`.
    var choices: [Choice] = []
    var boxes: (legend: String, boxes: [Box])?
    /// A secret to copy, above the fields.
    var shown: (label: String, code: String)?
    /// The same for a camera, as an image that we made.
    var image: String?

    struct Field {
      let name: String
      let label: String
      var type = "text"
      var value = ""
      var hint: String?
      var autocomplete = "off"
      var isNumeric = false
      var isLong = false
      var longest = 200
    }

    /// A button among several.
    struct Choice {
      let name: String
      let value: String
      let label: String
    }

    /// A box to tick.
    struct Box {
      let name: String
      let label: String
      var isTicked = false
    }

    fileprivate var view: [String: Any] {
      var view: [String: Any] = [
        "action": action, "method": isQuestion ? "get" : "post", "submit": submit,
        "hidden": hidden.map { ["hiddenName": $0.name, "hiddenValue": $0.value] },
        "fields": fields.map { field in
          var view: [String: Any] = [
            "fieldName": field.name, "label": field.label, "type": field.type, "value": field.value,
            "autocomplete": field.autocomplete, "longest": field.longest, "numeric": field.isNumeric,
          ]
          view[field.isLong ? "long" : "short"] = true
          if let hint = field.hint { view["hint"] = hint }
          return view
        },
      ]
      if !isQuestion { view["post"] = true }
      if choices.isEmpty {
        view["onlyOne"] = true
      } else {
        view["choices"] = choices.enumerated().map { index, choice in
          [
            "choiceName": choice.name, "choiceValue": choice.value, "choiceLabel": choice.label, "isOther": index > 0,
          ] as [String: Any]
        }
      }
      if let boxes {
        view["boxes"] =
          [
            "legend": boxes.legend,
            "boxes": boxes.boxes.map { box in
              ["boxName": box.name, "boxLabel": box.label, "boxTicked": box.isTicked] as [String: Any]
            },
          ] as [String: Any]
      }
      if let image { view["image"] = ["imageSVG": image] }
      if let shown { view["shown"] = ["shownLabel": shown.label, "shownCode": shown.code] }
      return view
    }
  }

  var view: [String: Any] {
    var view: [String: Any] = ["heading": heading, "wide": isWide, "blocks": blocks.map(\.view)]
    if let lead { view["lead"] = lead }
    if let done { view["done"] = done }
    if let error { view["error"] = error }
    if isLive { view["live"] = true }
    return view
  }
}

extension Sheet.Block {
  fileprivate var view: [String: Any] {
    switch self {
    case .heading(let text): ["title2": text]
    case .words(let text): ["words": text]
    case .facts(let facts):
      [
        "facts": [
          "items": facts.map { fact in
            var view = fact.cell.view
            view["factName"] = fact.name
            return view
          }
        ]
      ]
    case .table(let table): ["table": table.view]
    case .chart(let chart): ["chart": ["svg": chart.svg, "legend": chart.legend] as [String: Any]]
    case .form(let form): ["form": form.view]
    case .message(let message):
      [
        "message": [
          "messageAbout": message.about, "html": message.html,
          "messageLinks": message.link.map { [["linkText": $0.text, "linkHref": $0.href]] } ?? [],
        ] as [String: Any]
      ]
    case .code(let name, let text): ["lines": ["linesName": name, "linesText": text]]
    case .links(let links):
      ["links": ["items": links.map { ["linkText": $0.text, "linkHref": $0.href] }]]
    }
  }
}
