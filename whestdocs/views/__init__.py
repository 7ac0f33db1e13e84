"""Views: figures turned into HTML. They look figures up; they measure nothing.

figure.py      one number, with its provenance in a popover
operations.py  a table of an estimator's operations
listing.py     an estimator's source, annotated line by line
templates/     the HTML of all of them
theme/         stylesheet, script and overrides of the site
"""
