import MaruDomain
import MaruHub

/// People as a table of text: `name,birth_date,gender,bank_code_std,balance`, one account a line; lines of the same name and birth date are
/// one person. What is empty is invented.
struct CSVPeople: Sendable {
  static let header = "name,birth_date,gender,bank_code_std,balance"
  static let mostLines = 100

  /// Which line cannot be read, from 1, and what of it.
  struct Trouble: Error, Sendable, Equatable {
    let line: Int
    let column: String
  }

  let wishes: [PersonWish]

  init(_ text: String) throws(Trouble) {
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.enumerated().filter { number, line in
      !line.allSatisfy(\.isWhitespace) && !(number == 0 && line.hasPrefix("name,"))
    }
    guard lines.count <= Self.mostLines else { throw Trouble(line: Self.mostLines + 1, column: "") }
    var wishes: [PersonWish] = []
    for (index, line) in lines {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map { cell in
        String(cell.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
      }
      let wish = try Self.wish(cells, line: index + 1)
      if wish.name != nil,
        let place = wishes.firstIndex(where: { $0.name == wish.name && $0.birthDate == wish.birthDate })
      {
        wishes[place].accounts += wish.accounts
      } else {
        wishes.append(wish)
      }
    }
    self.wishes = wishes
  }

  private static func wish(_ cells: [String], line: Int) throws(Trouble) -> PersonWish {
    let names = header.split(separator: ",").map(String.init)
    guard cells.count <= names.count else { throw Trouble(line: line, column: "") }
    func cell<Value>(_ place: Int, _ read: (String) -> Value?) throws(Trouble) -> Value? {
      guard place < cells.count, !cells[place].isEmpty else { return nil }
      guard let value = read(cells[place]) else { throw Trouble(line: line, column: names[place]) }
      return value
    }
    let name = try cell(0) { HolderName($0) }
    let birth = try cell(1) { BusinessDate(wire: $0.filter(\.isNumber)) }
    let gender = try cell(2) { ["M", "F"].contains($0) ? $0 : nil }
    let bank = try cell(3) { BankCode($0) }
    let balance = try cell(4) { Won(wire: $0) }
    return PersonWish(
      name: name, birthDate: birth, gender: gender, accounts: [.init(bank: bank, balance: balance)])
  }
}
