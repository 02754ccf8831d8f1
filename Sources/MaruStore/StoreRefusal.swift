package import MaruDomain

extension HubError {
  /// What a client hears of an error that nobody foresaw: the system code, and where the store itself is in trouble a sentence that
  /// says so; the cause is for the log. A database that is away is no fault of the hub: the client is told to try again.
  package init(unexpected error: any Error) {
    if let known = error as? HubError {
      self = known
      return
    }
    let store = error as? StoreError
    self.init(
      store?.isAbsence ?? false ? .timeExceeded : .internalFault, detail: store?.words, cause: "\(error)")
  }
}

extension StoreError {
  /// What a client is told of a store in trouble, in both languages; nil where that would say nothing.
  package var words: String? {
    switch self {
    case .full, .readOnly, .disk:
      "중계센터의 저장소에 지금 쓸 수 없습니다. The hub's store cannot be written now."
    case .corrupt: StoreHealth.damagedWords
    case .damaged, .newerSchema, .closed, .unreachable, .outcomeUnknown, .engine: nil
    }
  }
}

extension StoreHealth {
  fileprivate static let damagedWords =
    "중계센터의 저장소가 손상되어 새 거래를 받지 않습니다. The hub's store is damaged: it takes no new orders."

  /// Refuses what would move money while nobody could write down what came of it; nil where it may. As with any order that is not
  /// known, the client is told to ask: an equal one may have been recorded earlier.
  package var refusal: HubError? {
    isDamaged ? HubError(.timeExceeded, detail: StoreHealth.damagedWords, cause: "the store is damaged") : nil
  }
}
