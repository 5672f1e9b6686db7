import ArgumentParser
import Foundation
import Synchronization

/// `--json` for scripts: to standard output, or into a file.
struct JSONOutput: ParsableArguments {
    @Option(
        name: .customLong("json"), defaultAsFlag: "-", parsing: .next,
        help: ArgumentHelp(
            "Write JSON: to FILE, or without one to standard output instead of the text.", valueName: "file"))
    var target: String?

    /// Whether a value has been written: a script reads one.
    private static let isWritten = Mutex(false)

    /// Tells a script why nothing else was said.
    func put(_ failure: CommandFailure) {
        guard target != nil, !failure.message.isEmpty, !Self.isWritten.withLock({ $0 }) else { return }
        try? put(FailureView(failure: .init(message: failure.message))) { "" }
    }

    /// Something has failed, or was refused, outside of any workflow.
    private struct FailureView: Encodable {
        let accepted = false
        var failure: WorkflowFailureView.Failure
    }

    /// Whether standard output belongs to the JSON.
    var replacesText: Bool { target == "-" }

    /// Writes `value` where it is wanted, and the text where the JSON is not.
    func put(_ value: some Encodable, text: () -> String) throws {
        if !replacesText {
            let text = text()
            if !text.isEmpty { Terminal.say(text) }
        }
        guard let target else { return }
        Self.isWritten.withLock { $0 = true }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let json = String(decoding: try encoder.encode(value), as: UTF8.self)
        if replacesText { return Terminal.say(json) }
        do { try (json + "\n").write(toFile: target, atomically: true, encoding: .utf8) } catch {
            throw CommandFailure(.storage, "\(target) cannot be written: \(error.localizedDescription)")
        }
    }
}
