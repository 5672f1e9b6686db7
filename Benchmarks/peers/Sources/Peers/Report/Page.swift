import Foundation
import LoadLoop

/// `docs/peers.md`: what was measured, where, and with which configuration.
struct Page {
    var results: Results
    var cases: [Case]
    var machine: Machine
    var rounds: Int
    var seconds: Double
    var context: Context

    func text(_ charts: [(name: String, title: String, source: String)]) throws -> String {
        let images = charts.map { "![\($0.title)](peers/\($0.name))" }.joined(separator: "\n\n")
        return """
            # Stockroom beside its peers

            Written by `tools/bench`, which measures all of it in one run; not by hand. What follows from it stands in
            [targets.md](targets.md).

            ```sh
            tools/bench --docs                      # this page, in under 20 minutes with the build
            tools/bench --quick --json figures.json # the main rows, in under three minutes after the build
            ```

            ## The work

            All systems do the same: look whether a level has a unit that nobody holds, count one more as held, keep a
            reservation under an id of 16 bytes that grows with time, and an index by its deadline, 15 minutes from now. The
            answer means that it is durable, except where it says otherwise. An id that is used twice is noticed by each that
            stores it. Stockroom keeps an event for its feed besides.

            There are \(Text.grouped(Int(context.assortment.skus))) SKUs at \(context.assortment.locations) locations, with \
            more units at each level than are asked for. Nothing is refused, or the run fails.

            One client for all of them, on the same machine: one thread, `poll`, one TCP connection on loopback for each
            caller, the next request as soon as one is answered. *64 × 32* are 64 connections with 32 requests in flight on
            each, sent without waiting (pipelined), each durable by itself. *Frames of 32* are 32 reservations in one frame
            of Stockroom's protocol. All systems get the same levels in the same order: *uniform*, *zipf* with exponent
            \(Zipf.exponent), or *hot*, one level for all.

            Each round, each system in turn gets a fresh store; another begins each round. The figures are medians of
            \(rounds) rounds of \(Self.short(seconds)) s after a warm-up of \(Self.short(Runner.warmUp)) s. At the end of each \
            round the system is asked what it holds:
            units held, reservations and deadlines must each be as many as the client was granted.

            ## The machine

            \(machineTable)

            ## Figures

            \(Table.text(results, cases))

            - *× Stockroom*: how many times as many per second as Stockroom in the same case.
            - *CPU*: user and kernel time of all processes of the system, per million reservations; beside it the client's.
            - *Bytes written each*: what the disk has written while it was measured, by its own count: with the file
              system's own writes and those of any other program. What a system puts off until later is not in it, see below.
            - *Redis, everysec* is flushed once a second: a reservation that was acknowledged can be lost with the machine.
            - *Plain LMDB* is a server of one thread: one synced transaction for all that has come in a turn.
            - The *ceilings* are the same server without a store. *Journal only*: a counter for each level, and the requests
              of a turn appended to a preallocated file with one flush. *Echo*: answered at once, nothing kept. They show
              how much of each figure is sockets and disk.

            \(images)

            ## Whole rounds

            From the first request to a clean stop, with all that was put off: checkpoints, and what closing writes.

            \(Table.wholes(results))

            ## Configuration

            Stockroom runs with its defaults: `stockroom serve --data DIR --listen 127.0.0.1:0 --log-level error`. Plain LMDB
            has its defaults too (every commit is synced), and appends what grows.

            \(try configurations())

            """
    }

    private static func short(_ seconds: Double) -> String { String(format: "%g", seconds) }

    private var machineTable: String {
        var rows = [
            ("processor", "\(machine.cpu), \(machine.cores) cores"),
            ("memory", "\(Text.ratio(Double(machine.memoryBytes) / Double(1 << 30))) GiB"),
            ("disk", "\(machine.device), \(machine.filesystem)"),
            ("one flush of 4 KiB, p50", "\(Int(machine.flushMicroseconds.rounded())) µs"),
            ("kernel", machine.kernel), ("date", machine.date),
        ]
        rows += machine.versions.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        return (["| | |", "|---|---|"] + rows.map { "| \($0.0) | \($0.1) |" }).joined(separator: "\n")
    }

    private func configurations() throws -> String {
        try Self.files.map { name, language in
            let text = try context.text(name).trimmingCharacters(in: .newlines)
            return "`Benchmarks/peers/configuration/\(name)`:\n\n```\(language)\n\(text)\n```"
        }.joined(separator: "\n\n")
    }

    /// With the language by which a page shows them.
    private static let files = [
        ("redis-always.conf", "text"), ("redis-everysec.conf", "text"), ("reserve.lua", "lua"),
        ("postgresql.conf", "text"), ("schema.sql", "sql"),
    ]
}
