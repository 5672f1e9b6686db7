import Foundation
import StockLoad
import StockModel

/// What the process that leads a rehearsal tells each of its others, as one line of JSON.
struct WorkerAssignment: Codable {
    var scenario: LoadScenario
    var worker: Int
    var workers: Int
    var server: LoadPlace.Server
    var principal: UInt32
    var beganMilliseconds: Int64
    var chance: UInt8
    /// Milliseconds since 1970.
    var startMilliseconds: Int64
    var intervalSeconds: Double
    /// Where the answers are left for the proof.
    var answersPath: String
}

/// What such a process says, as lines of JSON.
enum WorkerMessage: Codable {
    case interval(IntervalRecord)
    case done(LoadRecord)
}

/// Values as lines of JSON.
enum LineCoding {
    static func line(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(value), as: UTF8.self) + "\n"
    }

    static func value<Value: Decodable>(_ line: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(line.utf8))
    }
}
