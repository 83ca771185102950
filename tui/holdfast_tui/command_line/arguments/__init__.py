"""Words of the shell → options: what commands take, how it is read, and what `--help` says."""
