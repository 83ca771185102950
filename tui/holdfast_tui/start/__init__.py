"""Between the shell and the desk: what is painted before anything heavy is imported, what is read ahead."""
