"""What an indexer says of a release beside its name, as the bit flags of the v3 API."""

from __future__ import annotations

from enum import IntFlag


class IndexerFlag(IntFlag):
    """Combined by OR into one integer (`indexerFlags` on the wire). Names are the v3 names."""

    G_Freeleech = 1
    G_Halfleech = 2
    G_DoubleUpload = 4
    PTP_Golden = 8
    PTP_Approved = 16
    G_Internal = 32
    AHD_Internal = 64
    G_Scene = 128
    # The v3 API's own mapping: 75 is set when a quarter of the download counts, 25 when three quarters do.
    G_Freeleech75 = 256
    G_Freeleech25 = 512
    AHD_UserRelease = 1024
    Nuked = 2048


DEPRECATED = frozenset({IndexerFlag.AHD_Internal, IndexerFlag.AHD_UserRelease})
