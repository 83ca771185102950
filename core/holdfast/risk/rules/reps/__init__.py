"""Prompts about reps: questions for a conversation, never a verdict."""
