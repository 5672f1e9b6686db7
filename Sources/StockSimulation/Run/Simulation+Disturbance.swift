import StockAPI
import StockEngine
import StockModel

// What happens to the machine from outside, at any time.
extension Simulation {
    func scheduleDisturbance() {
        loop.schedule(afterNanoseconds: UInt64(random.within(10...20_000)) * 1_000_000) { [unowned self] in
            guard !isCalm, problem == nil else { return }
            disturb()
            scheduleDisturbance()
        }
    }

    private func disturb() {
        switch random.below(10) {
        case 0, 1:
            note("the power is cut")
            disk.die()
        case 2, 3: jumpClock()
        case 4, 5: fillDisk()
        case 6, 7: try? stock?.checkpoint { _ in }
        case 8: _ = compareAll()
        default: verify()
        }
    }

    /// The time of day is set, by up to two days either way.
    private func jumpClock() {
        report.clockJumps += 1
        let jump = Int64(random.within(-172_800_000...172_800_000))
        note("the clock is set by \(jump) ms")
        wallMilliseconds += random.chance(50) ? jump : jump / 100_000
    }

    /// Somebody else fills the disk, and makes room again after a while.
    private func fillDisk() {
        guard disk.state.bytesMax == .max else { return }
        report.fullDisks += 1
        note("the disk is full")
        disk.state.bytesMax = disk.usedBytes + random.within(0...400_000)
        mayBeFull = true
        fullness += 1
        loop.schedule(afterNanoseconds: UInt64(random.within(1_000...60_000)) * 1_000_000) { [unowned self] in
            note("there is room again")
            mayBeFullForAWhile()
        }
    }

    /// There is room; the engine is given the time to see that: work that is under way, and what follows it, may take ten
    /// seconds each.
    func mayBeFullForAWhile() {
        disk.state.bytesMax = .max
        mayBeFull = true
        fullness += 1
        let current = fullness
        loop.schedule(afterNanoseconds: 30_000_000_000) { [unowned self] in
            if current == fullness, disk.state.bytesMax == .max { mayBeFull = false }
        }
    }

    // MARK: Rot

    /// One bit of the journal is another, and afterwards as it was.
    ///
    /// The store is refused by name, or opened with everything acknowledged but what stands in the last records, which
    /// nothing behind them proves.
    func tryDamage() {
        let journal = disk.state.names.filter {
            $0.key.hasPrefix(storeFolder + "/journal/") && $0.key.hasSuffix("journal")
        }
        guard let path = journal.keys.sorted().randomElement(using: &random), let node = journal[path],
            let content = disk.state.nodes[node], !content.durable.isEmpty
        else { return }
        let kept = disk.state
        let savedModel = (model, unanswered, begins, pastBegins, sequencesBefore)
        keepStoredFile(as: "undamaged.mdb")
        let written = content.durable.lastIndex { $0 != 0 } ?? 0
        let offset = random.within(0...written)
        var flipped = content.durable
        flipped[offset] ^= 1 << UInt8(random.below(8))
        disk.state.nodes[node] = SimulatedDisk.Content(durable: flipped, current: flipped)
        report.bitsFlipped += 1
        note("a bit of \(path) is another, at \(offset)")
        faults = .none
        switch open(acceptsDowntime: true) {
        case .failure(let error):
            report.flippedBitsRefused += 1
            if !error.description.contains("journal") { fail("the refusal does not name the journal: \(error)") }
        case .success(let opened):
            stock = opened
            let least = sequencesBefore.suffix(2).first ?? 0
            let sequence = statistics()?.sequence ?? 0
            if sequence < min(least, model.sequence) {
                fail(
                    "one bit at \(offset) of \(path): \(model.sequence) was acknowledged, and the engine is at \(sequence)"
                )
            }
            // What is lost with the last record may be made up for by holds that have ended meanwhile.
            let isWhole = model.events.last.map { wholeFeed(after: $0.sequence - 1).first == $0 } ?? true
            if sequence >= model.sequence, isWhole { _ = catchUp() }
        }
        stopProcess()
        restoreStoredFile(from: "undamaged.mdb")
        disk.start(after: .nothing)
        disk.state = kept
        (model, unanswered, begins, pastBegins, sequencesBefore) = savedModel
    }
}
