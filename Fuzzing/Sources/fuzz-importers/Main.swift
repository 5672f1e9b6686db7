import Foundation
import FuzzImporters
import FuzzSupport

@main struct Main {
    static func main() { exit(FuzzProgram.run([ImportersTarget.self])) }
}
