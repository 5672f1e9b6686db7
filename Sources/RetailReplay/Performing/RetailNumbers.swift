public import StockModel

/// The numbers that a replay gives to places and channels.
///
/// Stores keep the number they have in the file, for the site and for its stock.
public enum RetailNumbers {
    /// Stores of a file: 1 to this.
    public static let storeMax: UInt32 = 3_999_999_999

    /// Where opening stock comes from.
    public static let supplier: LocationID = 4_000_000_001
    /// Where sold goods go.
    public static let customer: LocationID = 4_000_000_002
    /// Where missing goods go.
    public static let loss: LocationID = 4_000_000_003

    /// The web shop of the Online Retail file.
    public static let webShop: SiteID = 4_000_000_010
    /// The web shop's sellable stock.
    public static let webShopStock: LocationID = 4_000_000_010
    /// Goods that came back to the web shop and have not been looked at.
    public static let webShopReturns: LocationID = 4_000_000_011
    /// Goods that came back to the web shop without a sale to go back to.
    public static let webShopQuarantine: LocationID = 4_000_000_012
    /// Who promises the web shop's stock.
    public static let webShopChannel: ChannelID = 3

    /// How the goods reach the customer: carried out of a store.
    public static let carriedOut: UInt16 = 1
    /// How the goods reach the customer: picked up.
    public static let pickedUp: UInt16 = 2
    /// How the goods reach the customer: shipped.
    public static let shipped: UInt16 = 3

    static let virtualLocations: [LocationDefinition] = [
        LocationDefinition(supplier, kind: .supplier, code: "supplier"),
        LocationDefinition(customer, kind: .customer, code: "customer"),
        LocationDefinition(loss, kind: .loss, code: "loss"),
    ]
}
