/// A file of AdventureWorks: no header, fields separated by tabs, nothing quoted; the columns in the order of the schema.
struct AdventureWorksFile {
    /// As it lies in the folder.
    let name: String
    let columns: [String]

    static let vendors = AdventureWorksFile(
        name: "Vendor.csv",
        columns: [
            "BusinessEntityID", "AccountNumber", "Name", "CreditRating", "PreferredVendorStatus", "ActiveFlag",
            "PurchasingWebServiceURL", "ModifiedDate",
        ])
    static let prices = AdventureWorksFile(
        name: "ProductVendor.csv",
        columns: [
            "ProductID", "BusinessEntityID", "AverageLeadTime", "StandardPrice", "LastReceiptCost", "LastReceiptDate",
            "MinOrderQty", "MaxOrderQty", "OnOrderQty", "UnitMeasureCode", "ModifiedDate",
        ])
    static let units = AdventureWorksFile(
        name: "UnitMeasure.csv", columns: ["UnitMeasureCode", "Name", "ModifiedDate"])
    static let products = AdventureWorksFile(
        name: "Product.csv",
        columns: [
            "ProductID", "Name", "ProductNumber", "MakeFlag", "FinishedGoodsFlag", "Color", "SafetyStockLevel",
            "ReorderPoint", "StandardCost", "ListPrice", "Size", "SizeUnitMeasureCode", "WeightUnitMeasureCode",
            "Weight", "DaysToManufacture", "ProductLine", "Class", "Style", "ProductSubcategoryID", "ProductModelID",
            "SellStartDate", "SellEndDate", "DiscontinuedDate", "rowguid", "ModifiedDate",
        ])
    static let categories = AdventureWorksFile(
        name: "ProductCategory.csv", columns: ["ProductCategoryID", "Name", "rowguid", "ModifiedDate"])
    static let subcategories = AdventureWorksFile(
        name: "ProductSubcategory.csv",
        columns: ["ProductSubcategoryID", "ProductCategoryID", "Name", "rowguid", "ModifiedDate"])
    static let locations = AdventureWorksFile(
        name: "Location.csv", columns: ["LocationID", "Name", "CostRate", "Availability", "ModifiedDate"])
    static let orders = AdventureWorksFile(
        name: "PurchaseOrderHeader.csv",
        columns: [
            "PurchaseOrderID", "RevisionNumber", "Status", "EmployeeID", "VendorID", "ShipMethodID", "OrderDate",
            "ShipDate", "SubTotal", "TaxAmt", "Freight", "TotalDue", "ModifiedDate",
        ])
    static let orderLines = AdventureWorksFile(
        name: "PurchaseOrderDetail.csv",
        columns: [
            "PurchaseOrderID", "PurchaseOrderDetailID", "DueDate", "OrderQty", "ProductID", "UnitPrice", "LineTotal",
            "ReceivedQty", "RejectedQty", "StockedQty", "ModifiedDate",
        ])
}
