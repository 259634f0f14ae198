"""The indexes of one archive on a cluster: which one answers, which are written to, what is made anew beside.

An index is called ``NAME.vVERSION.TOKEN``. The alias ``NAME.live.vVERSION`` is the one that answers; it passes from one
index to the next at one instant. ``NAME.writes.vVERSION`` are those that whoever writes must write to: the one that
answers and any that is being made. Each has one more alias of its own, for writing: to write to an alias that is gone
is an error, where to write to an index that is gone would bring it back, empty and without a mapping.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from elasticsearch import BadRequestError, ConnectionTimeout, Elasticsearch, NotFoundError

from app.search.elastic.cluster import LONG
from app.search.elastic.mapping import IN_MAKING, IN_USE, MAPPING, settings
from app.search.fields import VERSION

Aliases = dict[str, dict[str, Any]]

BEAT = timedelta(minutes=1)
LEFT = timedelta(minutes=10)
"""Whoever makes an index tells that it is alive; what nobody has told of for so long was left by a killed process."""


@dataclass(frozen=True, slots=True)
class Target:
    """An index that must be written to; ``live``: it answers, else it is being made."""

    index: str
    live: bool

    @property
    def writing(self) -> str:
        return f"{self.index}.open"


class Indexes:
    def __init__(self, client: Elasticsearch, name: str, shards: int) -> None:
        self._client, self._name, self._shards = client, name, shards
        self.live = f"{name}.live.v{VERSION}"
        self._writes = f"{name}.writes.v{VERSION}"

    def targets(self) -> frozenset[Target]:
        """What must be written to; nothing before the first writing."""
        found = self._aliases(f"{self._name}.*.v{VERSION}")
        return frozenset(Target(index, self.live in aliases) for index, aliases in found.items())

    def first(self) -> None:
        """Makes the index of an archive that has none; two that try at once make the same one. It answers from when it
        can be searched on."""
        name = f"{self._name}.v{VERSION}.0"
        try:
            aliases: Aliases = {self._writes: {}, f"{name}.open": {}}
            # whoever is killed before it answers must not leave it to be written to for ever
            self._create(name, aliases, settings(self._shards), beat=datetime.now(UTC))
        except BadRequestError as error:
            if error.error != "resource_already_exists_exception":
                raise
        self._client.cluster.health(index=name, wait_for_status="yellow", timeout="5s")
        self._client.indices.put_alias(index=name, name=self.live)

    def outdated(self) -> bool:
        """Whether an index answered an earlier version of the archive, and none answers this one."""
        found = self._live_ones()
        return bool(found) and not any(self.live in aliases for aliases in found.values())

    @contextmanager
    def making(self) -> Iterator["Making"]:
        """An index to be made anew. What is not put in use is removed."""
        self.sweep()
        name = f"{self._name}.v{VERSION}.{secrets.token_hex(4)}"
        aliases: Aliases = {self._writes: {}, f"{name}.open": {}}
        self._create(name, aliases, {**settings(self._shards), **IN_MAKING}, beat=datetime.now(UTC))
        try:
            yield Making(self._client, self, Target(name, live=False))
        finally:
            if name not in self._live_ones():
                self._client.indices.delete(index=name, ignore_unavailable=True)

    def use(self, target: Target) -> None:
        """Puts an index in the place of the one that answers; that one is removed, of whichever version it is."""
        before = [index for index in self._live_ones() if index != target.index]
        self._client.indices.update_aliases(
            actions=[
                {"add": {"index": target.index, "alias": self.live}},
                *({"remove_index": {"index": index}} for index in before),
            ]
        )

    def sweep(self) -> None:
        """Removes what killed processes left half made."""
        found = self._client.indices.get(index=f"{self._name}.v*", expand_wildcards="all")
        live = self._live_ones()
        for index, told in found.items():
            beat = told["mappings"].get("_meta", {}).get("beat")
            if index not in live and beat and datetime.fromisoformat(beat) < datetime.now(UTC) - LEFT:
                self._client.indices.delete(index=index, ignore_unavailable=True)

    def beat(self, target: Target, at: datetime) -> None:
        self._client.indices.put_mapping(index=target.index, meta=_meta(at))

    def _create(self, name: str, aliases: Aliases, kept: dict[str, Any], beat: datetime | None = None) -> None:
        mappings = {**MAPPING, "_meta": _meta(beat)}
        self._client.indices.create(index=name, aliases=aliases, settings=kept, mappings=mappings)

    def _live_ones(self) -> dict[str, frozenset[str]]:
        """The indexes that answer, of all versions."""
        return self._aliases(f"{self._name}.live.v*")

    def _aliases(self, pattern: str) -> dict[str, frozenset[str]]:
        """The aliases like this of each index that has one."""
        try:
            found = self._client.indices.get_alias(name=pattern)
        except NotFoundError:
            return {}
        return {index: frozenset(told["aliases"]) for index, told in found.items()}


class Making:
    """An index that is being made anew, beside the one that answers."""

    def __init__(self, client: Elasticsearch, indexes: Indexes, target: Target) -> None:
        self._client, self._indexes = client, indexes
        self.target = target
        self._beaten = datetime.now(UTC)

    def beat(self) -> None:
        if (now := datetime.now(UTC)) - self._beaten > BEAT:
            self._indexes.beat(self.target, now)
            self._beaten = now

    def press(self) -> None:
        """One segment, as quick as can be; then it is as any that answers. What takes longer goes on in the cluster."""
        self._indexes.beat(self.target, datetime.now(UTC))
        with suppress(ConnectionTimeout):
            long = self._client.options(request_timeout=LONG)
            long.indices.forcemerge(index=self.target.index, max_num_segments=1)
        self._indexes.beat(self.target, datetime.now(UTC))
        self._client.indices.put_settings(index=self.target.index, settings=dict(IN_USE))

    def use(self) -> None:
        self._indexes.use(self.target)


def _meta(beat: datetime | None) -> dict[str, str]:
    return {"beat": beat.isoformat()} if beat else {}
