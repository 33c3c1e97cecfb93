"""The ground-truth studio: a parametric body, posed, filmed and written down exactly.

Not installed with the package. ``python -m studio.samples`` renders the sample clips;
see ``studio/README.md`` for the flow, ``studio/TRUTH.md`` for the truth schema.
"""
