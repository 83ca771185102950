"""What users wrote, laid over the tables of a book: logged contacts, losses, closed loops, recognitions."""
