"""Every indexer there is."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from cinearr.features.indexers.implementations import filelist, hdbits, newznab, torznab
from cinearr.kit.providers import Implementation

_WIKI: Final = "https://wiki.servarr.com/radarr/supported#"

IMPLEMENTATIONS: Final = MappingProxyType(
    {
        "FileList": Implementation(
            implementation="FileList",
            implementation_name="FileList.io",
            settings=filelist.FileListSettings,
            build=filelist.FileList,
            info_link=_WIKI + "filelist",
        ),
        "HDBits": Implementation(
            implementation="HDBits",
            implementation_name="HDBits",
            settings=hdbits.HDBitsSettings,
            build=hdbits.HDBits,
            info_link=_WIKI + "hdbits",
        ),
        "Newznab": Implementation(
            implementation="Newznab",
            implementation_name="Newznab",
            settings=newznab.NewznabSettings,
            build=newznab.Newznab,
            info_link=_WIKI + "newznab",
            defaults={"name": ""},
            presets=newznab.PRESETS,
        ),
        "Torznab": Implementation(
            implementation="Torznab",
            implementation_name="Torznab",
            settings=torznab.TorznabSettings,
            build=torznab.Torznab,
            info_link=_WIKI + "torznab",
            defaults={"name": ""},
            presets=torznab.PRESETS,
        ),
    }
)
