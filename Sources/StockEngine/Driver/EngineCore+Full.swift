import StockAPI
import StockBytes
import StockFiles
import StockJournal
import StockModel

extension EngineCore {
    /// Looks, before a batch, whether the disk still takes new promises.
    ///
    /// A refusal for want of room is not journaled and changes nothing, so it may depend on the disk of the moment.
    mutating func admit() {
        let wasFull = isFull
        isFull = journal.room != .enough || checkpoints.isWaitingForRoom
        if isFull, !wasFull { _ = try? ballast.drop() }
        if wasFull, !isFull { try? ballast.take() }
    }

    /// What is refused on a full disk: all that makes new promises or new rows. What ends a promise goes on.
    func refusalWhenFull(_ command: RawSpan) -> Answer? {
        var reader = ByteReader(command)
        guard let number = try? reader.read(UInt8.self), let code = Operation.Code(rawValue: number) else { return nil }
        switch code {
        case .commit, .release, .fulfil, .returnGoods, .deleteDocument: return nil
        default: return Answer(sequence: machine.sequence, outcome: .refused(.storageFull))
        }
    }
}
