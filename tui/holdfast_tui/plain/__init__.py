"""The line mode: words in, sentences out, for screen readers and slow lines. Imports no Textual."""
