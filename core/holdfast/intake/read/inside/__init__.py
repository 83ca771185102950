"""Files that hold lists of rows inside of them: archives, workbooks, documents and databases."""
