"""What happens in the sample book: orders, tickets, surveys, deals."""
