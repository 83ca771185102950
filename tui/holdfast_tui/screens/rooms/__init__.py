"""Every room of the desk, and the frame they share."""
