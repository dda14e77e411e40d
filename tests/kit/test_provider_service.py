"""What is checked before a provider is kept, whatever its kind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cinearr.kit.db import Database
from cinearr.kit.errors import Invalid
from cinearr.kit.provider_service import Draft
from tests.fakes.program import a_program


@pytest.mark.parametrize("enable", [True, False])
@pytest.mark.parametrize(
    ("fields", "property_name", "message"),
    [
        (
            {"contentLayout": 7},
            "ContentLayout",
            "'Content Layout' has a range of values which does not include '7'.",
        ),
        ({"initialState": -1}, "InitialState", "'Initial State' has a range of values which does not include '-1'."),
        ({"contentLayout": "flat"}, "ContentLayout", "'Content Layout' has a value of the wrong kind"),
    ],
)
async def test_a_choice_that_is_not_offered_is_refused(
    database: Database, tmp_path: Path, enable: bool, fields: dict[str, Any], property_name: str, message: str
) -> None:
    draft = Draft(
        name="qBittorrent",
        implementation="QBittorrent",
        config_contract="QBittorrentSettings",
        fields={"host": "127.0.0.1", "port": 9, **fields},
        options={"enable": enable, "priority": 1},
    )
    async with a_program(database, tmp_path) as program:
        with pytest.raises(Invalid) as caught:
            await program.download_clients.create(draft)
        assert await program.download_clients.all() == []
    assert [(each.property_name, each.message) for each in caught.value.failures] == [(property_name, message)]
