from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cinearr.core.movies import MovieStatus
from cinearr.features import movies
from cinearr.features.movies.tables import Movie, Target
from cinearr.kit.errors import Invalid, NotFound
from cinearr.workflows.edit_movie import ApplyTags, BulkEdit, Edit, edit, edit_many
from cinearr.workflows.program import Program
from tests.factories.library import a_film, a_movie, a_root
from tests.fakes.program import commands_queued


async def look(program: Program, movie_id: int) -> tuple[Movie, Target]:
    async with program.database.read() as session:
        return await movies.get(session, movie_id), await movies.target_of(session, movie_id)


class TestOne:
    async def test_everything_a_person_may_change(self, program: Program, films: Path) -> None:
        movie = await a_movie(program, await a_root(program, films), tags=[1])
        change = Edit(
            movie_id=movie.id,
            path=f"{films}/Other/",
            quality_profile_id=2,
            monitored=False,
            minimum_availability=MovieStatus.ANNOUNCED,
            tags=(5, 3),
        )
        await edit(program, change)
        after, target = await look(program, movie.id)
        assert (target.path, target.quality_profile_id, target.monitored, target.minimum_availability) == (
            str(films / "Other"),
            2,
            False,
            1,
        )
        assert after.tags == [3, 5]
        assert await commands_queued(program) == []

    async def test_the_files_follow_when_told_to(self, program: Program, films: Path) -> None:
        movie = await a_movie(program, await a_root(program, films))
        await edit(program, Edit(movie_id=movie.id, path=f"{films}/Other", quality_profile_id=1), move_files=True)
        body = {
            "movieId": movie.id,
            "sourcePath": f"{films}/Sintel (2010)",
            "destinationPath": f"{films}/Other",
            "destinationRootFolder": None,
        }
        assert await commands_queued(program) == [("MoveMovie", body)]

    @pytest.mark.parametrize(
        ("change", "names"),
        [
            ({"quality_profile_id": 0}, ["QualityProfileId"]),
            ({"quality_profile_id": 99}, ["QualityProfileId"]),
            ({"path": ""}, ["Path"]),
            ({"path": "relative"}, ["Path"]),
            ({"path": "/a/../b"}, ["Path"]),
            ({"path": "{root}"}, ["Path"]),
            ({"path": "{root}/Two (2010)"}, ["Path"]),
            ({"path": "", "quality_profile_id": 0}, ["QualityProfileId", "Path"]),
        ],
    )
    async def test_what_is_refused(
        self, program: Program, films: Path, change: dict[str, Any], names: list[str]
    ) -> None:
        root = await a_root(program, films)
        movie = await a_movie(program, root)
        await a_movie(program, root, a_film(2, "Two"))
        values: dict[str, Any] = {"path": f"{films}/Sintel (2010)", "quality_profile_id": 1, **change}
        values["path"] = values["path"].format(root=films)
        with pytest.raises(Invalid) as caught:
            await edit(program, Edit(movie_id=movie.id, **values))
        assert [each.property_name for each in caught.value.failures] == names

    async def test_an_unknown_film(self, program: Program) -> None:
        with pytest.raises(NotFound):
            await edit(program, Edit(movie_id=5, path="/a", quality_profile_id=1))


class TestMany:
    @pytest.mark.parametrize(
        ("apply", "expected"),
        [(ApplyTags.ADD, [1, 2, 3]), (ApplyTags.REMOVE, [1]), (ApplyTags.REPLACE, [2, 3])],
    )
    async def test_tags(self, program: Program, films: Path, apply: ApplyTags, expected: list[int]) -> None:
        movie = await a_movie(program, await a_root(program, films), tags=[1, 2])
        assert await edit_many(program, BulkEdit(movie_ids=(movie.id, 99), tags=(2, 3), apply_tags=apply)) == [movie.id]
        assert (await look(program, movie.id))[0].tags == expected

    async def test_only_what_is_given_changes(self, program: Program, films: Path) -> None:
        movie = await a_movie(program, await a_root(program, films), minimum_availability=1)
        await edit_many(program, BulkEdit(movie_ids=(movie.id,), monitored=False))
        _, target = await look(program, movie.id)
        assert (target.monitored, target.minimum_availability, target.quality_profile_id) == (False, 1, 1)

    async def test_another_root_folder_keeps_the_folders_names(self, program: Program, films: Path) -> None:
        root = await a_root(program, films)
        movie = await a_movie(program, root, path=str(root / "My Sintel"))
        await a_root(program, films.with_name("films2"))
        await edit_many(program, BulkEdit(movie_ids=(movie.id,), root_folder_path=f"{films}2/"))
        assert (await look(program, movie.id))[1].path == f"{films}2/My Sintel"
        assert await commands_queued(program) == []

    async def test_moving_names_them_anew(self, program: Program, films: Path) -> None:
        root = await a_root(program, films)
        movie = await a_movie(program, root, path=str(root / "My Sintel"))
        await a_root(program, films.with_name("films2"))
        await edit_many(program, BulkEdit(movie_ids=(movie.id,), root_folder_path=f"{films}2", move_files=True))
        assert (await look(program, movie.id))[1].path == f"{films}2/Sintel (2010)"
        body = {
            "movies": [{"movieId": movie.id, "sourcePath": f"{films}/My Sintel"}],
            "destinationRootFolder": f"{films}2",
        }
        assert await commands_queued(program) == [("BulkMoveMovie", body)]

    async def test_all_or_nothing(self, program: Program, films: Path) -> None:
        root = await a_root(program, films)
        first = await a_movie(program, root, path=str(root / "a" / "Film"))
        second = await a_movie(program, root, a_film(2, "Two"), path=str(root / "b" / "Film"))
        await a_root(program, films.with_name("films2"))
        for path in ("/nowhere", None):
            with pytest.raises(Invalid):
                await edit_many(
                    program,
                    BulkEdit(
                        movie_ids=(first.id, second.id),
                        monitored=False,
                        root_folder_path=path,
                        quality_profile_id=None if path else 99,
                    ),
                )
        assert (await look(program, first.id))[1].monitored
