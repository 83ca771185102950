"""Rules on what customers say: answers, tickets, mentions of competitors."""
