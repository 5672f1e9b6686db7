import LoadLoop

/// `stockroom serve` with its defaults, on a store that was filled before.
final class StockroomPeer: Peer {
    private let folder: String
    private let assortment: Assortment
    private let server: StockroomServer

    init(_ context: Context) async throws {
        folder = context.folder + "/store"
        assortment = context.assortment
        try await StockroomFilling.make(folder, assortment)
        server = try StockroomServer(context.programs + "/stockroom", folder: folder, arguments: [])
    }

    var port: Int { server.port }
    var cpuSeconds: Double { server.cpuSeconds }
    func conversation() -> any Conversation { StockroomConversation(.reserve) }

    func finish() async throws -> Holdings {
        try server.stop()
        return try await StockroomFilling.holdings(of: folder, assortment)
    }
}
