"""PDF files of a few hundred bytes, written by hand: ordinary, turned, huge, and locked with a password."""

import hashlib
from pathlib import Path

_PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def page(words: str = "", *, box: str = "0 0 200 100", more: str = "") -> tuple[str, bytes]:
    """A page's own entries and its content: ``words`` (ASCII) in Helvetica."""
    return f"/MediaBox [{box}] {more}", f"BT /F1 12 Tf 10 50 Td ({words}) Tj ET".encode()


def old_page(codes: bytes, *, more: str = "") -> tuple[str, bytes]:
    """A page whose letters are bytes that only its font knows."""
    words = "".join(f"\\{code:03o}" for code in codes)
    return f"/MediaBox [0 0 600 100] {more}", f"BT /F1 12 Tf 10 50 Td ({words}) Tj ET".encode()


def pictured(page: tuple[str, bytes]) -> tuple[str, bytes]:
    """The same page on a picture that covers all of it, as a scanner's app makes them."""
    entries, content = page
    return entries, b"q 200 0 0 100 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q " + content


def pdf(target: Path, *pages: tuple[str, bytes], password: str | None = None, font: str = "Helvetica") -> Path:
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(f"<< /Type /Font /Subtype /Type1 /BaseFont /{font} /Encoding /WinAnsiEncoding >>".encode())
    for n, (entries, content) in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R {entries} /Contents {5 + 2 * n} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream")
    trailer = "/Root 1 0 R /ID [<00112233> <00112233>]"
    if password is not None:
        objects.append(_lock(password.encode()))
        trailer += f" /Encrypt {len(objects)} 0 R"
    target.write_bytes(_file(objects, trailer))
    return target


def _file(objects: list[bytes], trailer: str) -> bytes:
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} {trailer} >>\n"
    return body + f"{end}startxref\n{len(body)}\n%%EOF\n".encode()


def _lock(password: bytes) -> bytes:
    """The standard handler of PDF 1.4, revision 2 (ISO 32000-1, 7.6.3): RC4 with 40 bits, one password for all."""
    padded = (password + _PAD)[:32]
    owner = _rc4(hashlib.md5(padded).digest()[:5], padded)
    key = hashlib.md5(padded + owner + (0xFFFFFFFC).to_bytes(4, "little") + bytes.fromhex("00112233")).digest()[:5]
    user = _rc4(key, _PAD)
    return f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{owner.hex()}> /U <{user.hex()}> >>".encode()


def _rc4(key: bytes, data: bytes) -> bytes:
    state, at = list(range(256)), 0
    for n in range(256):
        at = (at + state[n] + key[n % len(key)]) % 256
        state[n], state[at] = state[at], state[n]
    done, first, second = bytearray(), 0, 0
    for byte in data:
        first = (first + 1) % 256
        second = (second + state[first]) % 256
        state[first], state[second] = state[second], state[first]
        done.append(byte ^ state[(state[first] + state[second]) % 256])
    return bytes(done)
