"""A film as part of another answer: an event, a queue row, a refused release, a parsed name."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from cinearr.api.v3._movies import MovieResource, Scene, remote_images, whole
from cinearr.views import library
from cinearr.views.library import LibraryFilm
from cinearr.workflows.program import Program


def within(film: LibraryFilm, scene: Scene, *, with_file: bool = False) -> MovieResource:
    """Without what is on the disk (but its file, where asked), and with pictures by their source's address alone."""
    resource = whole(film, scene)
    return msgspec.structs.replace(
        resource,
        size_on_disk=None,
        has_file=None,
        root_folder_path=None,
        statistics=None,
        movie_file=resource.movie_file if with_file else None,
        images=remote_images(film.film.images),
    )


async def films_within(program: Program, ids: Collection[int], *, with_file: bool = False) -> dict[int, MovieResource]:
    """Films by id, in a fixed number of queries; none when no id is asked for."""
    if not ids:
        return {}
    async with program.database.read() as session:
        scene = Scene(facts=await library.facts(session), now=program.clock(), url_base=program.config.url_base)
        found = await library.films(session, sorted(ids), language=scene.facts.language)
    return {film.id: within(film, scene, with_file=with_file) for film in found}
