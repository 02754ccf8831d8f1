#if Postgres
  import CPQ

  /// The arguments of a statement in the shape that libpq takes: numbers and texts as text, bytes as they are. The server
  /// finds out the types.
  struct PostgresArguments {
    /// All values behind one another, each with a NUL at its end.
    private var bytes: [UInt8] = []
    /// Where each value begins; nil for null.
    private var places: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    init(_ values: [SQLValue]) {
      bytes.reserveCapacity(values.count * 16)
      places.reserveCapacity(values.count)
      lengths.reserveCapacity(values.count)
      formats.reserveCapacity(values.count)
      for value in values {
        switch value {
        case .integer(let integer): add(String(integer).utf8, format: 0)
        case .text(let text): add(StorableText.stored(text).utf8, format: 0)
        case .blob(let blob): add(blob, format: 1)
        case .null:
          places.append(nil)
          lengths.append(0)
          formats.append(0)
        }
      }
    }

    init(_ batch: PostgresBatch) throws {
      for argument in batch.arguments {
        switch argument {
        case .array(let type, let values): add(try type.array(of: values), format: 1)
        case .value(.integer(let integer)): add(String(integer).utf8, format: 0)
        case .value(.text(let text)): add(StorableText.stored(text).utf8, format: 0)
        case .value(let value): throw StoreError.engine("no key is compared with \(value)")
        }
      }
    }

    private mutating func add(_ value: some Collection<UInt8>, format: Int32) {
      places.append(bytes.count)
      lengths.append(Int32(clamping: value.count))
      formats.append(format)
      bytes.append(contentsOf: value)
      bytes.append(0)
    }

    /// Starts the prepared statement `name`; answers come in binary. 1 when it was taken.
    func send(_ connection: OpaquePointer, _ name: String) -> Int32 {
      bytes.withUnsafeBytes { memory in
        let start = memory.bindMemory(to: CChar.self).baseAddress
        // A statement without arguments has no memory at all.
        let pointers: [UnsafePointer<CChar>?] = places.map { place in
          place.flatMap { place in start.map { $0 + place } }
        }
        return PQsendQueryPrepared(connection, name, Int32(places.count), pointers, lengths, formats, 1)
      }
    }
  }

  /// Rows as libpq gives them, in binary.
  enum PostgresAnswer {
    // The types of our columns and of counts over them (pg_type.dat of PostgreSQL's sources).
    private static let boolean: Oid = 16
    private static let bytea: Oid = 17
    private static let integers: Set<Oid> = [20, 21, 23]
    private static let texts: Set<Oid> = [19, 25, 1043]
    private static let void: Oid = 2278

    static func rows(_ result: OpaquePointer) throws -> [SQLRow] {
      let columns = PQnfields(result)
      return try (0..<PQntuples(result)).map { row in
        SQLRow(values: try (0..<columns).map { try value(result, row, $0) })
      }
    }

    private static func value(_ result: OpaquePointer, _ row: Int32, _ column: Int32) throws -> SQLValue {
      guard PQgetisnull(result, row, column) == 0, let start = PQgetvalue(result, row, column) else { return .null }
      let bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, row, column)))
        .bindMemory(to: UInt8.self)
      // Answers to texts without arguments come as text.
      let isBinary = PQfformat(result, column) == 1
      switch PQftype(result, column) {
      case let type where integers.contains(type):
        if isBinary {
          let negative: UInt64 = (bytes.first ?? 0) & 0x80 == 0 ? 0 : .max
          return .integer(Int64(bitPattern: bytes.reduce(negative) { $0 << 8 | UInt64($1) }))
        }
        return Int64(String(decoding: bytes, as: UTF8.self)).map(SQLValue.integer) ?? .null
      case let type where texts.contains(type): return .text(StorableText.read(bytes))
      // As SQLite has it: 1 or 0.
      case boolean: return .integer(bytes.first == (isBinary ? 1 : UInt8(ascii: "t")) ? 1 : 0)
      case bytea where isBinary: return .blob(Array(bytes))
      case void: return .null
      case let type: throw StoreError.engine("a column of the type \(type)")
      }
    }
  }

  /// Texts as C wants them, ended with a nil.
  struct CStrings {
    private let texts: [String]
    init(_ texts: [String]) { self.texts = texts }

    func with<Value>(_ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Value) -> Value {
      var bytes: [CChar] = []
      var places: [Int] = []
      for text in texts {
        places.append(bytes.count)
        bytes += text.utf8CString
      }
      return bytes.withUnsafeBufferPointer { memory in
        var pointers: [UnsafePointer<CChar>?] = places.map { place in memory.baseAddress.map { $0 + place } }
        pointers.append(nil)
        return pointers.withUnsafeBufferPointer { list in
          guard let start = list.baseAddress else { preconditionFailure("a list with its end has a first element") }
          return body(start)
        }
      }
    }
  }
#endif
