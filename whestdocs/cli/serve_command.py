"""The command that serves the guide while somebody edits it."""

from __future__ import annotations

from whestdocs.cli.conventions import EXIT_DONE
from whestdocs.cli.shared_by_guide_commands import missing_library


def serve(*, port: int = 8000, host: str = "127.0.0.1") -> int:
    """Serve site/ and build it again whenever a page, an example or a ledger changes.

    Parameters
    ----------
    port
        Port to listen on.
    host
        Address to listen on.
    """
    from whestdocs.project import find_project_here

    try:
        from whestdocs.site.serving import serve as serve_site
    except ModuleNotFoundError as error:
        raise missing_library("Serving", error) from error

    serve_site(find_project_here(), host, port)
    return EXIT_DONE
