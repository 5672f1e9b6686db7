import StockModel

extension Invalidity {
    /// What is wrong, without a full stop.
    var message: String {
        switch self {
        case .noLines: "there is no line in it"
        case .quantityNotPositive: "a quantity is more than zero"
        case .holdNotPositive: "a hold lasts longer than no time"
        case .unknownLine: "it has no line of that number"
        case .duplicate: "the same stands twice where once is meant"
        case .sameEnds: "goods would be moved to where they are"
        case .locationNotPhysical: "no goods lie at a location of that kind"
        case .locationNotLoss: "the location is not of kind loss"
        case .differenceIsZero: "a difference of zero changes nothing"
        case .countIsNegative: "what is counted is zero or more"
        case .anchorInTheFuture: "the count would have begun after all that has happened"
        case .reasonIsReverse: "reverse is no reason to move goods"
        case .notReversible: "such a movement is not taken back"
        case .identifierIsZero: "zero is no number of anything"
        case .codeLength: "a code has 1 to 255 bytes"
        case .siteOfLocation: "where goods lie is at a site; suppliers, customers, loss and scrap are at none"
        case .locationIsFixed: "the kind and site of a location are for ever"
        case .holdsOutOfOrder: "the default hold is longer than the longest"
        case .keyBytes: "the name of a document is empty, too long, or has a zero byte"
        case .termBytes: "a term of a document is empty, too long, or has a zero byte"
        case .deviceWithoutRequest: "a device's mark comes without the id of its request"
        case .bufferIsNegative: "a buffer is zero or more"
        case .notReplaceable: "the hold is another owner's, or through another channel"
        case .capIsNegative: "a cap is zero or more"
        case .windowIsEmpty: "the window ends before it begins"
        case .kitsMoveWhole: "kits move whole: their components stay together"
        case .factWithoutReason: "what happened already says why nobody was asked"
        case .thresholdIsNegative: "a threshold is zero or more"
        case .keyIsReserved: "only the store itself writes documents of that name"
        case .issuedInTheFuture: "it was issued later than the store's clock says it is"
        }
    }

    /// What would be needed, without a full stop.
    var remedy: String {
        switch self {
        case .noLines: "give one or more"
        case .quantityNotPositive: "give 1 or more"
        case .holdNotPositive: "give a time that lies ahead"
        case .unknownLine: "look at its lines first"
        case .duplicate: "name each once, with the sum of the quantities"
        case .sameEnds: "give two locations"
        case .locationNotPhysical: "name one where goods lie, such as one of kind stock"
        case .locationNotLoss: "name one of kind loss: stockroom define location --help"
        case .differenceIsZero: "leave it out"
        case .countIsNegative: "give 0 or more"
        case .anchorInTheFuture: "give the sequence at which it began: stockroom ping"
        case .reasonIsReverse: "give another reason"
        case .notReversible: "release or return the reservation, or move the units back"
        case .identifierIsZero: "give 1 or more"
        case .codeLength: "give another code"
        case .siteOfLocation: "name a site for the one, and none for the other"
        case .locationIsFixed: "define another location"
        case .holdsOutOfOrder: "raise the longest, or lower the default"
        case .keyBytes, .termBytes: "give a shorter name, with printable characters"
        case .deviceWithoutRequest: "send the request's id with it"
        case .bufferIsNegative, .capIsNegative, .thresholdIsNegative: "give 0 or more"
        case .notReplaceable: "release the hold, or name one of the same owner and channel"
        case .windowIsEmpty: "give an end after the beginning"
        case .kitsMoveWhole: "give the number of kits"
        case .factWithoutReason: "say why"
        case .keyIsReserved: "give another name"
        case .issuedInTheFuture: "set this machine's clock right, and do it again"
        }
    }
}
