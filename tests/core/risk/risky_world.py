"""Small random books in which every flag can open: all tables, and rows on both sides of the as-of date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any, Final

from tests.core.risk.exports import first_event

from holdfast.risk.thresholds.thresholds import Thresholds, default_thresholds
from holdfast.timeline import add_months

Row = dict[str, Any]

AS_OF: Final = date(2025, 6, 30)
LATER: Final = 60
"""So many days the book goes on after the day that is looked at."""

CUSTOMERS: Final = tuple(f"c{number:02}" for number in range(30))
NEWCOMER: Final = "new"
"""Has a service and neither used it nor ordered: the only one whose start can stall."""
REPS: Final = tuple(f"r{number:02}" for number in range(12))


def thresholds() -> Thresholds:
    """The default ones, but for segments and deals as few as these books have, and a name to look for."""
    return (
        default_thresholds()
        .replaced("F25", "names", ("Globex",))
        .replaced("F34", "minimum_won", 2)
        .replaced("F35", "minimum_customers", 4)
        .replaced("F35", "minimum_losses", 2)
        .replaced("R8", "minimum_customers", 2)
    )


def ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


class RiskyWorld:
    """The rows of one book by table; the same seed gives the same book."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.ids = count()
        self.tables: dict[str, list[Row]] = {
            "customers": [self.customer(name) for name in (*CUSTOMERS, NEWCOMER)],
            "orders": [],
            "order_lines": [],
            "reps": [self.rep(number) for number in range(len(REPS))],
            "assignments": [row for name in CUSTOMERS for row in self.assignments(name)],
            "rep_periods": [],
            "recognitions": [
                {"rep_id": self.random.choice(REPS), "date": self.day(500), "kind": "thanks"}
                for _ in range(6)
            ],
            "contacts": [row for name in CUSTOMERS for row in self.contacts(name)],
            "surveys": [row for name in CUSTOMERS for row in self.scores(name)],
            "tickets": [row for name in CUSTOMERS for row in self.tickets(name)],
            "interactions": [],
            "usage": [],
            "subscriptions": [
                {"subscription_id": "s", "customer_id": NEWCOMER, "start": self.day(200, 20), "mrr": 9}
            ],
            "contracts": [],
            "contract_usage": [],
            "invoices": [row for name in CUSTOMERS[::2] for row in self.invoices(name)],
            "opportunities": [],
            "opportunity_stages": [],
            "losses": [],
        }
        self.tables["surveys"] += self.team_scores()
        for rep in self.tables["reps"]:
            self.tables["rep_periods"] += self.months(rep)
        for number, name in enumerate(CUSTOMERS):
            self.tables["interactions"] += self.talks(name)
            self.deal(name)
            if number % 3:
                self.buys(name)
            if number % 3 != 1:
                self.subscribes(name)
            if number % 4 == 0:
                self.signs(name)
        for row in self.tables["customers"]:
            # Since when a customer is known decides how long its past is, so an account is there first.
            first = first_event(self.tables, row["customer_id"])
            if row["created"] and first:
                row["created"] = min(row["created"], first)

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def day(self, most: int, least: int = -LATER) -> date:
        """A day at most so many days before the as-of date, later ones among them."""
        return ago(self.random.randrange(least, most))

    def maybe(self, day: date, probability: float = 0.5) -> date | None:
        return day if self.chance(probability) else None

    def id(self, letter: str) -> str:
        return f"{letter}{next(self.ids):05}"

    def moment(self, day: date) -> datetime:
        return datetime(day.year, day.month, day.day, self.random.randrange(24))  # noqa: DTZ001 - as stored

    def days(self, start: date, gap: int, until: date) -> Iterable[date]:
        """Every so many days, give or take a fifth."""
        while start <= until:
            yield start
            start += timedelta(days=max(1, round(gap * (0.8 + 0.4 * self.random.random()))))

    def customer(self, name: str) -> Row:
        return {
            "customer_id": name,
            "name": f"Customer {name}",
            "segment": self.random.choice(["smb", "smb", "enterprise", None]),
            "tier": self.random.choice(["A", "B", "C", None]),
            "created": self.maybe(self.day(500), 0.6),
            "referred_by": self.random.choice([None, None, "c01"]),
        }

    def buys(self, name: str) -> None:
        """Regularly, once, until some day, or other things and less from some day on."""
        rhythm = self.random.choice([7, 14, 30])
        start, turn = self.day(700, 200), self.day(200, 20)
        habit = self.random.choice(["steady", "stops", "once", "shrinks", "bargains", "returns"])
        until = {"stops": turn, "once": start}.get(habit, ago(-LATER))
        if habit == "once":
            start = until = self.day(125, 30)
        for day in self.days(start, rhythm, until):
            late = day >= turn
            order = {
                "order_id": self.id("o"),
                "customer_id": name,
                "order_date": day,
                "amount": self.random.randrange(80, 120) * (0.4 if habit == "shrinks" and late else 1.0),
                "discount": 5 if habit == "bargains" and day > ago(6 * rhythm) else 0,
                "refunded": 60 if habit == "returns" and day > ago(60) and self.chance(0.5) else None,
                "status": "cancelled" if self.chance(0.05) else None,
            }
            self.tables["orders"].append(order)
            kinds = ["k0"] if habit in ("shrinks", "steady") and day > ago(180) else ["k0", "k1", "k2", "k3"]
            self.tables["order_lines"].append(
                {"order_id": order["order_id"], "product": "p", "category": self.random.choice(kinds)}
            )
        if habit == "stops":
            self.lost(name, turn + timedelta(days=self.random.randrange(5, 60)))

    def lost(self, name: str, day: date) -> None:
        self.tables["losses"].append(
            {
                "customer_id": name,
                "date": day,
                "reason_code": self.random.choice([None, "price", "bankruptcy"]),
                "competitor": self.random.choice([None, "Initech"]),
                "note": self.random.choice([None, "went to Globex"]),
            }
        )

    def subscribes(self, name: str) -> None:
        """One level after the other; some end for good, and log-ins and seats fall with some."""
        start, mrr = self.day(600, 40), self.random.randrange(20, 90)
        while True:
            ends = self.chance(0.4)
            end = start + timedelta(days=self.random.randrange(60, 420)) if self.chance(0.8) else None
            self.tables["subscriptions"].append(
                {
                    "subscription_id": self.id("s"),
                    "customer_id": name,
                    "start": start,
                    "end": end,
                    "mrr": mrr,
                    "seats": self.random.choice([None, 20]),
                    "cancel_requested": (end and ends and self.maybe(end - timedelta(days=20))) or None,
                    "cancel_reason": "price" if ends and end else None,
                    "trial_end": self.maybe(start + timedelta(days=14), 0.2),
                }
            )
            if end is None or ends or end > ago(-LATER):
                break
            start, mrr = end, max(1, mrr + self.random.choice([-15, 10]))
        falls, level = self.day(60), self.random.choice([3, 15])
        for day in self.days(self.day(240, 20), 7, ago(-LATER)):
            value = self.random.randrange(20, 30) // (4 if day >= falls else 1)
            self.tables["usage"].append(
                {"customer_id": name, "date": day, "metric": "logins", "value": value}
            )
            self.tables["usage"].append(
                {"customer_id": name, "date": day, "metric": "active seats", "value": level}
            )

    def signs(self, name: str) -> None:
        """A contract, and units used of it."""
        start = self.day(500, 10)
        contract = self.id("k")
        end = start + timedelta(days=self.random.choice([90, 365, 540]))
        self.tables["contracts"].append(
            {
                "contract_id": contract,
                "customer_id": name,
                "start": start,
                "end": end,
                "renewal": self.maybe(end, 0.3),
                "notice_days": self.random.choice([None, 0, 30, 90]),
                "value": 5000,
                "auto_renew": self.chance(0.3),
                "units": 100,
                "unit_rate": 50,
                "allowance_pct": self.random.choice([None, 0.1]),
                "margin_pct": 0.7,
            }
        )
        for day in self.days(max(start, ago(80)), 9, min(end, ago(-LATER))):
            self.tables["contract_usage"].append(
                {
                    "contract_id": contract,
                    "date": day,
                    "contracted": 8,
                    "used": self.random.randrange(3, 9),
                    "resold": 0,
                }
            )
        if self.chance(0.4):
            self.tables["contracts"].append(
                {"contract_id": self.id("k"), "customer_id": name, "start": end, "value": 5000}
            )

    def contacts(self, name: str) -> list[Row]:
        rows: list[Row] = []
        for number in range(self.random.randrange(1, 4)):
            left = self.maybe(self.day(220), 0.35)
            role = self.random.choice(["CEO", "clerk", "clerk"])
            rows.append(
                {
                    "contact_id": f"{name}p{number}",
                    "customer_id": name,
                    "name": f"Person {number}",
                    "role": role,
                    "left_on": left,
                    "active": None if left is None else False,
                }
            )
        return rows

    def talks(self, name: str) -> list[Row]:
        """Often or seldom, until some day; with one person or several."""
        until, people = self.maybe(self.day(150)) or ago(-LATER), self.random.choice([1, 1, 3])
        return [
            {
                "interaction_id": self.id("i"),
                "customer_id": name,
                "at": self.moment(day),
                "direction": self.random.choice(["in", "out", "two-way", "two-way"]),
                # What one of them logs falls off, so that an activity drop is seen.
                "rep_id": self.random.choice([*REPS[:4], REPS[4] if day < ago(28) else None]),
                "contact_id": f"{name}p{self.random.randrange(people)}",
                "text": self.random.choice(["all is well", "asks about Globex", None, None, None]),
            }
            for day in self.days(self.day(300, 100), self.random.choice([10, 40]), until)
        ]

    def tickets(self, name: str) -> list[Row]:
        """A few over the year, and for some many in the last weeks."""
        days = [self.day(400) for _ in range(self.random.randrange(3))]
        if self.chance(0.3):
            days += [self.day(28, -5) for _ in range(self.random.randrange(3, 7))]
        rows: list[Row] = []
        for day in days:
            created = self.moment(day)
            replied = created + timedelta(hours=self.random.choice([1, 5, 40, 90]))
            solved = replied + timedelta(days=self.random.randrange(1, 30))
            is_solved = self.chance(0.7)
            rows.append(
                {
                    "ticket_id": self.id("t"),
                    "customer_id": name,
                    "created": created,
                    "first_reply": replied if is_solved or self.chance(0.5) else None,
                    "solved": solved if is_solved else None,
                    "status": "solved" if is_solved else "open",
                    "priority": self.random.choice(["urgent", "normal", None]),
                    "escalated": self.chance(0.2),
                    "reopens": self.random.choice([0, 0, 2]) if is_solved else None,
                    "subject": self.random.choice(["late", "Globex is faster"]),
                }
            )
        return rows

    def scores(self, name: str) -> list[Row]:
        """Waves that one or two people are asked in, some of whom never answer."""
        silent, usual = self.chance(0.25), self.random.choice([4, 7, 8, 9])
        rows: list[Row] = []
        for number in range(self.random.choice([1, 2])):
            for wave in (300, 120, 60, -20):
                invited = ago(wave + self.random.randrange(20))
                answered = (
                    None if silent else self.maybe(invited + timedelta(days=self.random.randrange(20)), 0.8)
                )
                score = max(0, min(10, usual - self.random.choice([0, 0, 1, 4])))
                rows.append(
                    {
                        "response_id": self.id("v"),
                        "kind": "nps",
                        "customer_id": name,
                        "contact_id": f"{name}p{number}",
                        "invited": invited,
                        "answered": answered,
                        "score": None if answered is None else score,
                        "comment": None if answered is None else self.random.choice([None, "slow"]),
                        "loop_closed": answered and self.maybe(answered + timedelta(days=9), 0.4),
                    }
                )
        return rows

    def team_scores(self) -> list[Row]:
        return [
            {
                "response_id": self.id("v"),
                "kind": "enps",
                "team": team,
                "rep_id": rep,
                "invited": ago(30),
                "answered": self.day(28, -3),
                "score": self.random.randrange(least, least + 7),
            }
            for team, least, reps in (("North", 1, REPS[:6]), ("South", 4, REPS[6:]))
            for rep in reps
        ]

    def rep(self, number: int) -> Row:
        """The last has come within the year, one or two leave, and one has a manager who does."""
        hired = self.day(330, 120) if number == len(REPS) - 1 else self.day(900, 400)
        return {
            "rep_id": REPS[number],
            "name": f"Rep {number}",
            "team": "North" if number < 6 else "South",
            "hire_date": hired,
            "end_date": self.maybe(self.day(120), 0.7) if number in (5, 6) else None,
            "end_type": "voluntary" if number in (5, 6) else None,
            "manager_id": {0: None, 1: REPS[5], 8: REPS[6]}.get(number, REPS[0]),
        }

    def assignments(self, name: str) -> list[Row]:
        rows: list[Row] = []
        day = self.day(800, 300)
        while day <= ago(-LATER):
            end = self.maybe(day + timedelta(days=self.random.randrange(100, 500)), 0.6)
            rep = self.random.choice([*REPS[:8], REPS[7], REPS[7]])
            rows.append({"customer_id": name, "rep_id": rep, "start": day, "end": end})
            if end is None or self.chance(0.3):
                break
            day = end
        return rows

    def months(self, rep: Row) -> list[Row]:
        """Attainment since the month of hiring; that of the newest is low."""
        is_newest = rep["rep_id"] == REPS[-1]
        month, rows = rep["hire_date"].replace(day=1), []
        while month <= ago(-LATER):
            attained = self.random.randrange(30, 80) if is_newest else self.random.randrange(60, 160)
            rows.append({"rep_id": rep["rep_id"], "period": month, "quota": 100, "attained": attained})
            month = add_months(month, 1)
        return rows

    def invoices(self, name: str) -> list[Row]:
        rows: list[Row] = []
        worse = self.day(120, 10)
        for day in self.days(self.day(300, 100), 25, ago(-LATER)):
            due = day + timedelta(days=20)
            lateness = self.random.randrange(-5, 10) + (30 if day > worse and self.chance(0.6) else 0)
            paid = max(day, due + timedelta(days=lateness)) if self.chance(0.9) else None
            rows.append(
                {
                    "invoice_id": self.id("n"),
                    "customer_id": name,
                    "issue_date": day,
                    "due_date": due,
                    "paid_date": paid,
                    "amount": 50,
                }
            )
        return rows

    def deal(self, name: str) -> None:
        """Won, lost or open, with the stages it went through."""
        created = self.day(200, 5)
        closed = self.maybe(created + timedelta(days=self.random.randrange(5, 90)), 0.7)
        won = closed is not None and self.chance(0.7)
        deal = self.id("d")
        self.tables["opportunities"].append(
            {
                "opportunity_id": deal,
                "customer_id": name,
                "rep_id": self.random.choice(REPS),
                "created": created,
                "stage": "Demo" if closed is None else "Won" if won else "Lost",
                "amount": 1000,
                "close_date": closed,
                "is_closed": closed is not None,
                "is_won": won if closed else None,
                "type": self.random.choice(["new", "renewal", None]),
                "lost_reason": "Globex" if closed and not won else None,
            }
        )
        for stage, after in (("Demo", 0), ("Offer", self.random.randrange(3, 30))):
            day = created + timedelta(days=after)
            if closed is None or day < closed:
                self.tables["opportunity_stages"].append(
                    {"opportunity_id": deal, "stage": stage, "entered": self.moment(day)}
                )
