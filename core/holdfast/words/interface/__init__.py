"""Words and number forms of the interface: the English of the code is the key, one TOML file a language.

`chosen.py` knows what this process speaks, `catalogue.py` looks words up, `forms.py` has the forms of
numbers, money and days. Whoever prints for people chooses; data for programs are asked in English.
"""
