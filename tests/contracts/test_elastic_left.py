"""What only the engine on a cluster promises: nothing of a killed process stays there."""

from datetime import timedelta

import pytest

from app.search.elastic import ElasticIndex
from app.search.elastic import indexes as kept
from app.search.elastic.cluster import Place, connected
from tests.contracts.search_documents import record

pytestmark = pytest.mark.elasticsearch


class Killed(BaseException):
    pass


def test_an_index_whose_maker_was_killed_before_it_answered_goes_once_another_answers(
    elasticsearch_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = ElasticIndex(elasticsearch_url)

    first = kept.Indexes.first

    def killed(self: kept.Indexes) -> None:
        monkeypatch.setattr(type(self._client.cluster), "health", kill)
        first(self)

    def kill(*_: object, **__: object) -> None:
        monkeypatch.undo()
        raise Killed

    monkeypatch.setattr(kept.Indexes, "first", killed)
    with pytest.raises(Killed):
        index.put([record("a", "Voi")])
    index.anew([[record("a", "Voi")]], lambda _records: [])
    monkeypatch.setattr(kept, "LEFT", timedelta(0))
    index.sweep()
    place = Place.of(elasticsearch_url)
    assert len(connected(place).indices.get(index=f"{place.name}.*")) == 1
    assert index.count() == 1
