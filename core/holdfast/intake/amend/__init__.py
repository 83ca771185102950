"""`holdfast.toml` changed by one answer, column, file or remark, every comment kept as the user left it."""
