"""Judgements made of facts and flags: engagement, health, loyalty, priority."""
