"""How often a thing recurs, written in one line. On which days that falls is computed by the calendar service.

::

    RULE[/END][;every=N][;from=YEAR][;words=TEXT]

    --04-14                 the solar day, 14 April           --*-15       the 15th of every month
    --04-sun.2              the second Sunday of April        --*-sun      every Sunday
    lunar:01-15             a day of the Vietnamese lunar calendar; lunar:06L-15 in the leap month
    lunar:12-30             the last day of the month where it has no 30th
    lunar:02-dragon.1       the first Dragon (Thìn) day of the lunar month; .last the last, no number every one
    cham:07-01              another calendar by its tag (vocabulary ``calendars``)
    season:11/12            some time from November to December; season:lunar:01/03 by the lunar calendar
    words=TEXT              words alone, where nobody can say in which months

    --12-12/--12-14  lunar:01-15/01-17  until a day of the same calendar
    lunar:01-15/P3D                     for three days
    every=3;from=2019                   every third year, of which 2019 was one (Gregorian years)

``words`` come last and hold anything: how the people say it, such as "after the rice harvest".
"""

from metadata.recurrence.grammar import LONGEST, parse
from metadata.recurrence.rules import LAST, LUNAR, SOLAR, Fixed, Named, Recurrence, Rule, Season

__all__ = ["LAST", "LONGEST", "LUNAR", "SOLAR", "Fixed", "Named", "Recurrence", "Rule", "Season", "parse"]
