"""Tests of the sample tracks."""
