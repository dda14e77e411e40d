"""Where facts about films come from.

`Tmdb(TmdbClient(http, base_url=..., key=...), country="US")` is the source; `lookup(source, lookup.parse(term))` finds
new films; `Covers` keeps their pictures.
"""
