import Foundation
import Testing

/// The programs in `MustNotCompile`, each of which breaks one promise of this module's types.
///
/// Their first line says what the compiler answers: `// refused: …`, `// accepted`, or `// not yet refused`.
@Suite("What the compiler refuses")
struct MustNotCompileTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()

    static var programs: [String] {
        let names = try? FileManager.default.contentsOfDirectory(
            atPath: folder.appending(path: "MustNotCompile").path)
        return (names ?? []).filter { $0.hasSuffix(".swift") }.sorted()
    }

    @Test func `the programs are found`() { #expect(Self.programs.count > 15) }

    @Test(arguments: programs) func `the compiler answers as the first line says`(program: String) throws {
        let file = Self.folder.appending(path: "MustNotCompile/" + program)
        let text = try String(contentsOf: file, encoding: .utf8)
        let first = try #require(text.split(separator: "\n").first)
        // Lifetimes are checked after the types, so type-checking alone would accept too much.
        let answer = try run(
            "swiftc", package: "a Swift 6.3 toolchain",
            [
                "-emit-sil", "-o", "/dev/null", "-swift-version", "6", "-I", try Self.modules(),
                "-I", Self.folder.appending(path: "../../Sources/CLMDB").standardized.path, file.path,
            ])
        let refusal = "// refused: "
        if first.hasPrefix(refusal) {
            #expect(answer.status != 0, "it compiles")
            let words = NSRegularExpression.escapedPattern(for: String(first.dropFirst(refusal.count)))
            let expected = "error: [^\n]*" + words
            #expect(answer.output.range(of: expected, options: .regularExpression) != nil, "\(answer.output)")
        } else {
            #expect(["// accepted", "// not yet refused"].contains(first))
            #expect(answer.status == 0, "\(answer.output)")
        }
    }

    /// The folder with the built module, somewhere above the running test program.
    private static func modules() throws -> String {
        var folder = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            let modules = folder.appending(path: "Modules")
            if FileManager.default.fileExists(atPath: modules.appending(path: "LMDB.swiftmodule").path) {
                return modules.path
            }
        }
        let found: String? = nil
        return try #require(found, "no Modules/LMDB.swiftmodule above \(CommandLine.arguments[0])")
    }
}
