"""The only place that knows a generator."""
