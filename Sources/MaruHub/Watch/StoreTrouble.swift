import Logging
import MaruStore

extension Hub {
  /// Tells the log once of each trouble of the store, at its highest level.
  ///
  /// Called where a call has just met it, and by the watch: whatever else failed, an operator has to know this first.
  func tellStoreTrouble() {
    guard let trouble = health.news() else { return }
    let what: Logger.Message =
      switch trouble {
      case .damaged:
        "the hub's database is damaged: no new order is taken and nothing is sent to banks; stop the hub, see 'maru verify', and serve a sound copy ('maru backup')"
      case .unwritable: "the hub's database cannot be written: orders are refused until it can"
      }
    logger.critical(what, metadata: ["database": "\(settings.storeShown)", "error": "\(trouble.text)"])
  }

  /// Tells what is in the log's way, and finds out whether a store that could not be written can be now.
  package func lookAtStore() async {
    tellStoreTrouble()
    guard let before = health.trouble else { return }
    await store.tryAgain()
    if health.trouble == nil {
      logger.notice("the hub's database can be written again", metadata: ["error": "\(before.text)"])
    }
  }
}
