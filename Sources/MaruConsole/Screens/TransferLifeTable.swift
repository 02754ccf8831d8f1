import MaruDomain

extension ConsoleDesk {
  /// What happened to a transfer, a line an event.
  func life(_ visit: ConsoleVisit, _ events: [TransferLife.Event]) -> Sheet.Table {
    Sheet.Table(
      caption: visit.text("일생", "Its life"),
      columns: [
        visit.text("때", "When"), visit.text("일", "What"), visit.text("은행", "Bank"),
        visit.text("전문번호", "Message"),
      ],
      rows: events.map { event in
        let at = Sheet.Cell.text(event.at.map(visit.moment) ?? "")
        func line(_ words: String, _ message: TransferLife.BankMessage, _ tone: Sheet.Cell.Tone = .plain)
          -> [Sheet.Cell]
        {
          [
            at, .text(words, tone), .text("\(hub.banks.name(of: message.bank)) \(message.bank.text)"),
            .code(message.key),
          ]
        }
        switch event.what {
        case .ordered:
          return [at, .text(visit.text("주문을 받아 기록함", "Order received and recorded")), .text(""), .text("")]
        case .asked(let message): return line(visit.asked(message.leg), message)
        case .confirmed(let message): return line(visit.confirmed(message.leg), message, .good)
        case .refused(let message, let refusal):
          return line(visit.text("은행이 거절함: ", "The bank refused: ") + refusal.code.text, message, .bad)
        case .unanswered(let message):
          return line(visit.text("은행의 답이 없음: 계속 물음", "No answer: it is asked again"), message, .bad)
        case .ended: return [at, .text(visit.text("끝", "The end")), .text(""), .text("")]
        }
      }, empty: "")
  }
}

extension ConsoleVisit {
  fileprivate func asked(_ leg: TransferLeg) -> String {
    switch leg {
    case .debit: text("출금을 요청함", "Debit asked for")
    case .credit: text("입금을 요청함", "Credit asked for")
    case .reversal: text("되돌림을 요청함", "Reversal asked for")
    }
  }

  fileprivate func confirmed(_ leg: TransferLeg) -> String {
    switch leg {
    case .debit: text("출금됨, 분개함", "Debited and booked")
    case .credit: text("입금됨, 분개함", "Credited and booked")
    case .reversal: text("되돌림, 분개함", "Returned and booked")
    }
  }
}
