import Foundation
import LoadLoop

/// A server that does as little as can be done: one thread, one turn, one group, one flush.
///
/// `GroupServer echo|journal|lmdb FOLDER` listens on a free port of this machine, says which, and ends with SIGTERM.
/// It takes Stockroom's frames with a reserve of one line, and no others.
@main
enum GroupServer {
    static func main() {
        // What was answered is durable: there is nothing to finish.
        signal(SIGTERM) { _ in _exit(0) }
        do {
            let arguments = CommandLine.arguments
            guard arguments.count == 3, let keeping = Keeping(rawValue: arguments[1]) else {
                throw BenchmarkFailure("usage: GroupServer echo|journal|lmdb FOLDER")
            }
            let listener = try Listener()
            let turns = try Turns(listener, keeper: keeping.open(arguments[2]))
            // At once, also into a pipe: whoever has started it waits for the port.
            try FileHandle.standardOutput.write(contentsOf: Data("listening on 127.0.0.1:\(listener.port)\n".utf8))
            try turns.run()
        } catch {
            FileHandle.standardError.write(Data("GroupServer: \(error)\n".utf8))
            exit(1)
        }
    }
}
