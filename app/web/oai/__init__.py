"""OAI-PMH 2.0 at ``/oai``: what was asked, where a list goes on, the answer as XML.

What harvesters get is decided in ``app.services.harvest``.
"""

from app.web.oai.routes import blueprint

__all__ = ["blueprint"]
