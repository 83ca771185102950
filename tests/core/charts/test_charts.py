"""Charts: marks stand where their numbers say, nothing leaves the frame, and colour alone says nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import inf, nan
from xml.etree import ElementTree as ET

import pytest
from tests.hostile import HOSTILE_CELLS

from holdfast.charts.lines import PAD, CurveStep, StepCurve, sparkline, survival_curve
from holdfast.charts.marks import ChartBar, Heat, band, bars, heat_map
from holdfast.charts.scale import ChartScale, scale_of

NS = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def points(svg: str) -> list[list[tuple[float, float]]]:
    lines = parsed(svg).iter(f"{NS}polyline")
    return [
        [(float(x), float(y)) for x, y in (p.split(",") for p in line.attrib["points"].split())]
        for line in lines
    ]


def marks(svg: str, name: str) -> list[dict[str, float]]:
    return [
        {key: float(value) for key, value in one.attrib.items() if re.fullmatch(r"-?[\d.]+", value)}
        for one in parsed(svg).iter(f"{NS}{name}")
        if one.attrib.get("class") == "mark"
    ]


def words(svg: str) -> list[str]:
    return [one.text or "" for one in parsed(svg).iter(f"{NS}text")]


def test_the_most_is_at_the_top_and_zero_at_the_bottom() -> None:
    assert points(sparkline([0, 5, 10], "x", width=108, height=28)) == [
        [(PAD, 28 - PAD), (54.0, 14.0), (108 - PAD, PAD)]
    ]


def test_a_line_is_broken_where_a_number_is_missing_or_is_none() -> None:
    for hole in (None, nan, inf):
        found = points(sparkline([1, 2, hole, 4, 5], "x"))
        assert [len(run) for run in found] == [2, 2]
    assert marks(sparkline([1, None, 2], "x"), "circle")[0]["r"] == 1.5, "a number alone is a dot"


def test_below_zero_the_zero_line_is_drawn_and_stands_between() -> None:
    svg = sparkline([-10, 10], "x", height=28)
    (axis,) = [one for one in parsed(svg).iter(f"{NS}line") if one.attrib["class"] == "axis"]
    assert float(axis.attrib["y1"]) == 14.0
    assert not list(parsed(sparkline([0, 10], "x")).iter(f"{NS}line"))


@pytest.mark.parametrize("values", [[], [None], [0, 0], [7], [1e308, -1e308, 1e308], [5e-324, 0], [nan, inf]])
def test_nothing_one_huge_or_flat_stays_inside_of_the_frame(values: list[float | None]) -> None:
    svg = sparkline(values, "x", width=100, height=20)
    found = [place for run in points(svg) for place in run]
    found += [(one["cx"], one["cy"]) for one in marks(svg, "circle")]
    assert all(0 <= x <= 100 and 0 <= y <= 20 for x, y in found)
    assert "nan" not in svg
    assert "inf" not in svg


def test_bars_go_up_from_zero_and_down_below_it_with_their_numbers_in_words() -> None:
    svg = bars(
        [ChartBar(10, "Jan", "€10"), ChartBar(-10, "Feb", "−€10"), ChartBar(None, "Mar")], "x", height=130
    )
    up, down = marks(svg, "rect")
    assert up["y"] == 14.0
    assert up["y"] + up["height"] == down["y"] == 64.0
    assert up["height"] == down["height"]
    assert words(svg) == ["€10", "Jan", "−€10", "Feb", "Mar"]


def test_a_value_lies_in_its_interval_and_what_was_before_is_an_open_dot() -> None:
    svg = band(0.75, 0.5, 1.0, "x", within=(0.0, 1.0), before=0.25, width=104)
    (value,) = marks(svg, "rect")
    (interval,) = [one for one in parsed(svg).iter(f"{NS}rect") if one.attrib["class"] == "area"]
    (dot,) = [one for one in parsed(svg).iter(f"{NS}circle") if one.attrib["class"] == "open"]
    assert value["x"] + value["width"] / 2 == pytest.approx(77.0)
    assert (float(interval.attrib["x"]), float(interval.attrib["width"])) == (52.0, 50.0)
    assert float(dot.attrib["cx"]) == 27.0
    assert not marks(band(None, None, nan, "x", within=(0, 1)), "rect")


def test_a_value_beyond_the_frame_is_held_at_its_edge() -> None:
    (value,) = marks(band(7.0, None, None, "x", within=(0.0, 1.0), width=100), "rect")
    assert value["x"] + value["width"] / 2 == 98.0


def test_a_survival_curve_starts_at_all_and_falls_in_steps() -> None:
    curve = StepCurve("all", (CurveStep(100, 0.5, 0.4, 0.6), CurveStep(200, 0.25, 0.1, 0.4)))
    svg = survival_curve([curve], "x")
    (line,) = [one for one in parsed(svg).iter(f"{NS}path") if one.attrib["class"] == "line"]
    assert line.attrib["d"] == "M36.0 8.0L202.0 8.0L202.0 80.0L368.0 80.0L368.0 116.0"
    assert len([one for one in parsed(svg).iter(f"{NS}path") if one.attrib["class"] == "edge"]) == 2
    assert words(svg) == ["0%", "50%", "100%", "0 days", "100", "200 days", "all"]


def test_curves_are_told_apart_by_dashes_and_names_that_do_not_lie_on_each_other() -> None:
    curves = [StepCurve(name, (CurveStep(10, 0.5),)) for name in "abc"]
    svg = survival_curve(curves, "x")
    lines = [one for one in parsed(svg).iter(f"{NS}path") if one.attrib["class"] == "line"]
    assert len({one.attrib["stroke-dasharray"] for one in lines}) == 3
    places = [float(one.attrib["y"]) for one in parsed(svg).iter(f"{NS}text") if one.text in set("abc")]
    assert all(abs(one - other) >= 12 for one in places for other in places if one is not other)
    assert words(survival_curve([], "x")) == ["0%", "50%", "100%", "0 days"]


def test_a_heat_map_says_its_numbers_and_marks_what_is_not_complete() -> None:
    svg = heat_map(["0", "1"], [("2025-01", [Heat(1.0, "100"), Heat(0.5, "50", faint=True)]),
                                ("2025-02", [Heat(None), Heat(nan, "x")])], "x")  # fmt: skip
    assert words(svg) == ["0", "1", "2025-01", "100", "50", "2025-02"]
    shades = [
        one.attrib["fill-opacity"] for one in parsed(svg).iter(f"{NS}rect") if "fill-opacity" in one.attrib
    ]
    assert shades == ["0.90", "0.48"]
    assert len([one for one in parsed(svg).iter(f"{NS}rect") if one.attrib["class"] == "edge"]) == 1


DRAWN: list[Callable[[str], str]] = [
    lambda text: sparkline([1, 2], text),
    lambda text: bars([ChartBar(1, text, text)], text),
    lambda text: band(1, 0, 2, text, within=(0, 2)),
    lambda text: survival_curve([StepCurve(text, (CurveStep(1, 0.5),))], text, unit=text),
    lambda text: heat_map([text], [(text, [Heat(0.5, text)])], text),
]


@pytest.mark.thorough
@pytest.mark.parametrize("draw", DRAWN)
def test_whoever_cannot_see_a_chart_is_told_what_it_shows_and_no_text_becomes_markup(
    draw: Callable[[str], str],
) -> None:
    for cell in ("Revenue", '"><script>alert(1)</script>', "a & b's <b>", *HOSTILE_CELLS):
        if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\uffff]", cell):
            continue  # what no XML can hold is taken out by whoever makes text safe
        drawn = parsed(draw(cell))
        assert drawn.attrib["role"] == "img"
        assert (drawn[0].tag, drawn[0].text or "") == (
            f"{NS}title",
            cell.replace("\r\n", "\n").replace("\r", "\n"),
        )
        assert {one.tag.removeprefix(NS) for one in drawn.iter()} <= {
            "svg", "title", "text", "line", "polyline", "circle", "rect", "path",
        }  # fmt: skip
    assert draw("x") == draw("x")


def test_a_scale_holds_zero_unless_told_otherwise() -> None:
    assert scale_of([3, 5]) == ChartScale(0, 5)
    assert scale_of([3, 5], with_zero=False) == ChartScale(3, 5)
    assert ChartScale(2, 2).share(2) == 0
    assert ChartScale(-1e308, 1e308).share(0) == 0.5
