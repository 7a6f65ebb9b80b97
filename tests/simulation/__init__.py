"""Tables with a known truth, and what the analysis makes of them."""
