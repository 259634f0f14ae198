"""What is known of a recording before anything is made of it. Finding out is ``probe``."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class AvInfo:
    """``width`` and ``height`` are as displayed: turned upright, in square pixels; 0 without a picture. Durations are
    in seconds; those of single streams are ``None`` where the container does not say. ``interlaced`` also holds where
    only the frames themselves can tell. ``endless``: a WAVE whose header tells of less sound than there is.
    ``opposed``: two channels that would silence each other in one, as with a microphone that is wired the wrong way;
    known once the sound has been heard."""

    duration: float
    container: str
    video_index: int | None = None
    audio_index: int | None = None
    video_codec: str = ""
    audio_codec: str = ""
    width: int = 0
    height: int = 0
    fps: Fraction = Fraction(0)
    interlaced: bool = False
    hdr: bool = False
    channels: int = 0
    sample_rate: int = 0
    video_duration: float | None = None
    audio_duration: float | None = None
    endless: bool = False
    opposed: bool = False

    @property
    def has_video(self) -> bool:
        return self.video_index is not None

    @property
    def has_audio(self) -> bool:
        return self.audio_index is not None

    @property
    def codecs(self) -> tuple[str, ...]:
        return tuple(codec for codec in (self.video_codec, self.audio_codec) if codec)
