"""Rules on contracts, subscriptions, invoices, use and deals."""
