"""The book on disk between two openings: checked when it is read, rebuilt when in doubt."""
