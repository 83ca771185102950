"""Shops, bookings, donations, and data sets for practice: what they come to, and what is refused."""

from __future__ import annotations

import pytest
from tests.core.intake.conftest import Book
from tests.core.intake.unseen import bought, columns_of

from holdfast.errors import UsageError


def refused(book: Book, **files: str) -> str:
    with pytest.raises(UsageError) as told:
        book(**files)
    return str(told.value)


def test_numbers_of_stores_are_no_days_counted_by_a_spreadsheet(book: Book) -> None:
    rows = "1,10,1,5.00,31742\n2,11,400,6.00,31742\n1,12,700,7.00,40011\n"
    told = refused(book, sales_dot_csv=f"household_key,BASKET_ID,DAY,SALES_VALUE,STORE_ID\n{rows}")
    assert "no column for order_date (\"DAY\" holds '1')" in told


def test_days_counted_by_a_spreadsheet_are_days_where_the_header_says_so(book: Book) -> None:
    intake = book(sales_dot_csv="Customer,Day sold,Total\nAda,45000,5\nBo,45001,6\n")
    assert [str(day) for day in intake.tables["orders"]["order_date"]] == ["2023-03-15", "2023-03-16"]


@pytest.mark.parametrize("trait", ["Customer type", "Customer Segment", "Client gender", "Customer PO"])
def test_a_trait_of_customers_names_none(book: Book, trait: str) -> None:
    told = refused(
        book, sales_dot_csv=f"Invoice ID,{trait},Date,Total\n1,Member,2025-03-14,5\n2,Normal,2025-03-15,6\n"
    )
    assert "no column for customer_id" in told


def test_words_around_the_customer_still_name_one(book: Book) -> None:
    intake = book(sales_dot_csv="Invoice ID,Our customer,Date,Total\n1,Ada,2025-03-14,5\n")
    assert bought(intake) == {"Ada": (1, 5)}


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("Amount,Processing Fee,Platform Fee,Net Amount", "100.00,3.20,1.75,95.05"),
        ("Donation Amount,Fee,Commission,Net", "100.00,-3.20,-1.75,95.05"),
    ],
)
def test_what_several_providers_keep_is_part_of_what_was_given(book: Book, head: str, cells: str) -> None:
    intake = book(donations_dot_csv=f"Receipt Id,Donor Name,Donated At,{head}\n1,Ada,2025-03-02,{cells}\n")
    assert bought(intake) == {"Ada": (1, 100)}


def test_a_pledge_is_no_gift_yet(book: Book) -> None:
    rows = "C1,G1,3/2/2025,Cash,100\nC1,G2,3/14/2025,Pledge,1200\nC1,G3,4/14/2025,Pay-Cash,100\n"
    intake = book(Gifts_dot_csv=f"Constituent ID,Gift ID,Gift Date,Gift Type,Gift Amount\n{rows}")
    assert bought(intake) == {"C1": (2, 200)}


PIECES = "Customer,Order Date,Product,Amount,Sales price\n"


def test_a_price_that_grows_with_the_pieces_is_that_of_the_line(book: Book) -> None:
    rows = "Ada,2025-03-02,Tea,1,30\nAda,2025-03-14,Tea,2,60\nBo,2025-03-15,Rice,1,50\n"
    assert bought(book(orders_dot_csv=PIECES + rows)) == {"Ada": (2, 90), "Bo": (1, 50)}


def test_a_price_that_stays_is_that_of_a_piece(book: Book) -> None:
    rows = "Ada,2025-03-02,Tea,1,30\nAda,2025-03-14,Tea,2,30\nBo,2025-03-15,Rice,1,50\n"
    assert bought(book(orders_dot_csv=PIECES + rows)) == {"Ada": (2, 90), "Bo": (1, 50)}


def test_pieces_whose_prices_tell_nothing_are_not_taken_for_money(book: Book) -> None:
    rows = "Ada,2025-03-02,Tea,2,30\nBo,2025-03-15,Rice,1,50\n"
    assert "no column for amount (\"Amount\" holds '2')" in refused(book, orders_dot_csv=PIECES + rows)


def test_small_amounts_without_prices_beside_them_are_money(book: Book) -> None:
    intake = book(
        orders_dot_csv="Customer,Order Date,Product,Amount\nAda,2025-03-02,Tea,2\nBo,2025-03-15,Rice,1\n"
    )
    assert bought(intake) == {"Ada": (1, 2), "Bo": (1, 1)}


def test_a_grand_total_on_each_line_counts_once(book: Book) -> None:
    rows = "1,Ada,2025-03-02,Mug,480\n1,Ada,2025-03-02,Cup,480\n2,Ada,2025-03-14,Cup,300\n"
    intake = book(orders_dot_csv=f"increment_id,Customer,created_at,sku,grand_total\n{rows}")
    assert bought(intake) == {"Ada": (2, 780)}


