"""The guided tour: what it says and waits for, declared as data, and the strip that says it on the desk."""
