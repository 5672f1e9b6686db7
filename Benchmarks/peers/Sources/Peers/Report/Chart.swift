import LoadLoop

/// The systems side by side in each of some cases, on a logarithmic scale.
struct Chart {
    var title: String
    /// What one row is shown as: from a lower to a higher value, with a mark at the first of them.
    enum Mark { case bar, whisker }
    var mark: Mark
    var groups: [(name: String, rows: [Row])]
    /// The scale's numbers.
    var unit: (Double) -> String
    var values: (Figures) -> (low: Double, high: Double)

    static let colours: [PeerSystem: String] = [
        .stockroom: "#2f81f7", .redisAlways: "#e5534b", .redisEverySecond: "#e09b13", .postgresql: "#8957e5",
        .lmdb: "#2da44e", .journal: "#8c959f", .echo: "#b8c0c8",
    ]

    private static let left = 70.0
    private static let top = 78.0
    private static let bottom = 40.0
    private static let plotHeight = 300.0
    private static let barWidth = 15.0

    func source() -> String {
        let systems = PeerSystem.allCases.filter { system in
            groups.contains { $0.rows.contains { $0.system == system } }
        }
        let groupWidth = Double(systems.count) * Self.barWidth + 28
        let width = max(660, Self.left + groupWidth * Double(groups.count) + 20)
        let base = Self.top + Self.plotHeight
        var drawing = SVG(width: Int(width), height: Int(base + Self.bottom))
        drawing.text(title, x: 10, y: 20, size: 15)
        legend(systems, &drawing)

        let all = groups.flatMap { $0.rows }.map { values($0.figures) }
        let scale = LogScale(all.flatMap { [$0.low, $0.high] }, from: base, to: Self.top)
        for decade in scale.decades {
            let y = scale.position(of: decade)
            drawing.line(x1: Self.left, y1: y, x2: width - 10, y2: y)
            drawing.text(unit(decade), x: Self.left - 6, y: y + 4, anchor: .end, size: 11)
        }
        for (place, group) in groups.enumerated() {
            let start = Self.left + 14 + Double(place) * groupWidth
            drawing.text(group.name, x: start + (groupWidth - 28) / 2, y: base + 20, anchor: .middle)
            for row in group.rows {
                guard let column = systems.firstIndex(of: row.system) else { continue }
                draw(row, x: start + Double(column) * Self.barWidth, base: base, scale, &drawing)
            }
        }
        return drawing.source
    }

    private func draw(_ row: Row, x: Double, base: Double, _ scale: LogScale, _ drawing: inout SVG) {
        let (low, high) = values(row.figures)
        let colour = Self.colours[row.system] ?? "#8c959f"
        switch mark {
        case .bar:
            let y = scale.position(of: high)
            drawing.rectangle(
                x: x, y: y, width: Self.barWidth - 3, height: max(0, base - y), fill: colour,
                hint: "\(row.system.title): \(unit(high))")
        case .whisker:
            let middle = x + (Self.barWidth - 3) / 2
            let (y, end) = (scale.position(of: low), scale.position(of: high))
            drawing.line(x1: middle, y1: y, x2: middle, y2: end, stroke: colour, width: 2)
            drawing.line(x1: middle - 4, y1: end, x2: middle + 4, y2: end, stroke: colour, width: 2)
            drawing.rectangle(
                x: middle - 4, y: y - 4, width: 8, height: 8, fill: colour,
                hint: "\(row.system.title): \(unit(low)) to \(unit(high))")
        }
    }

    private func legend(_ systems: [PeerSystem], _ drawing: inout SVG) {
        var x = 10.0
        var y = 32.0
        for system in systems {
            // No font is asked for its widths: 6.2 pixels for a letter of 11 are enough.
            let room = 18 + Double(system.title.count) * 6.2 + 10
            if x + room > 650 { (x, y) = (10, y + 16) }
            drawing.rectangle(x: x, y: y, width: 10, height: 10, fill: Self.colours[system] ?? "#8c959f")
            drawing.text(system.title, x: x + 14, y: y + 9, size: 11)
            x += room
        }
    }
}
