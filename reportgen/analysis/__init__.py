"""From aggregates to results, one module a slice."""
