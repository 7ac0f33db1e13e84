"""A report of an estimator that tries to be HTML."""

from __future__ import annotations

from dataclasses import replace

from tests.support.samples import a_charge, a_profile
from whestdocs.estimators.observations import EstimatorFailure
from whestdocs.estimators.profiles import Profile, SourceFile

BAD = "</script></style></template><script>alert(1)</script><img src=x onerror=alert(2)>"
BAD += "<!-- ]]> {{ 7 * 7 }} & \" ' ` \x1b[31m \x00 \u202e \u2066 \u2028 &lt;"


#: Names come from the system, and may hold halves of characters.
NAME = f"{BAD}\udcff"


def hostile() -> Profile:
    source = f"x = '{BAD}'\r\ny = 2\f\n# {BAD}\n"
    charges = (
        a_charge(f"'{BAD}'", (1, 4), 5, op=NAME, dtype=BAD, subscripts=BAD, shapes='[["a"]]'),
        a_charge("", (9, 0), 2, op=NAME),
    )
    odd = replace(charges[1], span=replace(charges[1].span, file=f"<{BAD}>"))
    return replace(
        a_profile(source, charges[0], odd, file=f"{NAME}.py"),
        class_name=BAD,
        sha256=BAD,
        release={"flopscope": BAD, "whestbench": BAD, BAD: BAD},
        weights_dtype=BAD,
        setup_flops=5,
        other_flops=5,
        budget_exhausted=True,
        refused=BAD,
        charges=(replace(charges[0], span=replace(charges[0].span, file=f"{NAME}.py")), odd),
        files=(SourceFile(f"{NAME}.py", BAD, source), SourceFile(f"<{BAD}>", BAD, "")),
        failure=EstimatorFailure("raised", BAD, BAD, 3, BAD),
    )
