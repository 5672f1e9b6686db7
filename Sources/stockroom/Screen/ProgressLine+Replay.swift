import RetailReplay

extension ProgressLine {
    /// Shows how far a replay is.
    func show(_ progress: ReplayProgress, of documents: String) {
        let part =
            switch progress.phase {
            case .comparing: "looking at what is there"
            case .defining: "defining places and SKUs"
            case .receiving: "receiving opening stock"
            case .replaying: "replaying \(documents)"
            case .reading: "reading the figures back"
            }
        show(part, progress.done, of: progress.of)
    }
}
