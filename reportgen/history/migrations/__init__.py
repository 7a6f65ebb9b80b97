"""How the tables of the history came to be, one step after the other.

To add tables of your own room:

1. write ``versions/v0002_<what>.py`` with ``revision = "0002"`` and ``down_revision =
   "0001"`` (the last one there is), whose ``upgrade`` makes them with ``alembic.op``;
2. add ``"0002"`` to ``REVISIONS`` in :mod:`reportgen.history.database`, so that a database
   of that version is known to be up to date without loading alembic;
3. describe the tables on ``METADATA`` of :mod:`reportgen.history.schema` (in your own
   module, imported there at its end, or in that file): a test compares both.

Open the database with :func:`reportgen.history.open_database`, and read and write within
:func:`reportgen.history.reading` and :func:`reportgen.history.writing`.  A table that refers
to a run does so by ``runs.seq`` with ``ON DELETE CASCADE``, so that it is pruned with it.

Steps are never changed once they were released; a step may not lose data.
"""
