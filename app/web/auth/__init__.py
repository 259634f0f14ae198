"""The IIIF Authorization Flow API 2.0: ``answers`` for programs, ``pages`` for the people that they send here."""

from app.web.auth import answers as answers
from app.web.auth import pages as pages
from app.web.auth.blueprint import blueprint as blueprint