def test_two_lines_that_come_to_the_same_are_two(book: Book) -> None:
    rows = "1,Ada,2025-03-02,Mug,480\n1,Ada,2025-03-02,Cup,480\n2,Ada,2025-03-14,Cup,300\n"
    assert bought(book(orders_dot_csv=f"Order,Customer,Date,sku,Total\n{rows}")) == {"Ada": (2, 1260)}


def test_an_order_and_what_came_back_of_it_are_one_order(book: Book) -> None:
    rows = "2025-03-02,#1,Ada,order,90\n2025-03-09,#1,Ada,return,-30\n2025-03-14,#2,Ada,order,50\n"
    intake = book(sales_dot_csv=f"Day,Order name,Customer name,Sale kind,Net sales\n{rows}")
    assert bought(intake) == {"Ada": (2, 110)}


STATUS = "Transaction ID,Date,Customer,Amount,Status\n"


def test_a_refund_on_a_row_of_its_own_comes_off(book: Book) -> None:
    rows = "1,2025-03-02,Ada,100,Completed\n2,2025-03-14,Ada,-30,Refunded\n"
    assert bought(book(transactions_dot_csv=STATUS + rows)) == {"Ada": (1, 70)}


def test_a_sale_that_is_called_refunded_too_is_not_taken_off_twice(book: Book) -> None:
    rows = "1,2025-03-02,Ada,100,Refunded\n2,2025-03-14,Ada,-100,Refunded\n3,2025-03-15,Ada,50,Completed\n"
    assert bought(book(transactions_dot_csv=STATUS + rows)) == {"Ada": (1, 50)}


def test_remarks_are_no_status_beside_kinds_of_rows(book: Book) -> None:
    head = "balance_transaction_id,created,currency,gross,reporting_category,description,customer_id\n"
    rows = "t1,2025-03-02,eur,100,charge,Payment,C1\nt2,2025-03-14,eur,-30,refund,REFUND,C1\n"
    intake = book(balance_dot_csv=head + rows)
    assert bought(intake) == {"C1": (1, 70)}
    assert "status" not in columns_of(intake, "orders")


def test_guests_with_an_address_are_told_apart_by_it(book: Book) -> None:
    rows = "1,2025-03-02,0,ada@x.example,10\n2,2025-03-14,0,cy@x.example,20\n3,2025-03-15,7,bo@x.example,30\n"
    intake = book(orders_dot_csv=f"Order ID,Order Date,Customer User ID,Billing Email,Total\n{rows}")
    assert bought(intake) == {"ada@x.example": (1, 10), "bo@x.example": (1, 30), "cy@x.example": (1, 20)}


def test_without_guests_the_id_is_the_customer(book: Book) -> None:
    rows = "1,2025-03-02,6,ada@x.example,10\n2,2025-03-14,7,bo@x.example,30\n"
    intake = book(orders_dot_csv=f"Order ID,Order Date,Customer User ID,Billing Email,Total\n{rows}")
    assert bought(intake) == {"6": (1, 10), "7": (1, 30)}


def test_namesakes_with_an_address_each_are_two(book: Book) -> None:
    rows = "1,2025-03-02,J Smith,j1@x.example,10\n2,2025-03-14,J Smith,j2@x.example,20\n"
    intake = book(orders_dot_csv=f"Order ID,Order Date,Customer Name,Buyer E-mail,Total\n{rows}")
    assert bought(intake) == {"j1@x.example": (1, 10), "j2@x.example": (1, 20)}


def test_a_name_stays_the_customer_where_an_address_has_several(book: Book) -> None:
    rows = (
        "1,2025-03-02,Ada,us@x.example,10\n2,2025-03-14,Bo,us@x.example,20\n3,2025-03-15,Ada,a@x.example,5\n"
    )
    intake = book(orders_dot_csv=f"Order ID,Order Date,Customer Name,Buyer E-mail,Total\n{rows}")
    assert bought(intake) == {"Ada": (2, 15), "Bo": (1, 20)}


def test_appointments_are_no_deals(book: Book) -> None:
    head = "Start Time,First Name,Email,Type,Appointment Price,Date Scheduled,Appointment ID,Canceled\n"
    rows = '"March 2, 2025 10:00 am",Ada,a@x.example,Massage,80,2025-02-20,7001,\n'
    rows += '"March 12, 2025 2:00 pm",Bo,b@x.example,Massage,80,2025-02-21,7002,canceled\n'
    intake = book(schedule_dot_csv=head + rows)
    assert bought(intake) == {"a@x.example": (1, 80)}
    assert "opportunities" not in intake.tables


