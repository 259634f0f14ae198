"""What the synthesiser says in the samples, and its captions. The voice is a machine's, and says so first.

Each sentence is spoken by itself, so that its caption stands exactly as long as it is heard.
"""

from dataclasses import dataclass
from pathlib import Path
from subprocess import run

from app.sample.studio.sound import RATE, Sound, mixed, read

PAUSE = 0.55


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence to be spoken in Vietnamese, and what its captions say."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Cue:
    start: float
    end: float
    line: Line


GONG_FILM = (
    Line(
        "Đây là phim mẫu do Chiêng làm ra: hình vẽ, tiếng chiêng và giọng nói đều do máy tạo.",
        "This is a sample film made by Chiêng: the drawings, the gongs and the voice all come from a machine.",
    ),
    Line(
        "Từ sáng sớm, bà con dựng cây nêu và sửa soạn lễ vật.",
        "From early morning the villagers raise the ritual pole and prepare the offerings.",
    ),
    Line(
        "Già làng khấn mời thần linh, tổ tiên và hồn lúa về chung vui.",
        "The village elder calls the spirits, the ancestors and the soul of the rice to join them.",
    ),
    Line(
        "Tiếng chiêng cất lên, mọi người nối nhau múa quanh sân lễ.",
        "The gongs begin, and people dance one behind another around the yard.",
    ),
    Line("Rồi cùng ăn cơm mới, uống rượu cần.", "Then they eat the new rice and drink jar wine together."),
)
CLOSED_FILM = (
    Line(
        "Đoạn phim này là mẫu của một tệp có giới hạn.",
        "This clip is a sample of a restricted file.",
    ),
    Line(
        "Chỉ người đã đăng nhập mới xem được.",
        "Only people who have signed in can watch it.",
    ),
)
MOON_READING = (
    Line("Đây là giọng đọc do máy tạo, làm mẫu cho kho Chiêng.", "This is a machine's voice, a sample for Chiêng."),
    Line(
        "Đêm rằm tháng Mười âm lịch, bà con Khơ-me bày cốm dẹp, dừa, chuối, khoai ra sân để cúng trăng.",
        "On the full-moon night of the tenth lunar month, Khmer families set out flattened young rice, coconuts,"
        " bananas and yams in the yard as offerings to the moon.",
    ),
    Line(
        "Khi trăng lên cao, người chủ lễ khấn tạ ơn, rồi đút cốm dẹp cho từng em nhỏ.",
        "When the moon stands high, the celebrant gives thanks, then feeds a pinch of flattened rice to each child.",
    ),
    Line(
        "Tên lễ, Ok Om Bok, có nghĩa là đút cốm dẹp.",
        "The name of the feast, Ok Om Bok, means feeding flattened rice.",
    ),
)
LAKE_READING = (
    Line("Đây là giọng đọc do máy tạo, làm mẫu cho kho Chiêng.", "This is a machine's voice, a sample for Chiêng."),
    Line(
        "Tiếng địa phương gọi hồ Ba Bể là Slam Pé, nghĩa là ba hồ.",
        "In the local tongue Ba Bể lake is Slam Pé, the three lakes.",
    ),
    Line("Ba hồ nối nhau giữa những dãy núi đá vôi.", "The three lie joined among limestone hills."),
    Line(
        "Mùng mười tháng Giêng, bà con Tày quanh hồ mở hội xuống đồng.",
        "On the tenth of the first lunar month the Tày around the lake hold the feast of going down to the fields.",
    ),
)


def speak(lines: tuple[Line, ...], folder: Path, start: float = 0.0) -> tuple[Sound, tuple[Cue, ...]]:
    """The lines one after the other, with the time of each; the first begins at ``start`` seconds."""
    parts: list[tuple[float, float, Sound]] = []
    cues: list[Cue] = []
    for number, line in enumerate(lines):
        raw, wide = folder / f"{number}.raw.wav", folder / f"{number}.wav"
        run(["espeak-ng", "-v", "vi", "-s", "150", "-p", "42", "-w", str(raw), line.vi], check=True)
        run(["sox", "-D", str(raw), "-r", str(RATE), "-c", "1", "-b", "16", str(wide), "gain", "-n", "-3"], check=True)
        sound = read(wide)
        parts.append((start, 1.0, sound))
        cues.append(Cue(start, start + len(sound) / RATE, line))
        start = cues[-1].end + PAUSE
    return mixed(parts, cues[-1].end + PAUSE), tuple(cues)


def webvtt(cues: tuple[Cue, ...], language: str) -> str:
    """Captions in one language, by the W3C's WebVTT."""
    blocks = (
        f"{number}\n{_clock(cue.start)} --> {_clock(cue.end)}\n{getattr(cue.line, language)}\n"
        for number, cue in enumerate(cues, 1)
    )
    return "WEBVTT\n\n" + "\n".join(blocks)


def _clock(seconds: float) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{thousandths:03}"
