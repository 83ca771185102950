"""What the first screen of a customer's page holds, and what the sections below it list."""
