"""Communities: who they are, who belongs to them, what they say, and the rule for what names them.

What stewards say of single records is in ``approvals``; how rules hold, in ``stewardship``.
"""

from app.services.communities.service import Communities
from app.services.communities.views import Group, Person, Standing, Words

__all__ = ["Communities", "Group", "Person", "Standing", "Words"]
