"""What people and other programs are told: the facts of an event, its words, and its v3 webhook body.

A notice carries every fact of its event, so that it can be told after the film or the file is gone. Notices are tagged
msgspec structs: encode one with msgspec and decode it as `Notice`.
"""
