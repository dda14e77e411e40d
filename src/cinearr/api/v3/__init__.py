"""The v3 API, one module per resource.

How to write a resource module (`tags.py` for `/api/v3/tag`):

    class TagResource(Resource):                       # _wire: camelCase, None and `id = 0` are left out, id stands last
        label: str = ""                                # a default for every field: what a client leaves out takes it
        id: int = 0

    class _Asked(Resource):                            # the query: names in any case, lists, enums, times
        include_unused: bool = False

    @get("/api/v3/tag")                                # whole path, lower case; any case and one slash at the end match
    async def list_tags(request: Request[Any, Any, Any], ...) -> list[TagResource]:
        asked = read_query(request, _Asked)            # _query
        ...

    @get("/api/v3/tag/{tag_id:int}")                   # text or an overlong number as id: 404 by itself
    async def one_tag(database: NamedDependency[Database], tag_id: FromPath[int]) -> TagResource:
        ...                                            # raise kit.errors.NotFound("Tag with ID 7 does not exist")

    @post("/api/v3/tag")                               # `data` is read leniently by _body; no JSON → 415, unreadable → 400
    async def add_tag(request: Request[Any, Any, Any], ..., data: JSONBody[TagResource]) -> Response[TagResource]:
        return created(request, "tag", resource)       # _answers: 201 with Location; `accepted` is 202

    @put(["/api/v3/tag", "/api/v3/tag/{tag_id:int}"])  # with and without the id; id_of: the body's id counts if it has one
    async def change_tag(..., data: JSONBody[TagResource], tag_id: FromPath[int] = 0) -> Response[TagResource]:
        tag_id = id_of(data.id, tag_id)

    @delete("/api/v3/tag/{tag_id:int}", status_code=200)
    async def remove_tag(database: NamedDependency[Database], tag_id: FromPath[int]) -> dict[str, Any]:
        return {}

    ROUTES = [list_tags, one_tag, add_tag, change_tag, remove_tag]

- Lists with pages: `asked = paging(request, ["date", "quality"], default="date")`, `page_of(asked, total, rows)`.
- Errors: raise those of `kit.errors` (`Invalid(*failures)` with the words of `kit.validators`), `_errors.BadRequest("movieId
  must be provided")` for 400 `{message, content}`, `_errors.Refused` for 405; `_errors.HANDLERS` is the whole table.
- Enums of the wire are `WireEnum`s: `RELEASED = "released", 3`. Dates go through `day(...)`, spans through `span(...)`.
- What a handler asks for by name (`database: NamedDependency[Database]`) is what `build_app(dependencies=...)` was given.
- A literal 204 or another status: `empty(204)` of `_errors`. Text: return `str` with `media_type="text/plain"`.
- Part of the contract that is not built: `raise NotBuilt("...")` answers 501.
"""
