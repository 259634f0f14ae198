"""What is wrong with a value, as data. The sentence that a person reads is made at the edge, in their language."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """``path`` names the field as import files do (``title@vi``, ``ritualStep.2.officiant``); ``value`` is what was
    given, ``expected`` what would do. ``code`` is the key of the sentence."""

    code: str
    path: str = ""
    value: str = ""
    expected: str = ""
