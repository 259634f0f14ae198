"""Language tags."""

import pytest

from metadata.languages import canonical, well_formed


@pytest.mark.parametrize(
    "tag",
    [
        "vi",
        "en",
        "sti",
        "cjm-Cham",
        "blt-Tavt-VN",
        "vi-Hani",
        "zh-Hant-HK",
        "en-GB",
        "sl-rozaj-1994",
        "vi-x-bahnaric",
        "und",
    ],
)
def test_tags_of_bcp_47_are_well_formed(tag: str) -> None:
    assert well_formed(tag)
    assert canonical(tag) == tag
    assert canonical(tag.swapcase()) == tag


@pytest.mark.parametrize(
    "tag",
    [
        "",
        "v",
        "vn",
        "VN",
        "tiếng Việt",
        "vie-",
        "-vi",
        "vi_VN",
        "vi--VN",
        "vi ",
        "vi\n",
        "ｖｉ",
        "abcd",
        "v1",
        "x" * 10_000,
    ],
)
def test_slips_are_not(tag: str) -> None:
    assert not well_formed(tag)
