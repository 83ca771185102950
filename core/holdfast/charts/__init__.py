"""Small charts as inline SVG for a page that stands alone: pure functions of numbers."""
