import Foundation
import LoadLoop

/// PostgreSQL with a cluster of its own.
final class PostgresPeer: Peer {
    let port: Int
    private let process: ChildProcess

    init(_ context: Context) throws {
        let data = context.folder + "/data"
        let account = try Account()
        try account.makeFolder(data)
        // What initdb writes is flushed by the first checkpoint.
        let made = account.command(
            try Self.program("initdb"),
            ["-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"])
        _ = try ChildProcess.run(made.program, made.arguments)
        try FileManager.default.removeItem(atPath: data + "/postgresql.conf")
        try FileManager.default.copyItem(
            atPath: context.configuration("postgresql.conf"), toPath: data + "/postgresql.conf")

        port = try FreePort.find()
        let server = account.command(try Self.program("postgres"), ["-D", data, "-c", "port=\(port)"])
        process = try ChildProcess(
            server.program, server.arguments, log: context.folder + "/log", killing: SIGQUIT)
        try process.waitUntil(within: 60, "does not answer") { [port] in (try? PostgresSession(port: port)) != nil }
        let session = try PostgresSession(port: port)
        try session.query(context.text("schema.sql"))
        let last = Assortment.firstLocation + context.assortment.locations - 1
        try session.query(
            """
            INSERT INTO levels SELECT sku, location, \(Assortment.unitsPerLevel), 0
            FROM generate_series(1, \(context.assortment.skus)) sku,
                generate_series(\(Assortment.firstLocation), \(last)) location
            """)
        try session.query("VACUUM (ANALYZE) levels")
        try session.query("CHECKPOINT")
    }

    var cpuSeconds: Double { process.cpuSeconds }

    func conversation() -> any Conversation { PostgresConversation() }

    func finish() throws -> Holdings {
        let rows = try PostgresSession(port: port).query(
            "SELECT (SELECT sum(held) FROM levels), (SELECT count(*) FROM reservations), "
                + "(SELECT count(deadline) FROM reservations)")
        guard let numbers = rows.first?.map({ Int($0) ?? -1 }), numbers.count == 3 else {
            throw BenchmarkFailure("PostgreSQL does not say what it holds")
        }
        // Open connections are ended, and a checkpoint is written.
        try process.stop(SIGINT)
        return Holdings(held: numbers[0], reservations: numbers[1], deadlines: numbers[2])
    }

    /// Debian keeps the programs of every version in a folder of its own, beside the search path.
    static func program(_ name: String) throws -> String {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        if let newest = versions.compactMap({ Int($0) }).max() { return "/usr/lib/postgresql/\(newest)/bin/\(name)" }
        return try Tools.find(name)
    }
}
