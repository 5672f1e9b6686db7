/// Which levels a checkpoint brings to their pages.
///
/// Decided from counts alone, so that the engine can ask beforehand how much a checkpoint would have to change.
struct LevelMergePlan: Equatable, Sendable {
    /// At most so many levels wait in memory.
    var unmergedMax: Int
    /// Pages of `levels` that a checkpoint changes without need: more of them leave less to be read after a crash.
    var pagesWanted: Int

    enum Step: Equatable, Sendable {
        /// All that wait and all that changed; no run is needed.
        case everything
        /// So many in the order of their keys.
        case part(levels: Int)
    }

    /// What a checkpoint does that changes so many levels, where so many wait already and `levels` has so many pages.
    func step(changed: Int, unmerged: Int, pages: Int) -> Step {
        let all = changed + unmerged
        guard pagesTouched(by: all, of: all, pages: pages) > pagesWanted else { return .everything }
        // Spread evenly over the keys, `all` levels lie on `pages` pages, or on one each.
        let wanted = pagesWanted * max(all, pages) / max(1, pages)
        return .part(levels: min(all, max(wanted, all - unmergedMax)))
    }

    /// Pages of `levels` that the step changes, about.
    func pages(changed: Int, unmerged: Int, pages: Int) -> Int {
        let all = changed + unmerged
        switch step(changed: changed, unmerged: unmerged, pages: pages) {
        case .everything: return pagesTouched(by: all, of: all, pages: pages)
        case .part(let levels): return pagesTouched(by: levels, of: all, pages: pages)
        }
    }

    /// A fortieth more than there are, since new levels split pages.
    private func pagesTouched(by levels: Int, of all: Int, pages: Int) -> Int {
        min(levels, pages * levels / max(1, all) + levels / 40 + 1)
    }
}
