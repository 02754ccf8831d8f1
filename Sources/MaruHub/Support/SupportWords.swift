package import MaruContract
package import MaruDomain
package import MaruStore

/// The words for kinds and states of support requests, Korean and English side by side: pages, letters and the console say the same.
package struct SupportWords: Sendable {
  package let language: PageLanguage
  package init(_ language: PageLanguage) { self.language = language }

  private func text(_ korean: String, _ english: String) -> String { language == .korean ? korean : english }

  /// What a kind is called.
  package func name(of kind: SupportKind) -> String {
    switch kind {
    case .consulting: text("상담", "Consulting")
    case .securityCheck: text("보안점검 일정", "Security check appointment")
    case .testDevice: text("시험 단말", "Test device")
    }
  }

  /// What a state is called.
  package func name(of state: SupportState) -> String {
    switch state {
    case .open: text("답변 대기", "Open")
    case .answered: text("답변함", "Answered")
    case .closed: text("끝남", "Closed")
    }
  }

  /// Why something was not done.
  package func words(for trouble: SupportDesk.Trouble) -> String {
    switch trouble {
    case .unknown: text("그런 요청은 없습니다.", "There is no such request.")
    case .changed: text("그사이 바뀌었습니다. 다시 보고 해 주십시오.", "It has changed meanwhile: please look again.")
    case .notNow: text("지금 상태에서는 할 수 없습니다.", "This cannot be done as it stands now.")
    case .empty: text("답을 적어 주십시오.", "Please write an answer.")
    }
  }

  /// The letter about what an operator did.
  package func letter(
    _ act: SupportAct, about request: SupportRequest, _ body: String, link: String
  ) -> (subject: String, body: String) {
    let what =
      switch act {
      case .answer, .write: text("답변이 있습니다", "there is an answer")
      case .close: text("요청을 끝냈습니다", "the request was closed")
      case .reopen: text("요청을 다시 열었습니다", "the request was opened again")
      }
    return (
      text("마루 지원 \(request.id): \(what)", "Maru support \(request.id): \(what)"),
      "\(name(of: request.kind)): \(request.subject)\n\n" + (body.isEmpty ? "" : "\(body)\n\n") + link
    )
  }
}
