"""How sure a figure is: intervals, comparisons, how many it takes."""
