"""Pages as they come from a scanner or a printer, drawn with Debian's Noto fonts."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT = Path("/usr/share/fonts/truetype/noto/NotoSerif-Regular.ttf")
STORY = (
    "Lễ hội đâm trâu của người Xtiêng ở xã Bù Đăng",
    "được tổ chức sau mùa thu hoạch, khi kho lúa đã đầy.",
    "Già làng đánh ba hồi chiêng mời thần linh về dự,",
    "phụ nữ dệt thổ cẩm, thanh niên uống rượu cần.",
)
TONES = ("Mẹ mẻ mè mé mẽ me, bà bá bả bã bạ ba.", "Thuở ấy nghỉ lễ, khuỷu tay, quỹ, huỷ, tuỳ, luỹ.")


def drawn(lines: Sequence[str] = STORY, size: int = 40, *, left: int = 60) -> Image.Image:
    """Black on white, in one column."""
    font = ImageFont.truetype(FONT, size)
    width = left * 2 + max((round(font.getlength(line)) for line in lines), default=900)
    picture = Image.new("L", (width, 120 + round(len(lines) * size * 1.6)), 255)
    written(picture, lines, size, left)
    return picture


def written(picture: Image.Image, lines: Sequence[str], size: int, left: int, top: int = 60) -> None:
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(FONT, size)
    for number, line in enumerate(lines):
        pen.text((left, top + round(number * size * 1.6)), line, font=font, fill=0)


def columns() -> Image.Image:
    """Two columns, as in a journal."""
    picture = Image.new("L", (1700, 700), 255)
    for left, side in ((100, "trái"), (920, "phải")):
        written(picture, [f"Cột {side} dòng {number}: nghi lễ cúng thần" for number in range(1, 8)], 34, left)
    return picture


def scan(target: Path, *pictures: Image.Image, dpi: int = 200) -> Path:
    """A PDF of pictures, without a text of its own."""
    first, *others = (picture.convert("L") for picture in pictures)
    first.save(target, resolution=dpi, save_all=True, append_images=others)
    return target


def errors(seen: str, meant: str) -> float:
    """The character error rate: how many letters have to be changed, of those that are meant."""
    row = list(range(len(meant) + 1))
    for at, letter in enumerate(seen, 1):
        diagonal, row[0] = row[0], at
        for other, wanted in enumerate(meant, 1):
            cost = min(row[other] + 1, row[other - 1] + 1, diagonal + (letter != wanted))
            diagonal, row[other] = row[other], cost
    return row[-1] / max(1, len(meant))
