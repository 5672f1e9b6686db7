import LoadLoop

/// Redis with a configuration of `Benchmarks/peers/configuration`.
final class RedisPeer: Peer {
    let port: Int
    private let process: ChildProcess
    private let script: String
    private let assortment: Assortment

    init(_ context: Context, configuration: String) throws {
        let tool = try Tools.find("redis-server")
        port = try FreePort.find()
        assortment = context.assortment
        process = try ChildProcess(
            tool, [context.configuration(configuration), "--port", "\(port)", "--dir", context.folder],
            log: context.folder + "/log")
        try process.waitUntil(within: 30, "does not answer") { [port] in
            (try? RedisSession(port: port).ask("PING")) == .simple("PONG")
        }
        let session = try RedisSession(port: port)
        _ = try session.ask(
            "EVAL", Self.filling, "0", "\(assortment.skus)", "\(Assortment.firstLocation)",
            "\(Assortment.firstLocation + assortment.locations - 1)", "\(Assortment.unitsPerLevel)")
        guard case .bulk(let sha) = try session.ask("SCRIPT", "LOAD", context.text("reserve.lua")) else {
            throw BenchmarkFailure("Redis does not take the script")
        }
        script = String(decoding: sha, as: UTF8.self)
    }

    var cpuSeconds: Double { process.cpuSeconds }

    func conversation() -> any Conversation { RedisConversation(script: script) }

    func finish() throws -> Holdings {
        let session = try RedisSession(port: port)
        let held = try session.number(
            session.ask(
                "EVAL", Self.sum, "0", "\(assortment.skus)", "\(Assortment.firstLocation)",
                "\(Assortment.firstLocation + assortment.locations - 1)"))
        let deadlines = try session.number(session.ask("ZCARD", "d"))
        // All keys but the levels and the one set of deadlines.
        let keys = try session.number(session.ask("DBSIZE"))
        try process.stop()
        let reservations = keys - Int(assortment.levels) - (deadlines > 0 ? 1 : 0)
        return Holdings(held: held, reservations: reservations, deadlines: deadlines)
    }

    private static let filling = """
        for sku = 1, tonumber(ARGV[1]) do
            for location = tonumber(ARGV[2]), tonumber(ARGV[3]) do
                redis.call('HSET', 'l:' .. sku .. ':' .. location, 'on_hand', ARGV[4], 'held', 0)
            end
        end
        return 1
        """

    private static let sum = """
        local held = 0
        for sku = 1, tonumber(ARGV[1]) do
            for location = tonumber(ARGV[2]), tonumber(ARGV[3]) do
                held = held + redis.call('HGET', 'l:' .. sku .. ':' .. location, 'held')
            end
        end
        return held
        """
}