def test_receipts_of_a_till_are_no_notes_about_its_owner(book: Book) -> None:
    head = "Date,Transaction ID,Quantity,Description,Currency,Price (Gross),Account\n"
    rows = "2025-03-02,T1,1,Coffee,EUR,3.50,me@x.example\n2025-03-03,T2,1,Tea,EUR,3,me@x.example\n"
    refused(book, report_dot_csv=head + rows)


def test_paid_is_no_product_of_a_line(book: Book) -> None:
    orders = "Order,Customer,Date,Total\n1,Ada,2025-03-14,10\n"
    lines = "Order Id,Amount,Paid,Quantity\n1,10,2025-03-14,1\n"
    assert "order_lines" not in book(orders_dot_csv=orders, **{"order lines_dot_csv": lines}).tables


@pytest.mark.parametrize(
    "day", ["2 de marzo de 2025 10:12 hs.", "2 mars 2025 10:12", "2. März 2025 10:12 Uhr"]
)
def test_days_with_the_word_for_the_hour_are_read(book: Book, day: str) -> None:
    intake = book(orders_dot_csv=f"Pedido;Cliente;Fecha de venta;Total\n1;Ada;{day};10\n2;Bo;{day};20\n")
    assert {str(one) for one in intake.tables["orders"]["order_date"]} == {"2025-03-02"}


def test_a_yes_or_no_called_net_is_no_amount(book: Book) -> None:
    rows = "1;C1;2025-03-02;119,00;100,00;0\n2;C1;2025-04-02;238,00;200,00;1\n"
    text = f"number;customerId;orderTime;invoiceAmount;invoiceAmountNet;net\n{rows}"
    assert bought(book(orders_dot_csv=text)) == {"C1": (2, 300)}


def test_the_status_in_words_wins_over_its_number(book: Book) -> None:
    rows = "1,C1,2025-03-02,100,2,Completed\n2,C1,2025-04-02,70,4,Cancelled\n"
    text = f"order_id,customer_id,order_date,total,status,status description\n{rows}"
    assert bought(book(orders_dot_csv=text)) == {"C1": (1, 100)}


def test_questions_and_where_they_come_from_are_no_answers(book: Book) -> None:
    came = ["recordedDate", "_recordId", "recipientEmail", "QID1_NPS_GROUP", "QID1"]
    head = "RecordedDate,ResponseId,RecipientEmail,Q1_NPS_GROUP,Q1\n"
    head += "Recorded Date,Response ID,Recipient Email,How likely are you to recommend us? - Group,"
    head += "How likely are you to recommend us?\n"
    head += ",".join(f'"{{""ImportId"":""{one}""}}"' for one in came) + "\n"
    text = head + "2025-03-14 09:15:34,R_1,a@x.example,3,9\n2025-03-15 09:15:34,R_2,b@x.example,1,3\n"
    orders = "Order,Customer Email,Date,Total\n1,a@x.example,2025-03-14,10\n2,b@x.example,2025-03-15,10\n"
    intake = book(orders_dot_csv=orders, NPS_dot_csv=text)
    assert intake.tables["surveys"].select("customer_id", "score").rows() == [
        ("a@x.example", 9.0),
        ("b@x.example", 3.0),
    ]


@pytest.mark.parametrize(
    ("name", "when", "mail", "asked"),
    [
        ("Umfrage (Antworten)", "Zeitstempel", "E-Mail-Adresse", "Würden Sie uns weiterempfehlen?"),
        ("Avis (réponses)", "Horodateur", "Adresse e-mail", "Recommanderiez-vous notre service ?"),
    ],
)
def test_answers_of_a_form_in_another_language(
    book: Book, name: str, when: str, mail: str, asked: str
) -> None:
    orders = "Order,Customer Email,Date,Total\n1,a@x.example,2025-03-14,10\n"
    text = f"{when},{mail},{asked}\n14.03.2025 09:12:33,a@x.example,9\n"
    intake = book(orders_dot_csv=orders, **{f"{name}_dot_csv": text})
    assert intake.tables["surveys"].select("customer_id", "score").rows() == [("a@x.example", 9.0)]


LINES = "Date,Customer,Product,Sales\n2025-03-02,Ada,Mug,10\n2025-03-02,Ada,Cup,20\n2025-03-14,Bo,Mug,10\n"


def test_lines_without_orders_are_told_until_the_day_makes_one(book: Book) -> None:
    (told,) = [one.message for one in book(sales_dot_csv=LINES).receipt.findings if one.severity == "warning"]
    assert "each of its 3 rows counts as one; by customer and day there are 2" in told
    settings = "[book]\nmerge_same_day_orders = true\n"
    intake = book(sales_dot_csv=LINES, holdfast_dot_toml=settings)
    assert not [one for one in intake.receipt.findings if one.severity == "warning"]


