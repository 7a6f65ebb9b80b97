"""Tests of reportgen; the folders mirror the package."""
