"""The statements of the page this guide grew from, each measured under every round's release.

    claims.json        what the page says: an id, the quote, how it can be measured
    catalogue/*.toml   for each id: the code that measures it, and the condition on the measure
    estimators/        the page's two examples as it describes them, and some that provoke

    catalogue.py -> probe/tasks/claim_codes.py in a release -> verdicts.py -> figures, published.py

A claim's verdict is never written down: it is what the condition comes to.
"""
