import Configuration
import Foundation
import Logging
import StockServer
import SystemPackage

/// The settings of a server: from the command line, else from the environment, else from a file, else the defaults.
struct ServeSettings {
    /// Every setting: its name in the file; in the environment, in capitals behind `STOCKROOM_`.
    enum Key: String, CaseIterable {
        case data, listen, journal, engine, connections, inFlight, idleSeconds, logLevel, acceptDowntime
        case checkpointMebibytes, checkpointSeconds, scrubHours
        case archive, archiveSeconds, archiveWaitingMebibytes
        case requestWindow, keepClosed, keepFulfilled, keepEvents
    }

    private let reader: ConfigReader

    /// `file` is JSON with some of the keys, or nil.
    init(file: String?, environment: [String: String]) async throws {
        var providers: [any ConfigProvider] = [
            KeyMappingProvider(upstream: EnvironmentVariablesProvider(environmentVariables: environment)) { key in
                key.prepending(["stockroom"])
            }
        ]
        if let file {
            try Self.check(file)
            do {
                providers.append(try await FileProvider<JSONSnapshot>(filePath: FilePath(file)))
            } catch { throw CommandFailure(.input, "\(file) cannot be read: \(error)") }
        }
        reader = ConfigReader(providers: providers)
    }

    /// A misspelt key would be a setting that nobody hears of.
    private static func check(_ file: String) throws {
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw CommandFailure(.input, "\(file) cannot be read: is it there?")
        }
        guard let object = try? JSONSerialization.jsonObject(with: bytes) as? [String: Any] else {
            throw CommandFailure(.input, "\(file) is not a JSON object")
        }
        let known = Key.allCases.map(\.rawValue)
        for (key, value) in object where !(value is String) && (value as? NSNumber)?.isWhole != true {
            throw CommandFailure(.input, "\(file): \(key) has to be a text, a whole number, true or false")
        }
        for key in object.keys.sorted() where !known.contains(key) {
            throw CommandFailure(
                .input, "\(file): there is no setting \"\(key)\"; there are \(known.joined(separator: ", "))")
        }
    }

    /// What a setting is, in words; nil where nobody has said.
    private func words(_ key: Key) -> String? {
        let name = ConfigKey([key.rawValue])
        return reader.string(forKey: name) ?? reader.int(forKey: name).map { "\($0)" }
            ?? reader.bool(forKey: name).map { "\($0)" }
    }

    /// A setting as what it has to be.
    ///
    /// Throws where somebody has said something else.
    func value<Value>(_ key: Key, _ what: String, _ read: (String) -> Value?) throws -> Value? {
        guard let words = words(key) else { return nil }
        guard let value = read(words) else {
            throw CommandFailure(.usage, "the setting \(key.rawValue) is \"\(words)\", and has to be \(what)")
        }
        return value
    }
}

extension NSNumber {
    /// A whole number, true or false.
    fileprivate var isWhole: Bool { doubleValue.rounded() == doubleValue }
}
