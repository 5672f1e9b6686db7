import StockBytes

/// The remembered answer to a request: its bytes lie in a writer beside the table.
struct RequestRow: FlatRow {
    var id: UInt128
    var payloadHash: UInt64
    /// Engine time when it was accepted, in milliseconds: it is remembered from then on.
    var time: Int64
    var answerStart: Int
    var answerCount: Int

    var key: UInt128 { @inline(__always) get { id } }
}
