/// Pages of the tables in which a checkpoint changes rows all over.
struct StorePages: Sendable {
    var levels = 0
    var reservations = 0
    var owners = 0
    var commitments = 0

    /// LMDB pages that a checkpoint of these changes would change, about, and rather too many.
    ///
    /// What grows at the end of its table shares pages; the other rows have one each, up to all that there are.
    func changed(by overlay: borrowing Overlay, unmergedLevels: Int, _ plan: LevelMergePlan) -> Int {
        overlay.byteCount / pageBytes + scattered(by: overlay, unmergedLevels: unmergedLevels, plan)
    }

    /// Of these the ones that do not lie side by side, about, and rather too many.
    func scattered(by overlay: borrowing Overlay, unmergedLevels: Int, _ plan: LevelMergePlan) -> Int {
        let scattered = Self.pages(overlay.scatteredReservations, of: reservations) + overlay.reservationPages.count
        let owned = Self.pages(overlay.ownedReservations, of: owners)
        // What is committed is in the order of the reservations, several to a page of theirs.
        let committed = Self.pages(scattered, of: commitments)
        let papers = overlay.documents.count + overlay.terms.count + overlay.movementsOnDocument.count
        return scattered + owned + committed + papers
            + plan.pages(changed: overlay.levels.count, unmerged: unmergedLevels, pages: levels)
    }

    /// So many rows all over a table change so many of its pages; new ones split some.
    private static func pages(_ rows: Int, of pages: Int) -> Int { min(rows, pages + rows / 20) }

    private var pageBytes: Int { 4_096 }
}
