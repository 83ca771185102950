"""The steps from linked tables to sales, purchases and activity, on an engine that outgrows one machine."""
