"""What lifelines says, read in by whoever asks first: every worker collects every test, one runs these."""

# ruff: noqa: PLC0415

from __future__ import annotations

from typing import Any


def kaplan_meier(t: Any, ended: Any, entry: Any = None) -> Any:
    """A fitted curve; `entry` None: everybody is followed from the first day."""
    from lifelines import KaplanMeierFitter

    return KaplanMeierFitter().fit(t, ended, entry=entry)


def time_when_survival_is(share: float, curve: Any) -> float:
    """When a curve first reaches a share."""
    from lifelines.utils import qth_survival_time

    return float(qth_survival_time(share, curve))


def restricted_mean(curve: Any, horizon: float) -> float:
    """The area under a curve up to a time."""
    from lifelines.utils import restricted_mean_survival_time

    return float(restricted_mean_survival_time(curve, t=horizon))


def log_rank(t: Any, group: Any, ended: Any) -> Any:
    """The log-rank test of several groups."""
    from lifelines.statistics import multivariate_logrank_test

    return multivariate_logrank_test(t, group, ended)
