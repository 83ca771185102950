"""The lines of the thresholds screen: what the thresholds are, and what a change would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from holdfast.risk.flag import AnyFlag
from holdfast.risk.past.record import FlagRecord
from holdfast.risk.thresholds.limits import Value
from holdfast.risk.thresholds.preview import Count, Preview
from holdfast.risk.thresholds.thresholds import Thresholds
from holdfast.risk.thresholds.words import Row, guard_of, rule_of
from holdfast_tui.grid.paint import Line, Span, span, wrapped
from holdfast_tui.look import present
from holdfast_tui.panes.base import rule
from holdfast_tui.safe_text import SafeText, cell_width, literal, pad, safe
from holdfast_tui.sitting.threshold_draft import ThresholdDraft, difference
from holdfast_tui.terminal.capabilities import Glyphs

OUTCOME_LINES: Final = 8
RULE_LINES: Final = 2

_VALUE, _UNIT, _DEFAULT, _FROM = 9, 20, 9, 13
_LABEL, _AMOUNT = 21, 16

Records = tuple[FlagRecord, FlagRecord]


@dataclass(frozen=True)
class Outcome:
    """What a change would do, as far as it is known; what belongs to an earlier state of it is stale.

    `where` is the filter that narrows its customers; `records` is None until a backtest is there, and for
    flags that have none.
    """

    of_reps: bool
    currency: str
    where: str = ""
    preview: Preview | None = None
    records: Records | None = None
    is_stale: bool = False
    records_stale: bool = True

    def stale(self) -> Outcome:
        """A newer state is being tried."""
        return replace(self, is_stale=True, records_stale=True)

    def with_stale_records(self) -> Outcome:
        """The backtest waits until typing rests."""
        return replace(self, records_stale=True)

    def with_preview(self, preview: Preview) -> Outcome:
        """The flag today."""
        return replace(self, preview=preview, is_stale=False)

    def with_records(self, records: Records | None) -> Outcome:
        """The flag in the past."""
        return replace(self, records=records, records_stale=False)


def rule_lines(flag: AnyFlag, thresholds: Thresholds, width: int) -> list[Line]:
    """What raises the flag under thresholds, in words, and when it is not judged."""
    guard, told = guard_of(flag, thresholds), rule_of(flag, thresholds)
    guarded = f" Guard: {guard}." if guard else ""
    text = wrapped(safe(f"{told[:1].upper()}{told[1:]}.{guarded}"), max(10, width - 2))
    lines = [[span(" "), Span(line, "text")] for line in text[:RULE_LINES]]
    if len(text) > RULE_LINES:
        whole = safe(f"{text[RULE_LINES - 1]} {text[RULE_LINES]}", max(10, width - 2))
        lines[-1] = [span(" "), Span(whole, "text")]
    return list(lines)


def head_line(width: int) -> Line:
    """What the columns are."""
    titles = [pad(literal("Threshold"), _words(width)), pad(literal("Value"), _VALUE, "right")]
    titles += [pad(literal("  Unit"), _unit(width)), pad(literal("Default"), _DEFAULT, "right")]
    return [span(" "), *(Span(title, "header") for title in titles), span("  From", "header")]


def row_choice(
    row: Row, draft: ThresholdDraft, default: Value | None, typed: str, width: int
) -> tuple[Span, ...]:
    """One threshold; what is being typed stands in the place of its value."""
    value = draft.value(row.place)
    text = f"{typed}_" if typed else row.shown(value)
    source = draft.source(row.place)
    is_yours = source == "you"
    unit = f"% {row.unit}".strip() if row.kind == "share" else row.unit
    return (
        Span(pad(safe(row.words_shown), _words(width))),
        Span(pad(safe(text, _VALUE - 1), _VALUE, "right"), "accent bold" if is_yours else "text bold"),
        Span(pad(safe(f"  {unit}"), _unit(width)), "muted"),
        Span(pad(safe(row.shown(default)), _DEFAULT, "right"), "muted"),
        Span(pad(safe(f"  {source}"), _FROM), "accent" if is_yours else "muted"),
    )


def _unit(width: int) -> int:
    return _UNIT if width >= 76 else 0


def _words(width: int) -> int:
    return max(12, width - 3 - _VALUE - _unit(width) - _DEFAULT - _FROM)


def about_line(row: Row | None, width: int, glyphs: Glyphs) -> Line:
    """Under the list: the words of the threshold under the cursor where they were cut, else a line."""
    if row is None or cell_width(safe(row.words_shown)) <= _words(width):
        return rule(width, glyphs)
    return [
        span(" "),
        Span(safe(f"{row.title}.", width - 2), "accent"),
    ]


def outcome_lines(outcome: Outcome, draft: ThresholdDraft, said: str, width: int) -> Sequence[Line]:
    """What the change would do: a sentence, then figures now and then."""
    fault = said or draft.error
    told: Line = [span(" "), Span(safe(fault, width - 2), "error")] if fault else _sentence(outcome, draft)
    return (told, *_figures(outcome, draft))


def _sentence(outcome: Outcome, draft: ThresholdDraft) -> Line:
    found = outcome.preview
    if found is None:
        return [span(" Counting …", "muted")]
    whom = "reps" if outcome.of_reps else "customers"
    scope = "" if outcome.of_reps or not outcome.where else " the filter keeps"
    if not draft.changed:
        return [span(f" Change a value: what it would do to the {whom}{scope} is shown here.", "muted")]
    token = "muted" if outcome.is_stale else "text"
    parts = (
        ("opens for", found.opens),
        ("closes for", found.closes),
        ("worse for", found.worsens),
        ("milder for", found.eases),
    )
    told = [f"{words} {count:,}" for words, count in parts if count]
    if not told:
        return [span(f" The flag stays as it is for all {whom}{scope}.", token)]
    text = ", ".join(told)
    counted = f" {whom}{scope}" if sum(count for _, count in parts) != 1 else ""
    return [Span(safe(f" {text[:1].upper()}{text[1:]}{counted}."), f"{token} bold")]


def _figures(outcome: Outcome, draft: ThresholdDraft) -> list[Line]:
    found = outcome.preview
    if found is None:
        return []
    counts = "Reps" if outcome.of_reps else "Customers"
    currency = outcome.currency
    after = "After saving" if draft.changed else ""
    dim = outcome.is_stale
    head = [span(" " * (_LABEL + 1)), *(Span(pad(literal(t), _AMOUNT), "header") for t in ("Now", after))]
    gained, more = found.then.open - found.now.open, difference(found.now.money, found.then.money)
    money = present.money(abs(more), currency)
    lines: list[Line] = [
        head,
        _line(f"{counts} flagged", _flagged(found.now), _flagged(found.then),
              _signed(gained, present.count(abs(gained))), draft, dim=dim),
        _line("Money at stake", present.money(found.now.money, currency),
              present.money(found.then.money, currency), _signed(more, money), draft, dim=dim),
    ]  # fmt: skip
    return [*lines, *_past(outcome, draft)]


def _past(outcome: Outcome, draft: ThresholdDraft) -> list[Line]:
    """The backtest, or why there is none."""
    if outcome.of_reps:
        return [[span(" Flags of reps are prompts for a conversation; they have no backtest.", "muted")]]
    if outcome.records is None:
        waiting = "Looking back over past month-ends …" if outcome.records_stale else "There is no backtest."
        return [[span(f" {waiting}", "muted")]]
    now, then = outcome.records
    if not now.months:
        return [[Span(safe(f" There is no backtest: {now.silence}."), "muted")]]
    dim = outcome.records_stale
    calibrated = "" if then.calibrated and now.calibrated else "; too few to rely on"
    note = f" Past: {now.months} month-ends, all customers{calibrated}."
    lost = _line("Lost within 90 d", _rate(now), _rate(then), _of(then), draft, dim=dim)
    if now.too_few is not None:
        return [lost, [Span(safe(f" {now.too_few}."), "muted")]]
    return [
        lost,
        _line(
            "Times usual loss",
            present.times(now.lift),
            present.times(then.lift),
            SafeText(""),
            draft,
            dim=dim,
        ),
        _line(
            "Share of losses seen", _share(now.recall), _share(then.recall), SafeText(note), draft, dim=dim
        ),
    ]


def _flagged(count: Count) -> SafeText:
    """How many; where the flag is open for nobody, also whether anybody could be judged."""
    return present.count(count.open) if count.state == "open" else literal(f"0, {count.state}")


def _rate(record: FlagRecord) -> SafeText:
    return SafeText(f"{_share(record.rate)} {present.interval(record.low, record.high)}".strip())


def _share(ratio: float | None) -> SafeText:
    return present.percent(ratio, of=0)


def _of(record: FlagRecord) -> SafeText:
    return SafeText(f" {present.count(record.lost)} of {present.count(record.flagged)} flagged")


def _signed(change: float, size: SafeText) -> SafeText:
    return SafeText(f" {'+' if change > 0 else '−'}{size}") if change else literal(" no change")


def _line(
    label: str, now: SafeText, then: SafeText, change: SafeText, draft: ThresholdDraft, *, dim: bool
) -> Line:
    token = "muted" if dim else "text"
    line = [span(" "), Span(pad(literal(label), _LABEL), "muted"), Span(pad(now, _AMOUNT), token)]
    if draft.changed:
        line += [Span(pad(then, _AMOUNT), f"{token} bold"), Span(change, "muted")]
    return line


def hint_lines(width: int) -> list[Line]:
    """The keys of the screen."""
    first = (("↑↓", "choose"), ("0–9", "type"), ("+ −", "step"), ("space", "words"), ("r", "as usual"))
    second = (("p", "preset"), ("enter", "save for this book"), ("esc", "leave"))
    return [_keys(first), _keys(second)]


def _keys(pairs: Sequence[tuple[str, str]]) -> Line:
    line: list[Span] = [span(" ")]
    for key, word in pairs:
        line += [span(key, "accent"), span(f" {word}   ", "muted")]
    return line
