"""Who looks, and what they may do by their roles. Whether they may see a thing is asked of ``app.services.access``."""

from dataclasses import dataclass, field

ROLES = ("contributor", "editor", "publisher", "administrator")

NEEDED = {
    "edit": "contributor",
    "upload": "contributor",
    "review": "editor",
    "publish": "publisher",
    "withdraw": "publisher",
    "restrict": "publisher",
    "administer": "administrator",
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """``roles`` maps unit ids, units below included, to the highest role held there; None stands for the whole archive.

    ``claims`` are the atoms of conditions of access that are true of this person; ``stewards`` the slugs of the
    communities that have chosen them.
    """

    account_id: int | None = None
    name: str = ""
    display_name: str = ""
    language: str = "vi"
    claims: frozenset[str] = frozenset({"everyone"})
    roles: dict[int | None, str] = field(default_factory=dict)
    stewards: frozenset[str] = frozenset()

    @property
    def communities(self) -> frozenset[str]:
        """Slugs of those that they belong to."""
        return frozenset(claim.partition(":")[2] for claim in self.claims if claim.startswith("community:"))

    @property
    def staff(self) -> bool:
        return bool(self.roles)

    def can(self, deed: str, unit_id: int | None) -> bool:
        """Whether the roles allow a deed (a key of ``NEEDED``) in a unit."""
        needed = ROLES.index(NEEDED[deed])
        return any(ROLES.index(self.roles[unit]) >= needed for unit in {unit_id, None} if unit in self.roles)


VISITOR = Viewer()
SYSTEM = Viewer(name="system", roles={None: "administrator"})
"""Who acts when nobody does: the command line and the workers."""
