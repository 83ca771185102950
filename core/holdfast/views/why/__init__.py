"""Why a figure, the count of a flag or a health moved between two days: parts that add up to the change."""
