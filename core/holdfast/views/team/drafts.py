"""What the screen writes into the journal about the team: choices of a plan, its tasks, thanks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from holdfast.journal.entry import Draft
from holdfast.journal.log import NOTHING_WRITTEN, Log

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from holdfast.views.team.results import HandoverPlan

HANDOVER_PLAY: Final = "handover"
FIRST_STEP: Final = timedelta(days=7)
"""The first step of the handover play: the successor has called by then."""

_READ: Final = ("customer_id", "name", "from_rep_id", "from_rep", "to_rep_id", "to_rep", "mind", "deadline")


def proposal(customer_id: str, successor: str, before: str, as_of: date) -> Draft:
    """A successor chosen for one customer of `before` (ids): the plan keeps it from then on."""
    return Draft("assignment", "customer", customer_id, as_of, fields={"rep": successor, "from": before})


def proposals(plan: HandoverPlan, as_of: date) -> tuple[Draft, ...]:
    """The plan as it stands, so that it moves no more; choices made before are left as they are."""
    rows = _lines(plan, "chosen")
    return tuple(
        proposal(row["customer_id"], row["to_rep_id"], row["from_rep_id"], as_of)
        for row in rows
        if row["to_rep_id"] and row["chosen"] == "plan"
    )


def handover_tasks(
    plan: HandoverPlan, as_of: date, today: date, log: Log = NOTHING_WRITTEN
) -> tuple[Draft, ...]:
    """A task per customer with a successor: the first call within seven days, before any deadline.

    None where `log` has that task already.
    """
    planned = {
        (entry.subject_id, entry.fields.get("rep"))
        for entry in log.until(as_of)
        if entry.kind == "task" and entry.fields.get("play") == HANDOVER_PLAY
    }
    return tuple(
        Draft(
            "task",
            "customer",
            row["customer_id"],
            as_of,
            text=_task(row),
            fields={
                "due": min(filter(None, (today + FIRST_STEP, row["deadline"]))).isoformat(),
                "play": HANDOVER_PLAY,
                "step": 1,
                "rep": row["to_rep_id"],
            },
        )
        for row in _lines(plan)
        if row["to_rep_id"] and (row["customer_id"], row["to_rep_id"]) not in planned
    )


def thanks(rep_id: str, text: str, as_of: date, kind: str = "thanks") -> Draft:
    """A recognition of a rep in words, dated with the entry."""
    return Draft("recognition", "rep", rep_id, as_of, text=text.strip(), fields={"kind": kind})


def _task(row: Mapping[str, Any]) -> str:
    said = f"{row['to_rep']} takes over from {row['from_rep']}: first call"
    return f"{said} ({row['mind']})" if row["mind"] else said


def _lines(plan: HandoverPlan, *more: str) -> Sequence[Mapping[str, Any]]:
    names = (*_READ, *more)
    columns = plan.rows.fetch(0, len(plan.rows), names)
    return [{name: columns[name][row] for name in names} for row in range(len(plan.rows))]
