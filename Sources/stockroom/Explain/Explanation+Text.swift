extension Explanation {
    /// For a screen of 80 columns, but for the promises, which have long ids.
    var text: String {
        let state = isActive ? "" : " (not on sale any more)"
        var parts = [
            "SKU \(sku) \(code)\(state), channel \(channel) \(channelCode): \(NumberText.grouped(availableToSell)) can be sold"
        ]
        for cap in caps {
            let whose = cap.sku == sku ? "" : " of component \(cap.sku)"
            parts.append(
                "  cap\(whose) \(NumberText.grouped(cap.cap)), used \(NumberText.grouped(cap.used)): \(NumberText.grouped(cap.left)) left"
            )
        }
        parts += ["", siteTable, ""]
        parts.append(promises.isEmpty ? "no promises at these sites" : promiseTable)
        if hasMorePromises { parts.append(more(than: promises.count)) }
        if !waiting.isEmpty { parts += ["", "waiting for units, first come first served:", waitingTable] }
        if hasMoreWaiting { parts.append(more(than: waiting.count)) }
        return parts.joined(separator: "\n")
    }

    private func more(than count: Int) -> String { "  there are more: --promises \(max(100, count * 10)) shows them" }

    private var siteTable: String {
        var table = TextTable()
        guard sites.contains(where: { $0.limitingComponent != nil }) else {
            table.add("rank, site", "on hand", "held", "committed", "buffer", "earmarked", "free")
            for site in sites {
                let figures = [site.onHand, site.held, site.committed, site.buffer, site.earmarked, site.free]
                table.add(["\(site.rank)  \(site.site) \(site.code)"] + figures.map { NumberText.grouped($0) })
            }
            return table.text()
        }
        table.add("rank, site", "kits", "limited by component")
        for site in sites {
            table.add(
                "\(site.rank)  \(site.site) \(site.code)", NumberText.grouped(site.free),
                site.limitingComponent.map { "\($0)" } ?? "-")
        }
        return table.text() + "\n\n  a kit has no stock of its own: explain the component that limits it"
    }

    private var waitingTable: String {
        var table = TextTable()
        table.add("reservation", "channel", "backordered", "short", "owner")
        for order in waiting {
            table.add(
                order.reservation, "\(order.channel)", NumberText.grouped(order.backordered),
                NumberText.grouped(order.short), order.owner ?? "nobody")
        }
        return table.text()
    }

    private var promiseTable: String {
        var table = TextTable()
        table.add("reservation", "site", "location", "channel", "held", "committed", "until", "owner")
        for promise in promises {
            table.add(
                promise.reservation, "\(promise.site)", "\(promise.location)", "\(promise.channel)",
                NumberText.grouped(promise.held), NumberText.grouped(promise.committed), promise.deadline ?? "-",
                promise.owner ?? "nobody")
        }
        return table.text()
    }
}
