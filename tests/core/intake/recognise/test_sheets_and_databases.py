"""One flat sheet of lines is several tables; the tables of a database are joined."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.core.intake.conftest import Book

from holdfast.intake import mapping_toml, read_book

FLAT = (
    "Row ID,Order ID,Order Date,Customer ID,Customer Name,Segment,Region,Product ID,Category,Sales,Quantity,"
    "Discount,Profit\n"
    "1,O1,2024-03-14,AA,Ada Amber,Consumer,South,P1,Chairs,120.50,2,0,20.10\n"
    "2,O1,2024-03-14,AA,Ada Amber,Consumer,South,P2,Paper,9.50,5,0.1,3.00\n"
    "3,O2,2024-04-02,BB,Bo Birch,Corporate,North,P3,Phones,300,1,0,-12\n"
    "4,O3,2024-05-27,AA,Ada Amber,Consumer,South,P4,Tables,80,1,0.2,8\n"
)
CARS = (
    "ORDERNUMBER,QUANTITYORDERED,PRICEEACH,ORDERLINENUMBER,SALES,ORDERDATE,STATUS,PRODUCTLINE,PRODUCTCODE,CUSTOMERNAME,COUNTRY\n"
    "10107,30,95.7,2,2871,2003-02-24,Shipped,Motorcycles,S10,Land of Toys,USA\n"
    "10107,10,81.35,5,813.5,2003-02-24,Shipped,Motorcycles,S12,Land of Toys,USA\n"
    "10121,34,81.35,5,2765.9,2003-05-07,Shipped,Cars,S12,Reims Cie,France\n"
)


def test_a_flat_sheet_is_orders_by_line_customers_and_order_lines(book: Book) -> None:
    intake = book(superstore_dot_csv=FLAT)
    assert intake.tables["orders"].select("order_id", "customer_id", "amount").rows() == [
        ("O1", "AA", 1_300_000),
        ("O2", "BB", 3_000_000),
        ("O3", "AA", 800_000),
    ]
    assert intake.tables["customers"].select("customer_id", "name", "segment", "region").sort(
        "customer_id"
    ).rows() == [
        ("AA", "Ada Amber", "Consumer", "South"),
        ("BB", "Bo Birch", "Corporate", "North"),
    ]
    assert intake.tables["order_lines"]["product"].to_list() == ["P1", "P2", "P3", "P4"]
    assert intake.receipt.clean


def test_a_discount_that_is_a_share_of_the_price_is_no_amount(book: Book) -> None:
    assert "discount" not in book(superstore_dot_csv=FLAT).tables["orders"].columns


def test_a_sheet_in_capitals_without_customer_ids_names_its_customers(book: Book) -> None:
    intake = book(sales_data_dot_csv=CARS)
    assert intake.tables["orders"].select("order_id", "customer_id", "amount").rows() == [
        ("10107", "Land of Toys", 36_845_000),
        ("10121", "Reims Cie", 27_659_000),
    ]
    assert intake.tables["customers"]["country"].to_list() == ["USA", "France"]


def test_quantity_times_unit_price_is_the_amount_where_no_column_says_so(book: Book) -> None:
    intake = book(
        retail_dot_csv=(
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
            "536365,A,Lamp,6,2010-12-01 08:26:00,2.55,17850,United Kingdom\n"
            "536365,B,Cup,2,2010-12-01 08:26:00,1.50,17850,United Kingdom\n"
            "536366,B,Cup,4,2010-12-01 09:26:00,1.50,13047,France\n"
        )
    )
    assert intake.tables["orders"]["amount"].to_list() == [183_000, 60_000]


def test_a_price_that_grows_with_the_quantity_is_the_total_of_the_line(book: Book) -> None:
    """Tea is 10 for one and 30 for three: the price of the line. As prices of a piece they give 200."""
    rows = "1,A,2025-01-01,Tea,1,10\n2,B,2025-01-02,Tea,3,30\n3,B,2025-01-03,Tea,2,20\n"
    intake = book(orders_dot_csv="order_id,customer_id,order_date,product,quantity,price\n" + rows)
    assert sum(intake.tables["orders"]["amount"]) == 600_000
    pieces = "1,A,2025-01-01,Tea,1,10\n2,B,2025-01-02,Tea,3,10\n3,B,2025-01-03,Tea,2,10\n"
    intake = book(orders_dot_csv="order_id,customer_id,order_date,product,quantity,price\n" + pieces)
    assert sum(intake.tables["orders"]["amount"]) == 600_000


def relational() -> dict[str, str]:
    return {
        "customers_dot_csv": (
            "customerID,companyName,contactName,country\nFARO,Faro,Ines,Portugal\nGRAN,Gran,Ole,Norway\n"
        ),
        "orders_dot_csv": (
            "OrderID,CustomerID,EmployeeID,OrderDate,ShipVia,Freight\n"
            "901,FARO,1,2024-01-15 00:00:00.000,3,32.38\n902,GRAN,2,2024-02-03 00:00:00.000,1,11.61\n"
            "903,FARO,1,2024-03-03 00:00:00.000,1,1.61\n"
        ),
        "order_details_dot_csv": (
            "OrderID,ProductID,UnitPrice,Quantity,Discount\n901,11,14,10,0\n901,42,10,5,0.2\n902,11,14,2,0\n"
        ),
        "employees_dot_csv": (
            "EmployeeID,LastName,FirstName,Title,HireDate,ReportsTo\n"
            "1,Roe,Mira,Rep,2021-05-01,2\n2,Lund,Per,Manager,2019-08-14,NULL\n"
        ),
        "products_dot_csv": "ProductID,ProductName,UnitPrice\n11,Rye,21\n42,Yeast,14\n",
    }


def test_orders_without_amounts_take_them_from_their_lines(book: Book) -> None:
    """901: 14 × 10 + 10 × 5 × 0.8 = 180; 902: 14 × 2 = 28; 903 has no lines. Freight is not the amount."""
    intake = book(**relational())
    assert intake.tables["orders"].select("order_id", "amount", "rep_id").rows() == [
        ("901", 1_800_000, "1"),
        ("902", 280_000, "2"),
        ("903", 0, "1"),
    ]
    (told,) = (one for one in intake.receipt.findings if "no lines" in one.message)
    assert told.message == "1 order of 3 has no lines: counted with an amount of 0"
    assert intake.tables["reps"].select("rep_id", "name", "manager_id").row(0) == ("1", "Mira Roe", "2")
    assert intake.receipt.ignored_files == ("products.csv",)


def test_orders_without_amounts_and_without_lines_are_refused_by_name(book: Book) -> None:
    files = relational()
    del files["order_details_dot_csv"]
    intake = book(**files)
    assert "orders" not in intake.tables
    (told,) = (one for one in intake.receipt.problems if one.table == "orders")
    assert "has no column for amount" in told.message


def test_invoices_without_dues_are_the_sales_of_a_book_that_has_no_others(book: Book) -> None:
    intake = book(
        Customer_dot_csv=(
            "CustomerId,FirstName,LastName,Company,Country,Email,SupportRepId\n"
            "1,Luís,Alves,,Brazil,l@x.example,3\n2,Leo,Köhler,,Germany,k@x.example,5\n"
        ),
        Invoice_dot_csv="InvoiceId,CustomerId,InvoiceDate,BillingCity,Total\n1,2,2009-01-01,Ulm,1.98\n2,1,2009-01-02,Rio,3.96\n",
        InvoiceLine_dot_csv="InvoiceLineId,InvoiceId,TrackId,UnitPrice,Quantity\n1,1,2,0.99,2\n2,2,6,0.99,4\n",
        Artist_dot_csv="ArtistId,Name\n1,AC/DC\n2,Accept\n",
    )
    assert intake.tables["orders"]["amount"].to_list() == [19_800, 39_600]
    assert intake.tables["customers"]["name"].to_list() == ["Luís Alves", "Leo Köhler"]


def test_a_customer_id_that_is_new_on_every_order_is_not_the_customer(book: Book) -> None:
    rows = "".join(f"o{i},c{i},u{i % 3},2025-01-0{i + 1},10\n" for i in range(8))
    intake = book(orders_dot_csv="order_id,customer_id,customer_unique_id,order_date,amount\n" + rows)
    assert intake.tables["orders"]["customer_id"].n_unique() == 3


@pytest.mark.thorough
def test_what_was_recognised_in_a_database_can_be_saved_and_reads_the_same(
    book: Book, tmp_path: Path
) -> None:
    first = book(**relational())
    folder = tmp_path / "book"
    (folder / "holdfast.toml").write_text(mapping_toml(first, folder), encoding="utf-8")
    second = read_book([folder])
    assert second.tables.keys() == first.tables.keys()
    for name, frame in first.tables.items():
        assert sorted(second.tables[name].rows(), key=str) == sorted(frame.rows(), key=str)


def test_a_flat_sheet_can_be_saved_and_reads_the_same(book: Book, tmp_path: Path) -> None:
    first = book(superstore_dot_csv=FLAT)
    folder = tmp_path / "book"
    (folder / "holdfast.toml").write_text(mapping_toml(first, folder), encoding="utf-8")
    second = read_book([folder])
    assert second.tables.keys() == first.tables.keys()
    for name, frame in first.tables.items():
        assert sorted(second.tables[name].rows(), key=str) == sorted(frame.rows(), key=str)


def shop(customers: str) -> dict[str, str]:
    """Eight orders, each with a customer id of its own, by the four people of `customers`."""
    return {
        "shop_customers_dataset_dot_csv": customers,
        "shop_orders_dataset_dot_csv": "order_id,customer_id,status,order_purchase_timestamp,approved_at\n"
        + "".join(f"o{i},c{i},delivered,2017-10-0{i + 1} 10:56:33,2017-10-09 11:07:15\n" for i in range(8)),
        "shop_order_items_dataset_dot_csv": "order_id,order_item_id,product_id,seller_id,price,freight\n"
        + "".join(f"o{i},1,p1,s1,1{i}.50,13.29\n" for i in range(8)),
        "shop_order_payments_dataset_dot_csv": (
            "order_id,payment_sequential,payment_value\no1,1,30\no2,1,30\n"
        ),
    }


def test_a_list_of_customers_with_one_row_an_order_is_told_by_the_id_that_comes_again(book: Book) -> None:
    people = "".join(f"c{i},u{i % 4},S\u00e3o Paulo\n" for i in range(8))
    intake = book(**shop("customer_id,customer_unique_id,customer_city\n" + people))
    orders = intake.tables["orders"]
    assert orders["customer_id"].to_list() == ["u0", "u1", "u2", "u3"] * 2
    assert orders["order_date"].dt.day().to_list() == [1, 2, 3, 4, 5, 6, 7, 8]
    assert orders["amount"].to_list() == [105_000 + 10_000 * i for i in range(8)]
    assert sorted(intake.tables["customers"]["customer_id"]) == ["u0", "u1", "u2", "u3"]
    assert intake.receipt.ignored_files == ("shop_order_payments_dataset.csv",)


def test_customers_who_come_again_under_their_own_id_keep_it(book: Book) -> None:
    files = shop("customer_id,customer_unique_id,customer_city\n" + "c0,u0,X\nc1,u0,X\nc2,u2,X\n")
    files["shop_orders_dataset_dot_csv"] = files["shop_orders_dataset_dot_csv"].replace("o7,c7", "o7,c0")
    assert book(**files).tables["orders"]["customer_id"].n_unique() == 7


def test_keys_are_found_by_what_they_speak_of(book: Book) -> None:
    """A model-car dealer's tables: nothing is called order_id, customer_id or rep_id."""
    intake = book(
        customers_dot_csv=(
            "customerNumber,customerName,contactLastName,contactFirstName,country,salesRepEmployeeNumber\n"
            "103,Atelier,Schmitt,Carine,France,1370\n112,Signal,King,Jean,USA,1166\n"
        ),
        orders_dot_csv=(
            "orderNumber,orderDate,requiredDate,shippedDate,status,customerNumber\n"
            "10100,2003-01-06,2003-01-13,2003-01-10,Shipped,103\n10101,2003-01-09,2003-01-18,,Shipped,112\n"
        ),
        orderdetails_dot_csv=(
            "orderNumber,productCode,quantityOrdered,priceEach,orderLineNumber\n"
            "10100,S18,30,136.00,3\n10100,S24,50,55.09,2\n10101,S18,1,136.00,1\n"
        ),
        employees_dot_csv=(
            "employeeNumber,lastName,firstName,officeCode,reportsTo,jobTitle\n"
            "1370,Hernandez,Gerard,4,1102,Sales Rep\n1166,Thompson,Leslie,1,1143,Sales Rep\n"
        ),
        payments_dot_csv="customerNumber,checkNumber,paymentDate,amount\n103,HQ33,2004-10-19,60.78\n112,JM55,2003-06-05,14.44\n",
    )
    assert intake.tables["orders"].select("customer_id", "amount").rows() == [
        ("103", 68_345_000),
        ("112", 1_360_000),
    ]
    assert intake.tables["customers"].select("name", "owner_rep_id").row(0) == ("Atelier", "1370")
    assert intake.tables["reps"].select("rep_id", "name", "manager_id").row(0) == (
        "1370",
        "Gerard Hernandez",
        "1102",
    )
    assert intake.receipt.ignored_files == ("payments.csv",)


