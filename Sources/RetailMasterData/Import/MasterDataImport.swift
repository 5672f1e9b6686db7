public import RetailDocuments
import StockModel

/// What an import came to, or would come to.
public struct ImportReport: Hashable, Sendable {
    /// Every rule that is broken: nothing is loaded while one is.
    public var problems: [ImportProblem]
    /// The files of the folder, in the order in which they are read.
    public var files: [File]
    /// The number of the run; nil: none was needed, or it was only tried.
    public var number: UInt64?
    /// The opening stock of the folder beside what is booked; nil: it was only tried, or the folder has none.
    public var openingStock: OpeningReconciliation?

    /// One file.
    public struct File: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// Rows that say something new.
        public var new: Int
        /// Rows that say something else of what is there.
        public var changed: Int
        /// Rows that say what is in force already.
        public var unchanged: Int
    }

    /// Whether everything was in force byte for byte.
    public var changesNothing: Bool { files.allSatisfy { $0.new == 0 && $0.changed == 0 } && number == nil }
}

extension Workplace {
    /// Reads a folder and finds every rule that it breaks; changes nothing.
    public func tryImport(
        of folder: ImportFolder, report: @escaping (ImportProgress) -> Void = { _ in }
    ) async throws(WorkflowFailure) -> ImportReport {
        let prepared = try await prepare(folder, report)
        if prepared.problems.isEmpty { _ = try await ImportLoad(prepared.check, self) }
        return prepared.report
    }

    /// Imports a folder: all of it, or nothing.
    ///
    /// Rows are staged by many transactions, and come into force by one, together with the engine's definitions and the
    /// movements of the opening stock. The same folder again changes nothing; an import that was interrupted goes on.
    ///
    /// - Throws: `ImportRunRule` as a rule. Broken rules of rows are in the report, and nothing is loaded.
    public func importMasterData(
        from folder: ImportFolder, report: @escaping (ImportProgress) -> Void = { _ in }
    ) async throws(WorkflowFailure) -> ImportReport {
        let prepared = try await prepare(folder, report)
        var result = prepared.report
        guard prepared.problems.isEmpty else { return result }
        if !prepared.isRepeated {
            let load = try await ImportLoad(prepared.check, self)
            let number = try await beginImport(of: folder.contentHash)
            let staging = ImportStaging(workplace: self, number: number, report: report)
            for kind in MasterDataSet.kinds { try await stage(kind, of: prepared.set, by: staging) }
            report(ImportProgress("bringing it into force"))
            if load.opensWithInspection { try await writeOpeningInspection(of: number) }
            try await endImport(number, by: .load, doing: load)
            result.number = number
        }
        let opening = prepared.set.openingStock
        if opening.file != nil {
            report(ImportProgress("reading back the opening stock"))
            result.openingStock = try await reconcile((opening.rows + opening.repeated).map(\.content)) { number in
                prepared.check.location(number)?.code ?? ""
            }
        }
        return result
    }

    /// Gives up the import that is under way: nothing of it will be in force.
    ///
    /// Says its number.
    @discardableResult public func abandonImport() async throws(WorkflowFailure) -> UInt64 {
        guard let number = try await read(ImportDesk.self, at: ImportDesk.desk)?.content.staging else {
            throw .rule(ImportRunRule.nothingToAbandon)
        }
        try await endImport(number, by: .abandon, doing: nil)
        return number
    }

    private func stage<Content: FileKind>(
        _ kind: Content.Type, of set: MasterDataSet, by staging: ImportStaging
    ) async throws(WorkflowFailure) {
        try await staging.stage(set[keyPath: Content.rows])
    }

    /// The run of that content which is under way, or a new one.
    private func beginImport(of contentHash: String) async throws(WorkflowFailure) -> UInt64 {
        try await perform { step throws(WorkflowFailure) in
            var desk =
                try await step.read(ImportDesk.self, at: ImportDesk.desk)?.content ?? ImportDesk(last: 0, staging: nil)
            if let number = desk.staging {
                let run = try await step.read(ImportRun.self, at: ImportRun.key(of: number))
                guard run?.content.contentHash == contentHash else {
                    throw .rule(ImportRunRule.anotherIsStaging(number))
                }
                return number
            }
            let (next, overflow) = desk.last.addingReportingOverflow(1)
            guard !overflow else { throw .refused(.overflow) }
            desk.last = next
            desk.staging = next
            step.write(desk)
            step.write(ImportRun(number: next, state: .staging, contentHash: contentHash))
            return next
        }
    }

    private func endImport(
        _ number: UInt64, by event: ImportRun.Event, doing load: ImportLoad?
    ) async throws(WorkflowFailure) {
        try await perform { step throws(WorkflowFailure) in
            let key = ImportRun.key(of: number)
            let run = try await step.require(
                ImportRun.self, at: key, else: ImportRunRule.hasEnded(number, .abandoned)
            ).content
            // Two who import the same folder at once have both succeeded when one has.
            if event == .load, run.state == .loaded { return }
            step.write(try decided { () throws(ImportRunRule) in try run.after(event) })
            if var desk = try await step.read(ImportDesk.self, at: ImportDesk.desk)?.content {
                desk.staging = nil
                step.write(desk)
            }
            guard let load else { return }
            guard try await step.samplingPlansInForce() == load.plans else {
                throw .changedMeanwhile("\(SamplingPlans.key)")
            }
            if load.opensWithInspection {
                _ = try await step.read(OpeningInspection.self, at: OpeningInspection.key(of: number))
            }
            for operation in load.operations { step.perform(operation) }
        }
    }

    /// A paper counts as it was before the transaction that needs it.
    private func writeOpeningInspection(of number: UInt64) async throws(WorkflowFailure) {
        try await perform { step throws(WorkflowFailure) in
            let inspection = OpeningInspection(importNumber: number)
            guard try await step.read(OpeningInspection.self, at: inspection.key) == nil else { return }
            step.write(inspection)
        }
    }
}
