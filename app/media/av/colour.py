"""In which colours a film was kept, said or not, and the filters that bring it to those which all its rungs say that
they have. What is said of a stream comes from ``probe``.

Players guess where a film says nothing, by the size of each rung: without words a film of 720 lines changes its
colours when its player changes rungs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

HDR_TRANSFERS: Final = ("smpte2084", "arib-std-b67")
# What ITU-R BT.601 and BT.709 name, and what players everywhere show as it is meant.
PLAIN_MATRICES: Final = ("bt709", "bt470bg", "smpte170m")
PLAIN_PRIMARIES: Final = ("bt709", "bt470bg", "smpte170m", "bt470m")
# What the filter can turn into those; any other word is taken for none, and the film is shown by its size.
FOREIGN_MATRICES: Final = ("bt2020nc", "bt2020c", "smpte240m", "fcc", "ycgco")
FOREIGN_PRIMARIES: Final = ("bt2020", "smpte240m", "smpte431", "smpte432", "film", "ebu3213", "jedec-p22")
TRANSFERS: Final = ("bt709", "smpte170m", "smpte240m", "bt2020-10", "bt2020-12", "iec61966-2-1", *HDR_TRANSFERS)
# The base layer of Dolby Vision, by what it says others may take it for (ETSI TS 103 572: HDR10, SDR, HLG).
DOLBY_BASES: Final = {1: "smpte2084", 2: "bt709", 4: "arib-std-b67", 6: "smpte2084"}
# Reference white is at 203 cd/m² (ITU-R BT.2408); below it this curve leaves nearly everything as it is. Cameras that
# name their transfer and leave out the rest mean BT.2100, whose primaries and matrix are those of BT.2020.
TONEMAP: Final = (
    {"filter_name": "format", "pix_fmts": "yuv420p10le"},
    {"filter_name": "setparams", "color_primaries": "bt2020", "colorspace": "bt2020nc"},
    {"filter_name": "zscale", "t": "linear", "npl": 203},
    {"filter_name": "format", "pix_fmts": "gbrpf32le"},
    {"filter_name": "zscale", "p": "bt709"},
    {"filter_name": "tonemap", "tonemap": "mobius", "desat": 0},
    {"filter_name": "zscale", "t": "bt709", "m": "bt709", "r": "tv"},
)


@dataclass(frozen=True, slots=True)
class Colour:
    """``matrix``, ``primaries`` and ``transfer`` in FFmpeg's words, as said, else by convention. ``large``: with more
    lines than television had before it was high definition."""

    matrix: str = "bt709"
    primaries: str = "bt709"
    transfer: str = "bt709"
    large: bool = True

    @property
    def hdr(self) -> bool:
        return self.transfer in HDR_TRANSFERS

    @property
    def foreign(self) -> bool:
        """Neither wide in range nor what screens and players take for granted: BT.2020, the P3 of telephones."""
        return not self.hdr and (self.matrix not in PLAIN_MATRICES or self.primaries not in PLAIN_PRIMARIES)

    @property
    def shown(self) -> "Colour":
        """That of the rungs: a small film keeps the numbers of BT.601, which cost it nothing."""
        if self.large or self.hdr or self.foreign:
            return Colour()
        return Colour(self.matrix, self.primaries, "bt709" if self.primaries == "bt709" else "smpte170m", False)


def of(stream: Mapping[str, Any]) -> Colour:
    """By the rule that players have for films which say nothing: by their size."""
    width, height = sorted((int(stream["width"]), int(stream["height"])), reverse=True)
    large = width >= 1280 or height > 576
    tape = "bt470bg" if height == 576 else "smpte170m"
    usual = tape if not large and height in (480, 486, 576) else "bt709"
    return Colour(
        _said(stream, "color_space", (*PLAIN_MATRICES, *FOREIGN_MATRICES)) or ("bt709" if large else tape),
        _said(stream, "color_primaries", (*PLAIN_PRIMARIES, *FOREIGN_PRIMARIES)) or usual,
        _said(stream, "color_transfer", TRANSFERS) or DOLBY_BASES.get(_dolby(stream)[1], "bt709"),
        large,
    )


def _said(stream: Mapping[str, Any], name: str, known: tuple[str, ...]) -> str:
    said = str(stream.get(name, ""))
    return said if said in known else ""


def without_base(stream: Mapping[str, Any]) -> bool:
    """Dolby Vision whose numbers only its own players understand: to all others people are green (profiles 5, 10.0)."""
    profile, base = _dolby(stream)
    return profile in (5, 10) and base == 0


def _dolby(stream: Mapping[str, Any]) -> tuple[int, int]:
    for data in stream.get("side_data_list", ()):
        if "dv_profile" in data:
            return int(data["dv_profile"]), int(data.get("dv_bl_signal_compatibility_id", 0))
    return 0, 0


def scaling(colour: Colour, *, convert: bool) -> dict[str, str]:
    """Options for the scaler, which also gives a picture of red, green and blue its matrix."""
    later = convert and (colour.hdr or colour.foreign)
    own = "bt2020" if colour.hdr else _matrix(colour.matrix)
    return {"in_color_matrix": own, "out_color_matrix": own if later else _matrix(colour.shown.matrix)}


def _matrix(name: str) -> str:
    """In the scaler's words."""
    return {"bt2020nc": "bt2020", "bt2020c": "bt2020", "bt470bg": "bt601", "smpte170m": "bt601", "ycgco": "bt601"}.get(
        name, name
    )


def filters(colour: Colour, *, convert: bool) -> tuple[dict[str, Any], ...]:
    """``convert``: whether this machine's FFmpeg has what turns one world of colours into another."""
    if convert and colour.hdr:
        return TONEMAP[0], {**TONEMAP[1], "color_trc": colour.transfer}, *TONEMAP[2:]
    if convert and colour.foreign:
        return (
            {"filter_name": "format", "pix_fmts": "yuv420p10le"},
            _named(colour),
            {"filter_name": "zscale", "p": "bt709", "t": "bt709", "m": "bt709", "r": "tv"},
        )
    return (_named(colour.shown),)


def _named(colour: Colour) -> dict[str, Any]:
    names = {"colorspace": colour.matrix, "color_primaries": colour.primaries, "color_trc": colour.transfer}
    return {"filter_name": "setparams", **names}
