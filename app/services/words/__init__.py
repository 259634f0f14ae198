"""Finding words inside one record: in what is said, in pages, chapters and notes, with their places and times."""

from app.iiif.found import Found as Found
from app.iiif.found import Match as Match
from app.iiif.found import Place as Place
from app.iiif.found import Quote as Quote
from app.iiif.found import Term as Term
from app.services.words.service import Words as Words
