"""RSS sync: what is new at the indexers, together with what waits, is judged, and the best is taken."""

from __future__ import annotations

import structlog

from cinearr.core.decisions.model import ReleaseSource
from cinearr.kit.jobs.spec import CommandContext
from cinearr.workflows import acquire, ask_indexers
from cinearr.workflows.judge import judge
from cinearr.workflows.program import Program

log = structlog.get_logger(__name__)


async def run(context: CommandContext[Program]) -> None:
    """The RssSync command."""
    program = context.program
    await acquire.settle(program)
    answers = await ask_indexers.recent(program)
    waiting = await acquire.pending_releases(program)
    known = {release.guid for release in answers.releases}
    releases = [*answers.releases, *(release for release in waiting if release.guid not in known)]
    judged = await judge(program, releases, ReleaseSource.RSS)
    report = await acquire.process(program, judged)
    message = f"RSS Sync Completed. Reports found: {report.found}, Reports grabbed: {len(report.grabbed)}"
    log.info("rss sync done", found=len(releases), grabbed=len(report.grabbed), pending=len(report.pending))
    await context.progress(message)
