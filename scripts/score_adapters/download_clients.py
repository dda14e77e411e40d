"""Download clients: states, file names and path mappings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cinearr.features.download_clients import files, paths
from cinearr.features.download_clients.implementations.qbittorrent import status_of


def _mappings(rows: Sequence[Mapping[str, str]]) -> list[paths.Mapping]:
    return [paths.Mapping(**row) for row in rows]


def _remap_remote_to_local(mappings: Sequence[Mapping[str, str]], host: str, remote_path: str) -> str:
    return paths.to_local(_mappings(mappings), host, remote_path)


def _remap_local_to_remote(mappings: Sequence[Mapping[str, str]], host: str, local_path: str) -> str:
    return paths.to_remote(_mappings(mappings), host, local_path)


def _normalize_remote_path(remote_path: str) -> str:
    return paths.normalize(remote_path)


def _qbittorrent_status(state: str, progress: float) -> str:
    return status_of(state)[0].name.lower()


CALLS = {
    "qbittorrent_status": _qbittorrent_status,
    "nzb_file_name": files.nzb_file_name,
    "remap_remote_to_local": _remap_remote_to_local,
    "remap_local_to_remote": _remap_local_to_remote,
    "normalize_remote_path": _normalize_remote_path,
}