def test_rows_that_name_no_products_are_orders(book: Book) -> None:
    intake = book(sales_dot_csv=LINES.replace("Product", "Remark"))
    assert not [one for one in intake.receipt.findings if one.severity == "warning"]


def test_a_membership_that_expired_ends_that_day_and_a_running_one_goes_on(book: Book) -> None:
    rows = "1,2024-01-14,2026-01-14,Active,49\n2,2024-02-20,2025-02-20,Expired,29\n"
    intake = book(Members_dot_csv=f"Member ID,Join Date,Expiry Date,Status,Monthly Fee\n{rows}")
    found = intake.tables["subscriptions"].select("customer_id", "end").rows()
    assert [(who, str(end)) for who, end in found] == [("1", "None"), ("2", "2025-02-20")]


def test_who_left_without_a_day_is_said_to_lack_days(book: Book) -> None:
    head = "CustomerId,Surname,Tenure,Balance,Exited\n"
    told = refused(book, Modelling_dot_csv=f"{head}15634602,Hargrave,2,0,1\n15647311,Hill,1,83807.86,0\n")
    assert 'its "Exited" tells who left but nothing tells when' in told
    intake = book(Customer_dot_csv="customerID,tenure,MonthlyCharges,Churn\nA,1,29.85,No\nB,2,53.85,Yes\n")
    assert any('its "Churn" tells who left' in one.message for one in intake.receipt.findings)


def test_a_list_of_customers_with_orders_beside_it_lacks_nothing(book: Book) -> None:
    orders = "Order,Customer ID,Date,Total\n1,A,2025-03-14,10\n2,B,2025-03-15,10\n"
    intake = book(orders_dot_csv=orders, Customer_dot_csv="customerID,tenure,Churn\nA,1,No\nB,2,Yes\n")
    assert not any("tells who left" in one.message for one in intake.receipt.findings)


ORDERS = "order_id,customer_id,order_date,total\n1,C1,2025-03-02,100\n"


@pytest.mark.parametrize(
    "name", ["draft_orders", "abandoned_checkouts", "carts", "quotes 2025", "Angebote", "gift_cards"]
)
def test_what_nobody_has_bought_is_no_sale(book: Book, name: str) -> None:
    text = "id,customer_id,created_at,total price\n1,C1,2025-03-02,500\n"
    intake = book(orders_dot_csv=ORDERS, **{f"{name}_dot_csv": text})
    assert bought(intake) == {"C1": (1, 100)}
    assert "nobody has bought" in intake.receipt.not_used[0].why


@pytest.mark.parametrize("name", ["OpenCart orders", "orders and quotes"])
def test_orders_of_a_shop_that_is_called_a_cart_are_sales(book: Book, name: str) -> None:
    assert bought(book(**{f"{name}_dot_csv": ORDERS})) == {"C1": (1, 100)}


def test_a_number_of_items_is_no_amount(book: Book) -> None:
    rows = "1,2022-01-21,Ada,3,71.65\n2,2023-03-01,Bo,2,25.93\n"
    told = refused(book, sales_dot_csv=f"Transaction_ID,Date,Customer_Name,Total_Items,Total_Cost\n{rows}")
    assert "no column for amount" in told


def test_what_all_items_come_to_is(book: Book) -> None:
    rows = "1,2022-01-21,Ada,71.65\n2,2023-03-01,Bo,25.93\n"
    intake = book(sales_dot_csv=f"Transaction_ID,Date,Customer_Name,Items total\n{rows}")
    assert bought(intake) == {"Ada": (1, 71.65), "Bo": (1, 25.93)}


def test_net_sales_after_what_a_provider_keeps_are_not_what_was_sold(book: Book) -> None:
    head = "Order no.,Order Date,Email,Gross Sales (USD),Eventbrite Fees (USD),Net Sales (USD)\n"
    assert bought(book(orders_dot_csv=f"{head}1,2025-03-02,a@x.example,100.00,5.00,95.00\n")) == {
        "a@x.example": (1, 100)
    }


def test_a_company_beside_a_brand_makes_the_product(book: Book) -> None:
    rows = "86246,1078778070,12564,2012-03-02,7.59\n86252,107654575,17876,2012-03-03,1.59\n"
    told = refused(book, transactions_dot_csv=f"id,company,brand,date,purchaseamount\n{rows}")
    assert "no column for customer_id" in told


def test_a_company_without_a_brand_is_who_buys(book: Book) -> None:
    intake = book(transactions_dot_csv="id,company,date,purchaseamount\n1,Alder,2012-03-02,7.59\n")
    assert bought(intake) == {"Alder": (1, 7.59)}
