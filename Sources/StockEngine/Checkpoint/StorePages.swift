/// Pages of the tables in which a checkpoint changes rows all over.
struct StorePages: Sendable {
    var levels = 0
    var reservations = 0
    var owners = 0

    /// LMDB pages that a checkpoint of these changes would change, about, and rather too many.
    ///
    /// What grows at the end of its table shares pages; the other rows have one each, up to all that there are.
    func changed(by overlay: borrowing Overlay, unmergedLevels: Int, _ plan: LevelMergePlan) -> Int {
        let appended = overlay.byteCount / pageBytes
        let scattered = min(overlay.scatteredReservations, reservations + overlay.scatteredReservations / 20)
        let owned = min(overlay.ownedReservations, owners + overlay.ownedReservations / 20)
        let papers = overlay.documents.count + overlay.terms.count + overlay.movementsOnDocument.count
        return appended + scattered + owned + papers
            + plan.pages(changed: overlay.levels.count, unmerged: unmergedLevels, pages: levels)
    }

    private var pageBytes: Int { 4_096 }
}
