"""What can go wrong, as one family. A subclass exists where a caller acts differently; the HTTP status of each is in
``app.web.errors`` and the sentence a person reads in ``app.web.problems``."""

from collections.abc import Iterable

from metadata.problem import Problem


class ArchiveError(Exception):
    """Carries one ``Problem`` or several; never a sentence."""

    def __init__(self, problem: Problem | str, *more: Problem) -> None:
        self.problem = Problem(problem) if isinstance(problem, str) else problem
        self.problems: tuple[Problem, ...] = (self.problem, *more)
        super().__init__(self.problem.code)

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> "ArchiveError":
        first, *rest = problems
        return cls(first, *rest)


class BadRequest(ArchiveError):
    """What was asked can't be understood."""


class NotFound(ArchiveError):
    """Nothing is there for this viewer, whether or not it exists."""


class Gone(ArchiveError):
    """It was published for everyone and has been withdrawn."""


class SignInNeeded(ArchiveError):
    """It is announced: who signs in as somebody who may, sees it."""


class NotAllowed(ArchiveError):
    """The viewer is known and may not do this."""


class Invalid(ArchiveError):
    """The description breaks rules of its profile; every broken rule is a problem."""


class Stale(ArchiveError):
    """Somebody else saved in between. ``head`` is the version that is now the newest."""

    def __init__(self, problem: Problem, head: int) -> None:
        super().__init__(problem)
        self.head = head


class MediaRefused(ArchiveError):
    """A file that can't be taken in, or not be read any further."""


class TooLarge(ArchiveError):
    """More bytes, rows or pixels than the limit in ``expected``."""


class Busy(ArchiveError):
    """Try again in ``retry_after`` seconds."""

    def __init__(self, problem: Problem | str, retry_after: int) -> None:
        super().__init__(problem)
        self.retry_after = retry_after


class Overloaded(Busy):
    """All places that this process has for such work are taken."""


class SearchUnavailable(ArchiveError):
    """The engine does not answer; records, media and manifests still do."""


class Damaged(ArchiveError):
    """Bytes that are kept are not those that were taken in."""


class SetupError(ArchiveError):
    """The installation lacks something; told to who runs it."""