def test_the_total_of_a_line_goes_before_price_and_quantity(book: Book) -> None:
    intake = book(
        SalesOrderHeader_dot_csv=(
            "SalesOrderID,OrderDate,DueDate,ShipDate,CustomerID,SalesPersonID,SubTotal,TaxAmt,Freight,TotalDue\n"
            "43659,2011-05-31,2011-06-12,2011-06-07,29825,279,20565.62,1971.51,616.09,23153.23\n"
            "43660,2011-05-31,2011-06-12,2011-06-07,29672,279,1294.25,124.24,38.82,1457.32\n"
        ),
        SalesOrderDetail_dot_csv=(
            "SalesOrderID,SalesOrderDetailID,OrderQty,ProductID,UnitPrice,UnitPriceDiscount,LineTotal\n"
            "43659,1,1,776,2024.99,0.00,2024.99\n43659,2,3,777,2024.99,0.1,5467.48\n43660,3,1,762,419.46,0,419.46\n"
        ),
    )
    assert intake.tables["orders"].select("order_id", "amount").row(0) == ("43659", 205_656_200)
    assert intake.tables["order_lines"].select("order_id", "product", "amount").row(1) == (
        "43659",
        "777",
        54_674_800,
    )


def test_a_discount_above_the_price_is_a_percentage(book: Book) -> None:
    """A1: 2 × 10.50 + 9.00 less 10 % = 29.10; as an amount the second line would be less than nothing."""
    intake = book(
        Auftraege_dot_csv="Auftragsnr;Auftragsdatum;Kundennummer\nA1;05.01.2024;K1\nA2;16.02.2024;K2\n",
        Auftragspositionen_dot_csv=(
            "Auftragsnr;Pos;Artikelnr;Menge;Einzelpreis;Rabatt\n"
            "A1;1;X1;2;10,50;0\nA1;2;X2;1;9,00;10\nA2;1;X1;3;10,50;0\n"
        ),
        Vertreter_dot_csv="Vertreternummer;Vorname;Nachname;Eintrittsdatum\nV1;Ina;Pohl;01.02.2020\n",
    )
    assert intake.tables["orders"]["amount"].to_list() == [291_000, 315_000]
    assert intake.tables["reps"]["name"].to_list() == ["Ina Pohl"]


def test_facts_and_dimensions_make_one_book(book: Book) -> None:
    intake = book(
        FactSales_dot_csv=(
            "SalesKey,DateKey,StoreKey,ProductKey,CustomerKey,SalesQuantity,UnitPrice,SalesAmount,TotalCost\n"
            "1,2009-01-02,1,11,101,2,10.0,19.0,12\n2,2009-01-05,1,12,102,1,30.0,30.0,20\n"
        ),
        DimCustomer_dot_csv=(
            "CustomerKey,GeographyKey,FirstName,LastName,CompanyName\n101,1,Ana,Roe,\n102,1,Bo,Lund,\n"
        ),
        DimProduct_dot_csv="ProductKey,ProductName,UnitPrice\n11,Tea,10\n12,Pot,30\n",
    )
    assert intake.tables["orders"].select("customer_id", "amount").rows() == [
        ("101", 190_000),
        ("102", 300_000),
    ]
    assert intake.tables["customers"].select("customer_id", "name").rows() == [
        ("101", "Ana Roe"),
        ("102", "Bo Lund"),
    ]
    assert intake.receipt.ignored_files == ("DimProduct.csv",)
