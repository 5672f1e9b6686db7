import Foundation
import FuzzEngine
import FuzzSupport

@main struct Main {
    static func main() { exit(FuzzProgram.run([CommandsTarget.self, JournalTarget.self, RowsTarget.self])) }
}
