import StockAPI
import StockBytes
import StockModel

extension LMDBRows {
    /// Reads all sites, locations and channels.
    borrowing func masterData() throws(StockFailure) -> MasterData {
        var data = MasterData()
        for site in try definitions(.sites, SiteDefinition.self) { data.set(site) }
        for location in try definitions(.locations, LocationDefinition.self) { data.set(location) }
        for channel in try definitions(.channels, ChannelDefinition.self) { data.set(channel) }
        return data
    }

    private borrowing func definitions<Value: BytesCodable>(
        _ table: StoreTable, _ type: Value.Type
    ) throws(StockFailure) -> [Value] {
        var values: [Value] = []
        let fromFirst = ByteWriter()
        try scan(table, from: fromFirst.span, reversed: false) { key, row throws(StockFailure) in
            values.append(
                try RowBytes.open(row, key: key, in: table) { reader throws(BytesError) in try Value(from: &reader) })
            return true
        }
        return values
    }
}
