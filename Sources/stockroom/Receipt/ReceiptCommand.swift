import ArgumentParser

/// Deliveries that are taken in.
struct ReceiptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt", abstract: "Take deliveries in: count, compare with the order, book.",
        discussion: """
            A receipt is called by a reference of your own, such as the number of the \
            delivery note: sent twice, it changes nothing. What the order does not ask for \
            lies in quarantine until a buyer has decided.

            Examples:
              stockroom receipt open RC-7 --order 1
              stockroom receipt add RC-7 --line 1 4711:48
              stockroom receipt scan RC-7 < scans.txt
              stockroom receipt accept RC-7 --line 1 --reason "we need them"
              stockroom receipt finish RC-7
            """,
        subcommands: [
            ReceiptOpenCommand.self, ReceiptAddCommand.self, ReceiptScanCommand.self, ReceiptFinishCommand.self,
            ReceiptShowCommand.self, ReceiptListCommand.self, ReceiptAcceptCommand.self, ReceiptRefuseCommand.self,
            ReceiptAttachCommand.self, ReceiptToleranceCommand.self, ReceiptNotInvoicedCommand.self,
        ])
}
