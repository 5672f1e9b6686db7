public import ArgumentParser
import Glibc
public import RetailDocuments
import StockAPI
import StockModel

/// Amounts on command lines: `12.5`, exact to four places.
extension Money: ExpressibleByArgument {
    /// As it is written on a command line.
    public init?(argument: String) { self.init(argument) }
}

/// Days on command lines: `2026-03-01`.
extension CalendarDay: ExpressibleByArgument {
    /// As it is written on a command line.
    public init?(argument: String) { self.init(argument) }
}

extension CalendarDay {
    /// The day that it is in UTC.
    static var today: CalendarDay { CalendarDay(of: .systemNow) }
}

extension Terminal {
    /// Whether a person can be asked.
    static var canAsk: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// Asks a person; nil where there is none, or he says nothing.
    static func ask(_ question: String) -> String? {
        guard canAsk else { return nil }
        complain("\(question): ")
        guard let answer = readLine(), !answer.isEmpty else { return nil }
        return answer
    }
}
