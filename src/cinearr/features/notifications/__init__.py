"""Connections that tell people and other programs what happened.

A notice (`core.notices.facts`) goes as a `Message` to each connection that `matching.told` names. `registry` lists the
implementations, `checks.probe` is the test button. Back-off is the caller's.
"""
