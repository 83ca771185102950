"""Where in a report its rows stand: below which header, in which groups, with which cells left out."""
