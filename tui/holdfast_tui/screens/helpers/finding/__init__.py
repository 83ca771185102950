"""Going to whatever was found."""
