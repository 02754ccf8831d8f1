#if Postgres
  /// What the units of one transaction know and are to write together. Nobody else writes meanwhile (``PostgresWriter``), so what was
  /// asked for once stays true until the transaction changes it itself.
  ///
  /// Rows that every order changes (a limit, the account that pays) are so read once and written once a transaction; each version of a
  /// row would otherwise be one more that the server walks over at the next look.
  struct TransactionMemory: Sendable {
    /// Rows of one shape, in the order in which they came.
    private struct Rows: Sendable {
      let shape: RowShape
      var rows: [[SQLValue]] = []
      var places: [SQLValue: Int] = [:]
    }

    private var known: [SQLQuestion: (rows: [SQLRow], tables: NamedTables)] = [:]
    private var held: [Rows] = []
    /// The tables that rows are held for.
    private(set) var heldTables: NamedTables = []

    func answer(to question: SQLQuestion) -> [SQLRow]? { known[question]?.rows }

    /// `tables`: those that the question names; one that names none that are watched is not remembered.
    mutating func remember(_ question: SQLQuestion, _ rows: [SQLRow], _ tables: NamedTables) {
      guard !tables.isEmpty else { return }
      known[question] = (rows, tables)
    }

    /// A statement changes these tables, nobody knows how.
    mutating func forget(_ tables: NamedTables) {
      guard !tables.isEmpty, !known.isEmpty else { return }
      known = known.filter { $0.value.tables.isDisjoint(with: tables) }
    }

    /// Keeps a row back; where one of the same key is kept back, in its place.
    mutating func hold(_ shape: RowShape, _ row: [SQLValue], key: SQLValue?) {
      heldTables.formUnion(shape.tables)
      let index = held.firstIndex { $0.shape.one == shape.one } ?? held.endIndex
      if index == held.endIndex { held.append(Rows(shape: shape)) }
      if let key {
        if let place = held[index].places[key] {
          held[index].rows[place] = row
          return
        }
        held[index].places[key] = held[index].rows.count
      }
      held[index].rows.append(row)
    }

    /// Takes what is to be written, with how many rows each statement must change: new rows first, for a change may concern one of them.
    mutating func takeHeld() -> [(batch: PostgresBatch, rows: Int)] {
      defer {
        held = []
        heldTables = []
      }
      let (new, changed) = (held.filter { $0.shape.isNew }, held.filter { !$0.shape.isNew })
      return (new + changed).map { (PostgresBatch($0.shape, $0.rows), $0.rows.count) }
    }
  }

  extension RowShape {
    fileprivate var isNew: Bool {
      if case .new = kind { true } else { false }
    }
  }
#endif
