#if Postgres
  /// A statement for many rows or keys: each argument is a value, or an array of them in PostgreSQL's binary format.
  struct PostgresBatch: Sendable {
    enum Argument: Sendable {
      case value(SQLValue)
      case array(ColumnType, [SQLValue])
    }

    let sql: String
    let arguments: [Argument]

    /// Writes all `rows` of a shape.
    init(_ shape: RowShape, _ rows: [[SQLValue]]) {
      sql = shape.many
      arguments = shape.columns.indices.map { column in
        .array(shape.columns[column].type, rows.map { $0[column] })
      }
    }

    /// Asks about many keys; the first column of the answer is the key.
    init(_ question: KeyedQuestion, fixed: [SQLValue], keys: [SQLValue]) {
      sql = question.many
      arguments = [.array(question.type, keys)] + fixed.map(Argument.value)
    }
  }

  extension ColumnType {
    /// PostgreSQL's number of the type (pg_type.dat of its sources).
    private var oid: UInt32 {
      switch self {
      case .integer: 20
      case .text: 25
      case .blob: 17
      }
    }

    /// An array in the format of `array_recv`: dimensions, whether a null is in it, the type, its length and lower bound, then each
    /// element behind its length. Throws where a value is of another type.
    func array(of values: [SQLValue]) throws -> [UInt8] {
      var bytes: [UInt8] = []
      bytes.reserveCapacity(20 + values.count * 28)
      func add(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
      }
      func add(_ element: some Collection<UInt8>) {
        add(Int32(clamping: element.count))
        bytes.append(contentsOf: element)
      }
      add(Int32(values.isEmpty ? 0 : 1))
      add(Int32(values.contains(.null) ? 1 : 0))
      add(oid)
      if !values.isEmpty {
        add(Int32(clamping: values.count))
        add(Int32(1))
      }
      for value in values {
        switch (value, self) {
        case (.null, _): add(Int32(-1))
        case (.integer(let integer), .integer):
          add(Int32(8))
          add(integer)
        case (.text(let text), .text): add(StorableText.stored(text).utf8)
        case (.blob(let blob), .blob): add(blob)
        default: throw StoreError.engine("a value of another type than its column's, \(rawValue)")
        }
      }
      return bytes
    }
  }
#endif
