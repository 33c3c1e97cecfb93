"""How right and how dear formcheck is; one command each, results committed as tables beside.

``python -m benchmarks.accuracy`` (exact truth of nearly a hundred rendered clips),
``benchmarks.samples`` (that of the few sample clips), ``benchmarks.footage`` (real footage), and
``benchmarks.cost`` (time per frame), ``benchmarks.live`` (live against recorded), and
``benchmarks.latency`` (how far the live window lags). Each ends with 1 when a bar is missed, and
names it.
"""
