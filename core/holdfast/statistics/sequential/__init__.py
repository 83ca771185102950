"""Intervals that hold however often somebody looks, and when a comparison will be able to tell.

A 95 % interval is made for one look. Whoever looks at a book every day and stops at the first interval that
leaves out 0 sees a difference between equals far more often than in one book of twenty. The intervals of
this folder are confidence sequences: the chance that *any* of them, over all looks, leaves out the truth is
at most 5 % (Robbins 1970; Howard, Ramdas, McAuliffe & Sekhon 2021).

What a look is. A look is whatever is asked as of a day. What a book says of a day is settled when the day
closes, and no later row changes it: looks in the order of their days see losses in the order in which they
happened. Let π be the share of the first group among all who are followed. Where both groups lose alike, the
next loss is in the first group with the chance of its share among those still there. Those lost are no
longer there: a group that has lost more than its share has by then less than its share of who is left. So
the evidence (`evidence.py`), whose mixture is centred on π, can only fall on average from one loss to the
next: a test supermartingale, whatever the hazard does over time and on whichever days somebody looks, and by
Ville's inequality it exceeds 1 ÷ α with a chance of α at most. Nothing but counts goes into it: it stands
between the safe test of two streams (Turner, Ly & Grünwald 2022) and the anytime-valid log-rank test
(ter Schure, Pérez-Ortiz, Ly & Grünwald 2020). Of other ratios than 1 it is an approximation.

Of customers who come into a comparison one after the other, each with its own outcome (plays, handovers), the
order is that of their coming, each outcome known as long after as every other: then it holds exactly where
the lot says into which group the next one comes, and for many cases where it does not: estimates of a
difference have independent increments in their information (Jennison & Turnbull 1997).

A period that rolls along (12m) forgets as much as it learns. Over the length of one period the chance of a
false alarm is that of a window of Brownian motion (Slepian 1961): 2.9 % at the narrowest that these intervals
are, 3.03 standard errors. So `looks.py` divides the 5 % by the number of periods in a year, and by the
number of groups that stand side by side: the promise is one of the book and a year, not of every cell.

Where it does not hold. Where the filter was chosen because of what came out (only the customers of a wave of
losses; the segment that looked worst among many that were tried): no interval knows what was left out. Where
one decision lost many customers at once: they count as so many. Where the rows of days that had closed are
written anew: the past that was looked at is then another.

Tried on 2,000 simulated books of 600 customers held by five reps who are all alike, joining and leaving for
two years and looked at on every day of the second: `tests/core/statistics/sequential/`. Some day showed a
difference of some rep from the rest in 1.2 % of the books with these intervals, in 78 % with intervals for
one look; of two reps in 1.2 and in 30 %, of a rolling period of 90 days in 0.2 and in 98 %.
"""
