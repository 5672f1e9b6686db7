public import RetailDocuments
public import StockModel

/// What does not allow an inspection, or what is to follow from it.
public enum InspectionRule: Rule {
    /// Nothing of that reference waits.
    case notFound(String)
    /// Somebody has looked already.
    case isRecorded(String)
    /// Fewer were looked at than the plan asks for, or more than there are.
    case sampleDiffers(sampled: Int64, atLeast: Int64, of: Int64)
    /// These points of the checklist have no answer.
    case unanswered([String])
    /// Goods do not pass when a point of the checklist is not fulfilled.
    case notFulfilled(String)
    /// What is accepted does not go with the verdict.
    case acceptedDiffers(Finding.Verdict, accepted: Int64, of: Int64)
    /// Regulated goods pass or fail.
    case isRegulated
    /// Who does not let all of it pass says why.
    case needsReason(Finding.Verdict)
    /// The record does not allow so many.
    case exceeds(String, Inspection.Disposition, asked: Int64, left: Int64)
    /// Quantities are more than zero.
    case quantityNotPositive(Int64)
    /// Goods that no order to inspect is about are inspected in `receiving`.
    case notInReceiving(LocationID)
    /// Fewer units lie there.
    case notThere(SKU, asked: Int64, there: Int64, at: LocationID)
    /// Records that are not released claim these units.
    case claimed(SKU, asked: Int64, there: Int64, claimed: Int64, at: LocationID, by: [String])
    /// Fewer units lie there than the record is to move: others have taken them.
    case goodsGone(String, units: Int64, there: Int64, at: LocationID)
    /// The record was ended.
    case isVoided(String, Inspection.Voiding)
    /// Nothing of the record is left to be ended.
    case nothingLeft(String)
    /// Who ends a record says why.
    case needsVoidingReason(String)
    /// The goods lie in quarantine, where nothing but the record gets them out.
    case goodsAreThere(String, units: Int64, at: LocationID)
    /// The line of the receipt did not bring so many of the SKU to `receiving`.
    case notOfLine(String, UInt32, SKU, brought: Int64, inspected: Int64)
    /// The site has no place of this kind.
    case noPlace(SiteID, LocationKind)
    /// Nobody has said which receipt brought the goods.
    case supplierUnknown(String)
    /// The same reference with another content.
    case differs(String)
    /// 1 to 80 bytes of printable characters, no slash.
    case referenceUnreadable(String)
    /// A plan cannot be like this.
    case planMakesNoSense(String, why: String)
    /// There is no plan of that name.
    case planNotFound(String)

    /// The name that stays the same.
    public var name: String {
        switch self {
        case .notFound: "inspection.not-found"
        case .isRecorded: "inspection.recorded"
        case .sampleDiffers: "inspection.sample"
        case .unanswered: "inspection.unanswered"
        case .notFulfilled: "inspection.not-fulfilled"
        case .acceptedDiffers: "inspection.accepted-differs"
        case .isRegulated: "inspection.regulated"
        case .needsReason: "inspection.needs-reason"
        case .exceeds: "inspection.exceeds"
        case .quantityNotPositive: "inspection.quantity-not-positive"
        case .notInReceiving: "inspection.not-in-receiving"
        case .notThere: "inspection.not-there"
        case .claimed: "inspection.claimed"
        case .goodsGone: "inspection.goods-gone"
        case .isVoided: "inspection.voided"
        case .nothingLeft: "inspection.nothing-left"
        case .needsVoidingReason: "inspection.needs-voiding-reason"
        case .goodsAreThere: "inspection.goods-there"
        case .notOfLine: "inspection.not-of-line"
        case .noPlace: "inspection.no-place"
        case .supplierUnknown: "inspection.supplier-unknown"
        case .differs: "inspection.differs"
        case .referenceUnreadable: "inspection.reference"
        case .planMakesNoSense: "sampling-plan.makes-no-sense"
        case .planNotFound: "sampling-plan.not-found"
        }
    }

