"""What happens besides: event → reactions by the name they are queued under. The main line is not here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import msgspec

from cinearr.workflows import delete_movie, events, tell

Reaction = Callable[[Any, Any], Awaitable[None]]

REACTIONS: Final[Mapping[type[msgspec.Struct], Mapping[str, Reaction]]] = {
    events.FileDeleted: {"tell.file_deleted": tell.file_deleted},
    events.FileImported: {"tell.file_imported": tell.file_imported},
    events.FilesRenamed: {"tell.files_renamed": tell.files_renamed},
    events.HealthIssueFound: {"tell.health_issue_found": tell.health_issue_found},
    events.HealthRestored: {"tell.health_restored": tell.health_restored},
    events.ManualInteractionRequired: {"tell.manual_interaction_required": tell.manual_interaction_required},
    events.MoviesAdded: {"tell.movies_added": tell.movies_added},
    events.MovieDeleted: {
        "tell.movie_deleted": tell.movie_deleted,
        "delete_movie.remove_files": delete_movie.remove_files,
        "delete_movie.remove_pictures": delete_movie.remove_pictures,
    },
    events.NoticeDue: {"tell.deliver": tell.deliver},
    events.ProgramUpdated: {"tell.program_updated": tell.program_updated},
    events.ReleaseGrabbed: {"tell.release_grabbed": tell.release_grabbed},
}
