"""The team: what departures cost, who takes over from whom, a page about each rep, and whom to thank."""
