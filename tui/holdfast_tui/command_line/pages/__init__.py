"""Pages to hand out: composed once, then written as text, Markdown or a page of HTML that stands alone."""
