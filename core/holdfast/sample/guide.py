"""The mapping and the guide that travel with the sample book."""

from __future__ import annotations

from typing import Final

SETTINGS: Final = """\
# Settings of the sample book. All names and figures in this folder are invented.
[book]
name = "North region (sample, synthetic)"
currency = "EUR"
# Customers here order at least every ten weeks, so half a year without an order is a loss.
active_window = "6m"
# Nothing is added to this book any more: it lives on its last day, and so does the list of what is due.
as_of = 2025-06-30
"""

README: Final = """\
# Sample book: North region

**Everything in this folder is synthetic.** A seeded program wrote it. The customers, people, firms,
figures, comments and competitors are invented; any likeness to a real one is an accident. Mail addresses
end in `.example`, which does not exist.

The book is that of a wholesaler who supplies hotels, bakeries, clinics, haulers, printers and shops in
northern Europe. It covers July 2022 to June 2025: one row per thing that happened, one file per table,
with the column names Holdfast uses itself. Amounts are in euros, times in UTC, ends are the first day
after. Percentages are written as 20 for 20 %.

Open it with `holdfast demo`, or copy the folder and open the copy with `holdfast FOLDER`.

## A guided tour: five questions

1. **What happened to Luc Tessier's customers?** He left on 30 April 2025 and nobody took over. Press `tab`
   until the rep pane is lit, put the cursor on his line and press `enter`: the list shows the customers he
   left behind. `/` and `flag:orphaned` show the same. Who has stopped ordering since, and what are they
   worth? One of them wrote in May to ask who looks after them now, and three times in June without an
   answer: find the messages in the timeline of *Transports Valcourbe*.
2. **Did it have to be so?** Maren Østervang left too, in October 2024. Her customers were introduced to
   Freja Lindahlsen in person. Compare how many of them stayed with how many of Luc's did with
   `holdfast show reps sample_data`. How wide are the intervals, and what do they let you say?
3. **Who left without a word?** On the desk, open *Kurhaus Distelfähre*: no ticket, no complaint, no bad
   score, just no orders. When did the last conversation take place? `/ flag:overdue` shows who else is late.
4. **Which warning did nobody answer?** `/ flag:detractor` lists customers who said in a survey that they are
   unhappy and have not been called. Open *Fjordheim Kjølelager AS* and read what its managing director wrote.
   It still orders. How much a year is that?
5. **Which paper ran out?** `/ flag:renewal-lapsed` shows contracts and subscriptions that ended without a
   successor. Which of these customers still order? *Drukkerij Molenspiegel* does.

More to look for: *Papierwerk Grünwedelsau* (orders as often, buys less, and its managing director has
left), *Bageriet Hvidørn* (smaller orders), *Klinikum Rautenweiler* (new rep, no call yet), *Hurtownia
Wierzbolin* (an important customer nobody calls), *Kongresshaus Lindwerder* (a block of rooms that falls
short, and one person behind every conversation), *Hotelli Kuutamolinna* (fewer log-ins, a third of the seats
in use), *Drukkerij Molenspiegel* (since January only with a discount), *Spedition Ziegelhorster* (pays
late), *Vårdhuset Älvkroken* (an urgent ticket, the third in June), *Café Ombrelaune* (one order so far),
*Kahvila Tähtiö Oy* (signed, and not called since), *Ćwikłowiec Logistyka* (left and came back),
*東雲フーズ・ライン GmbH* (wide characters in a name).

Every risk flag but one is open for somebody on the last day. The exception is *slow start*: it compares a
new rep with eight others in the same months of tenure, and this team is too small for that.

## Make it again

`python -m holdfast.sample.generate FOLDER` writes these files, byte for byte. `--seed` gives another book
with the same story. `--customers 1000000 --orders 10000000` writes a large, plain book for measuring speed.
"""
