"""The command that compares what is measured with what is accepted."""

from __future__ import annotations

from whestdocs.cli.conventions import EXIT_CHECK_FAILED, EXIT_DONE
from whestdocs.cli.options import RoundTags
from whestdocs.cli.shared_by_guide_commands import chosen_rounds, measured_rounds, project_at_hand
from whestdocs.errors import DriftError


def check(*, round_tags: RoundTags = None, claims: bool = False) -> int:
    """Measure again and compare with the accepted figures; exit 1 if any drifted.

    Parameters
    ----------
    claims
        Instead, take the accepted figures, and show for each figure of each claim on a page the
        smallest change that makes the claim false; exit 1 if a claim is false, or too weak.
    """
    if claims:
        return _check_claims(round_tags)
    return _check_figures(round_tags)


def _check_claims(round_tags: list[str] | None) -> int:
    from whestdocs.pages.claim_checks import check_claims
    from whestdocs.pages.publishing import shown_by
    from whestdocs.text import counted

    project = project_at_hand()
    refused = False
    for round_ in chosen_rounds(round_tags):
        places, rounds = shown_by(project, round_)
        measured_rounds(project, [each.tag for each in rounds], places)
        checks = check_claims(project, round_)
        problems = [check for check in checks if check.problem]
        for check in checks:
            print(*check.lines, sep="\n", end="\n" if check.sensitivities else "")
        for check in problems:
            print(f"Refused: {check.place}: {check.problem}")
        print(f"{round_.tag}: {counted(len(checks), 'claim')}, {len(problems)} refused.")
        refused = refused or bool(problems)
    return EXIT_CHECK_FAILED if refused else EXIT_DONE


def _check_figures(round_tags: list[str] | None) -> int:
    from whestdocs.figures.drift import compare
    from whestdocs.figures.drift_report import report, report_of_agreement
    from whestdocs.figures.ledger import read
    from whestdocs.figures.pictures import outdated_pictures
    from whestdocs.measurements.claims.published import refuse_stale
    from whestdocs.measurements.kept_figures import last_agreement, remember_agreement
    from whestdocs.pages.edition import unshown_examples
    from whestdocs.pages.publishing import publications

    project = project_at_hand()
    places = publications(project)
    drifted, ledgers = False, {}
    for measured in measured_rounds(project, round_tags, places):
        tag = measured.round.tag
        ledger = ledgers[tag] = read(project.ledger_file(tag), tag)
        comparison = compare(measured, ledger, places)
        outdated = outdated_pictures(project, ledger)
        print(*outdated, sep="\n", end="\n" if outdated else "")
        if comparison.is_clean:
            print(report_of_agreement(comparison, last_agreement(project, measured)))
            remember_agreement(project, measured)
        else:
            before = last_agreement(project, measured)
            print(report(comparison, places, project.root, before))
        drifted = drifted or bool(outdated) or not comparison.is_clean
    for example in unshown_examples(project, places):
        print(f"No page shows the example {example.name}.")
    try:
        refuse_stale(project, ledgers)
    except DriftError as error:
        drifted = True
        print(error)
    return EXIT_CHECK_FAILED if drifted else EXIT_DONE
