"""What lies on a host, brought to this disk once: only a build asks for it."""
