"""Tables that lie in a folder of many files: Delta, Iceberg, and Parquet parted by the names of folders."""
