"""Formats that the archive does not take in, and what whoever sent such a file can do instead."""

import re
from typing import Final

from app.media.formats import ending_of

UNKNOWN: Final = "media.unknown_format"
TO_PDF: Final = "media.save_as_pdf"
TO_UNPACK: Final = "media.unpack_first"
TO_PICTURE: Final = "media.picture_unknown"
TO_DEVELOP: Final = "media.camera_raw"

_DOCUMENTS: Final = re.compile(
    "azw3?|chm|csv|djvu?|do[ct][mx]?|eps|epub|fb2|fdf|html?|indd|md|mht(ml)?|mobi|od[pst]|one|oxps|pages|pp[st]x?|ps|pub"
    "|rtf|tex|te?xt|vsdx?|wpd|wps|xfdf|xlsx?|xps"
)
_PACKED: Final = re.compile("7z|bz2|cab|cb[7rz]|gz|iso|rar|tar|tgz|xz|zip|zst")
_PICTURES: Final = re.compile(
    "ai|bpg|cdr|dcm|dds|emf|exr|fits?|hdp|hdr|icns|ico|jbig2?|jng|jxl|jxr|odg|p[bgnp]m|pcx|pict?|psb|psd|psp|qoi|ras|sgi"
    "|svgz?|tga|wdp|wmf|xbm|xcf|xpm"
)
_RAW: Final = re.compile(
    "3fr|arw|cr[23w]|dcr|dng|erf|fff|gpr|iiq|k25|kdc|mef|mos|mrw|ne[fr]|nrw|orf|pef|raf|raw|rw[2lz]|sr[2fw]|srw|x3f"
)
# What libmagic tells by a clear mark; noise passes for some others.
_PICTURE_TYPES: Final = re.compile(
    r"application/dicom|image/(bpg|emf|jx[lr]|svg\+xml|vnd\.adobe\..+|wmf|x-exr|x-portable-.+|x-xcf)"
)
_RAW_TYPES: Final = re.compile("image/x-(canon|nikon|olympus|fuji|panasonic|sony|minolta|pentax|sigma|foveon|adobe)-.+")
_DOCUMENT_TYPES: Final = (
    "application/postscript",
    "application/vnd.fdf",
    "application/x-mobipocket-ebook",
    "image/vnd.djvu",
    "text/html",
)
_PACKED_TYPES: Final = (
    "application/gzip",
    "application/x-7z-compressed",
    "application/x-bzip2",
    "application/x-gzip",
    "application/x-rar",
    "application/x-tar",
    "application/x-xz",
    "application/zip",
)


def advice(filename: str, mime: str = "") -> str:
    """The code of the problem that says what to do with a file that is not taken in. Its name says it better than its
    content: many formats are packed files."""
    ending = ending_of(filename)
    if _RAW.fullmatch(ending) or _RAW_TYPES.fullmatch(mime):
        return TO_DEVELOP
    if _PICTURES.fullmatch(ending):
        return TO_PICTURE
    packed = _PACKED.fullmatch(ending)
    if _DOCUMENTS.fullmatch(ending) or (mime in _DOCUMENT_TYPES and not packed):
        return TO_PDF
    if _PICTURE_TYPES.fullmatch(mime):
        return TO_PICTURE
    return TO_UNPACK if packed or mime in _PACKED_TYPES else UNKNOWN
