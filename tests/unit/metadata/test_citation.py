"""References as programs read them: names in one piece and in their own order, one value a line."""

from dataclasses import replace
from datetime import date

from metadata.crosswalks.citation import Cited, bibtex, csl, ris

CITED = Cited(
    identifier="abcd2345",
    title="Lễ hội cồng chiêng",
    language="vi",
    kind="Lễ hội",
    keeper="Sở Văn hóa, Thể thao và Du lịch Đồng Nai",
    archive="Chiêng",
    address="https://archive.test/records/abcd2345",
    accessed=date(2026, 11, 22),
    issued=date(2026, 3, 1),
    authors=("Điểu K’Bé", "Nguyễn Thị Hoa"),
    other_titles=("Gong festival",),
)


def test_vietnamese_names_are_never_turned_round_or_cut() -> None:
    assert csl(CITED)[0]["author"] == [{"literal": "Điểu K’Bé"}, {"literal": "Nguyễn Thị Hoa"}]
    assert "AU  - Nguyễn Thị Hoa\r\n" in ris(CITED)
    assert "author = {{Điểu K’Bé} and {Nguyễn Thị Hoa}}" in bibtex(CITED)
    for written in (ris(CITED), bibtex(CITED)):
        assert "Hoa, Nguyễn" not in written


def test_a_reference_has_its_kind_keeper_address_and_days() -> None:
    told = csl(CITED)[0]
    assert told["issued"] == {"date-parts": [[2026, 3, 1]]}
    assert told["accessed"] == {"date-parts": [[2026, 11, 22]]}
    assert (told["genre"], told["archive"], told["URL"]) == ("Lễ hội", "Chiêng", CITED.address)
    lines = ris(CITED).split("\r\n")
    assert lines[0] == "TY  - GEN"
    assert lines[-2:] == ["ER  - ", ""]
    assert {"PY  - 2026", "DA  - 2026/03/01", f"UR  - {CITED.address}", "TT  - Gong festival"} <= set(lines)
    assert bibtex(CITED).startswith("@misc{chieng-abcd2345,\n")


def test_what_is_not_known_is_not_told() -> None:
    bare = replace(CITED, issued=None, authors=(), keeper="")
    assert csl(bare)[0].keys().isdisjoint({"issued", "author", "publisher"})
    assert not {"AU", "PY", "DA", "PB"} & {line[:2] for line in ris(bare).split("\r\n")}
    assert "author" not in bibtex(bare)


def test_no_value_begins_a_field_or_a_command() -> None:
    hostile = replace(CITED, title="A\r\nER  - \r\nTY  - JOUR\n}@book{x, \\input{/etc/passwd} 50% & #1_$")
    lines = ris(hostile).split("\r\n")
    assert [line[:2] for line in lines].count("TY") == 1
    assert [line[:2] for line in lines].count("ER") == 1
    written = bibtex(hostile)
    assert "\\input{" not in written
    assert "\\}@book\\{x" in written
    assert "50\\% \\& \\#1\\_\\$" in written
