import ArgumentParser

/// What is bought from suppliers.
struct PurchaseOrderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "po", abstract: "Purchase orders: from the draft to the last delivery.",
        discussion: """
            draft → (waiting for an approval) → approved → sent → confirmed → closed. What \
            was received follows from the lines: ordered = received + open + cancelled, \
            always.

            Examples:
              stockroom po create --supplier ACME --site 1 --line 4711:100
              stockroom po submit 1
              stockroom po send 1
              stockroom po confirm 1 --line 1:80 --line 2::2026-03-09
              stockroom po show 1
            """,
        subcommands: [
            PurchaseOrderCreateCommand.self, PurchaseOrderListCommand.self, PurchaseOrderShowCommand.self,
            PurchaseOrderSubmitCommand.self, PurchaseOrderSendCommand.self, PurchaseOrderConfirmCommand.self,
            PurchaseOrderAmendCommand.self, PurchaseOrderCloseCommand.self, PurchaseOrderCancelCommand.self,
            PurchaseOrderOverdueCommand.self, ScorecardCommand.self,
        ])
}
