"""What needs real servers and engines: run by `make test-engines`, never by `make test`."""
