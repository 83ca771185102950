"""Revenue and customers of the next twelve months, with their bands, and how earlier forecasts fared."""