    /// What is wrong.
    public var description: String {
        switch self {
        case .notFound(let reference): "no inspection \(reference) is asked for or recorded"
        case .isRecorded(let reference): "inspection \(reference) is recorded already"
        case .sampleDiffers(let sampled, let least, let units):
            "\(sampled) units were looked at; the sample is at least \(least) of \(units)"
        case .unanswered(let points): "without an answer: \(points.joined(separator: ", "))"
        case .notFulfilled(let point): "goods do not pass with a point that is not fulfilled: \(point)"
        case .acceptedDiffers(let verdict, let accepted, let units):
            "\(accepted) of \(units) accepted is not what \(verdict.rawValue) means"
        case .isRegulated: "regulated goods pass or fail, and not in part"
        case .needsReason(let verdict): "\(verdict.rawValue) needs a reason"
        case .exceeds(let reference, let disposition, let asked, let left):
            "inspection \(reference) allows \(left) more units for \(disposition.rawValue), not \(asked)"
        case .quantityNotPositive(let units): "a quantity is more than zero, not \(units)"
        case .notInReceiving(let location): "location \(location.rawValue) is not of kind receiving"
        case .notThere(let sku, let asked, let there, let location):
            "\(asked) of SKU \(sku.rawValue) asked for, \(there) there at location \(location.rawValue)"
        case .claimed(let sku, let asked, let there, let claimed, let location, let references):
            "\(asked) of SKU \(sku.rawValue) asked for at location \(location.rawValue): of \(there) there, \(claimed) "
                + "belong to records that are not released\(Self.named(references))"
        case .goodsGone(let reference, let units, let there, let location):
            "inspection \(reference) is to move \(units), and \(there) lie at location \(location.rawValue)"
        case .isVoided(let reference, let voiding):
            "inspection \(reference) was ended by principal \(voiding.principal): \(voiding.reason)"
        case .nothingLeft(let reference): "nothing of inspection \(reference) is left to be ended"
        case .needsVoidingReason: "who ends a record says why"
        case .goodsAreThere(let reference, let units, let location):
            "the \(units) units of inspection \(reference) lie at location \(location.rawValue)"
        case .notOfLine(let receipt, let line, let sku, let brought, let inspected):
            "line \(line) of receipt \(receipt) brought \(brought) to receiving, of which \(inspected) were inspected "
                + "already, and not so many more of SKU \(sku.rawValue)"
        case .noPlace(let site, let kind): "site \(site.rawValue) has no location of kind \(kind)"
        case .supplierUnknown(let reference): "inspection \(reference) does not say who delivered the goods"
        case .differs(let reference): "inspection \(reference) is recorded with another content"
        case .referenceUnreadable(let text): "\"\(text)\" is no reference"
        case .planMakesNoSense(let name, let why): "sampling plan \(name): \(why)"
        case .planNotFound(let name): "there is no sampling plan \(name)"
        }
    }

    /// What would be needed.
    public var remedy: String {
        switch self {
        case .notFound: "stockroom inspection list shows what waits"
        case .isRecorded: "stockroom inspection show says what was found"
        case .sampleDiffers: "look at so many units, and say how many"
        case .unanswered: "answer each point of the checklist"
        case .notFulfilled: "let a part pass with a reason, or none of it"
        case .acceptedDiffers: "pass accepts all, fail none, conditional a part"
        case .isRegulated: "let all of it pass, or none"
        case .needsReason: "give a reason"
        case .exceeds: "stockroom inspection show says what is left"
        case .quantityNotPositive: "give another number"
        case .notInReceiving: "goods in quarantine are inspected by their order: stockroom inspection list"
        case .notThere: "inspect what is there"
        case .claimed: "release them first: stockroom inspection release, or end the record: stockroom inspection void"
        case .goodsGone(let reference, _, _, _):
            "bring them back, or end the record: stockroom inspection void \(reference)"
        case .isVoided: "record what was found under another reference"
        case .nothingLeft(let reference): "stockroom inspection show \(reference) says what has become of it"
        case .needsVoidingReason: "give a reason"
        case .goodsAreThere(let reference, _, _): "stockroom inspection release \(reference), or discard"
        case .notOfLine: "name the line that brought the goods: stockroom receipt show"
        case .noPlace: "define one: stockroom define location"
        case .supplierUnknown: "name the line of the receipt when inspecting, or write a return to the supplier"
        case .differs: "give the new inspection another reference"
        case .referenceUnreadable: "1 to 80 letters, digits and signs, without a slash"
        case .planMakesNoSense: "correct the plan"
        case .planNotFound: "stockroom inspection plans lists them"
        }
    }

    /// References in brackets; nothing where there are none.
    static func named(_ references: [String]) -> String {
        references.isEmpty ? "" : " (\(references.joined(separator: ", ")))"
    }
}
