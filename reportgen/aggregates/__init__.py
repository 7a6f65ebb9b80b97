"""Mergeable statistics: init, update, merge, finish, blind to where the rows live."""
