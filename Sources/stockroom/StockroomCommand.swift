import ArgumentParser

/// The program: one command per file in `Commands`.
struct StockroomCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stockroom",
        abstract: "Durable stock and reservations in one folder.",
        discussion: """
            A store is a folder: an LMDB environment and its journal. One process \
            opens it at a time. With `stockroom serve` that process is a server, and many \
            programs use the store through it.

            Examples:
              stockroom demo
              stockroom replay --format complete-journey lines.csv.xz --data shop
              stockroom inspect --data shop
              stockroom verify --data shop
              stockroom serve --data shop
              stockroom backup --to backups
              stockroom reserve 4711:2 --channel 1

            Exit codes:
              0  done
              1  done, and something differs or was refused: the output says what
              2  the command line is wrong
              3  the store cannot be opened, its storage failed, or no server answers
              4  the input file cannot be read
              130, 143  interrupted: the store was closed cleanly
            """,
        version: "0.1.0",
        subcommands: [SpikeWorkerCommand.self, LoadWorkerCommand.self],
        groupedSubcommands: [
            CommandGroup(
                name: "On a store",
                subcommands: [
                    DemoCommand.self, ServeCommand.self, ReplayCommand.self, VerifyCommand.self, InspectCommand.self,
                    ExplainCommand.self, CheckpointCommand.self, ExportCommand.self,
                ]),
            CommandGroup(
                name: "Master data",
                subcommands: [ImportCommand.self, SKUCommand.self, BarcodeCommand.self, SupplierCommand.self]),
            CommandGroup(
                name: "Backup",
                subcommands: [BackupCommand.self, RestoreCommand.self, DrillCommand.self]),
            CommandGroup(
                name: "Buying",
                subcommands: [
                    PurchaseOrderCommand.self, BillCommand.self, SupplierReturnCommand.self, ApprovalCommand.self,
                    TasksCommand.self, PolicyCommand.self,
                ]),
            CommandGroup(
                name: "Goods that come",
                subcommands: [ReceiptCommand.self, InspectionCommand.self, PutawayCommand.self]),
            CommandGroup(
                name: "Of a server",
                subcommands: [
                    PingCommand.self, StatsCommand.self, AvailabilityCommand.self, ReserveCommand.self,
                    CommitCommand.self, ReleaseCommand.self, FulfilCommand.self, SellCommand.self, MoveCommand.self,
                    CountCommand.self, ReservationCommand.self, LedgerCommand.self, WatchCommand.self,
                    DefineCommand.self, LoadCommand.self,
                ]),
        ])
}
