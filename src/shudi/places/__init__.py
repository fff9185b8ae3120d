"""The divisions: who is on the list, what they are called, what a text stands for."""
