"""The films of the neighbourhood: freely licensed ones, under their real ids."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A series of films."""

    tmdb_id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """What the metadata service knows of a film. Dates are `YYYY-MM-DD`; `minutes` is the running time."""

    tmdb_id: int
    imdb_id: str
    title: str
    released: str
    minutes: int
    overview: str
    tagline: str = ""
    genres: tuple[tuple[int, str], ...] = ((16, "Animation"),)
    language: str = "en"
    keywords: tuple[str, ...] = ("open movie", "short film")
    cast: tuple[tuple[str, str], ...] = ()
    director: str = ""
    vote: float = 7.0
    votes: int = 100
    other_titles: tuple[tuple[str, str], ...] = ()  # country, title
    tint: tuple[int, int, int] = (30, 70, 60)
    collection: Collection | None = None

    @property
    def year(self) -> int:
        """The year of the first release."""
        return int(self.released[:4])


FILMS: tuple[Film, ...] = (
    Film(
        tmdb_id=10378,
        imdb_id="tt1254207",
        title="Big Buck Bunny",
        released="2008-04-10",
        minutes=10,
        overview="A giant rabbit with a heart bigger than himself is pestered by three rodents until he has had "
        "enough, and pays them back with a series of cunning traps.",
        genres=((16, "Animation"), (35, "Comedy"), (10751, "Family")),
        director="Sacha Goedegebure",
        vote=6.6,
        votes=900,
        other_titles=(("NL", "Project Peach"),),
        tint=(96, 140, 70),
    ),
    Film(
        tmdb_id=45745,
        imdb_id="tt1727587",
        title="Sintel",
        released="2010-09-30",
        minutes=15,
        overview="A lonely young woman searches the world for the small dragon she once cared for, and learns too late "
        "how much time has passed.",
        genres=((16, "Animation"), (14, "Fantasy")),
        cast=(("Halina Reijn", "Sintel"), ("Thom Hoffman", "Shaman")),
        director="Colin Levy",
        vote=7.3,
        votes=600,
        other_titles=(("NL", "Durian"),),
        tint=(120, 70, 60),
    ),
    Film(
        tmdb_id=133701,
        imdb_id="tt2285752",
        title="Tears of Steel",
        released="2012-09-26",
        minutes=12,
        overview="In a future Amsterdam a group of fighters and scientists stage a moment of the past once more, to "
        "save the world from robots.",
        genres=((878, "Science Fiction"), (28, "Action")),
        cast=(("Derek de Lint", "Old Thom"), ("Sergio Hasselbaink", "Barley"), ("Vanja Rukavina", "Thom")),
        director="Ian Hubert",
        vote=6.0,
        votes=300,
        tint=(50, 80, 120),
    ),
    Film(
        tmdb_id=9761,
        imdb_id="tt0807840",
        title="Elephants Dream",
        released="2006-03-24",
        minutes=11,
        overview="Two men walk through an endless machine. The older one shows it as a wonder; the younger one begins "
        "to doubt that it is there at all.",
        genres=((16, "Animation"), (878, "Science Fiction")),
        cast=(("Tygo Gernandt", "Proog"), ("Cas Jansen", "Emo")),
        director="Bassam Kurdali",
        vote=6.2,
        votes=250,
        other_titles=(("NL", "Machina"),),
        tint=(110, 90, 50),
    ),
    Film(
        tmdb_id=358332,
        imdb_id="tt4957236",
        title="Cosmos Laundromat",
        released="2015-08-10",
        minutes=12,
        overview="On a desolate island a suicidal sheep meets a salesman who offers him the gift of any life he likes.",
        genres=((16, "Animation"), (12, "Adventure")),
        cast=(("Pierre Bokma", "Franck"), ("Reinout Scholten van Aschat", "Victor")),
        director="Mathieu Auvray",
        vote=7.5,
        votes=200,
        other_titles=(("US", "Cosmos Laundromat: First Cycle"),),
        tint=(70, 110, 110),
    ),
)
