import RetailDocuments
import StockModel
import Testing

@Suite("A refusal of the engine says what is wrong and what would be needed, in the words of people")
struct RefusalTextTests {
    /// One of each, and of those that say different things all.
    private static let refusals: [Refusal] =
        Refusal.Code.allCases.map(refusal)
        + Invalidity.allCases.map { .invalid($0) }
        + [
            .guarded(needs: DocumentType.approval, byAnother: true), .guarded(needs: 240, byAnother: true),
            .versionMismatch("po/1", actual: nil), .definitionMismatch(actual: nil),
            .definitionMismatch(actual: .site(SiteDefinition(1, code: "A"))),
            .reasonNotAllowed(.putaway, from: .supplier, to: .stock),
        ]

    /// A new refusal does not compile until it stands here.
    private static func refusal(_ code: Refusal.Code) -> Refusal {
        let short = Shortage(sku: 1, location: nil, requested: 2, availableToSell: 1)
        return switch code {
        case .insufficientStock: .insufficientStock([short])
        case .insufficientSingleLocation: .insufficientSingleLocation([short])
        case .unknownSKU: .unknownSKU(1)
        case .unknownLocation: .unknownLocation(1)
        case .unknownSite: .unknownSite(1)
        case .unknownChannel: .unknownChannel(1)
        case .skuInactive: .skuInactive(1)
        case .notFound: .notFound
        case .expired: .expired(at: Instant(millisecondsSinceEpoch: 0))
        case .alreadyResolved: .alreadyResolved(as: .released)
        case .exceedsHeld: .exceedsHeld(line: 1, held: 2)
        case .exceedsCommitted: .exceedsCommitted(line: 1, committed: 2)
        case .exceedsReturnable: .exceedsReturnable(line: 1, returnable: 2)
        case .wouldGoNegative: .wouldGoNegative(sku: 1, location: 2, available: 3)
        case .versionMismatch: .versionMismatch("po/1", actual: 7)
        case .idempotencyConflict: .idempotencyConflict
        case .tooOld: .tooOld(windowMilliseconds: 86_400_000)
        case .reasonNotAllowed: .reasonNotAllowed(.receive, from: .customer, to: .transit)
        case .alreadyReversed: .alreadyReversed(by: MovementID(sequence: 1, line: 0))
        case .overflow: .overflow
        case .limit: .limit(max: 64)
        case .malformed: .malformed(at: 3)
        case .storageFull: .storageFull
        case .invalid: .invalid(.noLines)
        case .superseded: .superseded(by: ReservationID(rawValue: 1))
        case .kitCycle: .kitCycle(1)
        case .kitTooDeep: .kitTooDeep(max: 4)
        case .capExceeded: .capExceeded([CapUse(sku: 1, cap: 2, used: 2)])
        case .tooManyHolds: .tooManyHolds(max: 3)
        case .definitionMismatch: .definitionMismatch(actual: .sku(SKUDefinition(1, code: "A")))
        case .exceedsWaiting: .exceedsWaiting(line: 1, waiting: 2)
        case .guarded: .guarded(needs: DocumentType.inspection, byAnother: false)
        case .approvalRequired: .approvalRequired(threshold: 5)
        }
    }

    @Test func `none of them prints values as the program keeps them`() {
        for refusal in Self.refusals {
            for text in [refusal.message, refusal.remedy, WorkflowFailure.refused(refusal).description] {
                #expect(!text.isEmpty && !text.hasSuffix("."), "\(refusal.code)")
                #expect(text.first?.isUppercase == false || text.hasPrefix("SKU "), "\(text)")
                for mark in ["Optional(", "rawValue", "StockModel", "Swift.", "nil", ": StockModel"] {
                    #expect(!text.contains(mark), "\(text)")
                }
                // A label within parentheses, as in `reasonNotAllowed(from: …)`.
                #expect(text.firstMatch(of: #/\([^)]*[a-zA-Z]+: /#) == nil, "\(text)")
                #expect(text.firstMatch(of: #/\w\(/#) == nil, "\(text)")
            }
        }
    }

    @Test func `each says something of its own, and something to do`() {
        let codes = Refusal.Code.allCases.map(Self.refusal)
        #expect(Set(codes.map(\.message)).count == codes.count)
        #expect(Set(Invalidity.allCases.map { Refusal.invalid($0).message }).count == Invalidity.allCases.count)
    }

    @Test func `papers are called by what they are`() {
        let inspection = Refusal.guarded(needs: DocumentType.inspection, byAnother: false)
        #expect(inspection.message.contains("needs an inspection"))
        #expect(inspection.remedy.contains("stockroom inspection"))
        let approval = Refusal.guarded(needs: DocumentType.approval, byAnother: true)
        #expect(approval.message == "it needs an approval by somebody else")
        #expect(approval.remedy.contains("stockroom approval"))
    }

    @Test func `a reason that does not fit is told with those that do`() {
        let refusal = Refusal.reasonNotAllowed(.putaway, from: .supplier, to: .stock)
        #expect(
            refusal.message
                == "putaway is no reason to move goods from a location of kind supplier to a location of kind stock")
        #expect(refusal.remedy == "give another reason: receive")
        let never = Refusal.reasonNotAllowed(.receive, from: .customer, to: .scrap)
        #expect(never.remedy.contains("by way of another location"))
    }
}
