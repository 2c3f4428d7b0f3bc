"""How many, how fast, what share: reads only; every figure is a pair with a written definition."""
