"""What is known of a recording before anything is made of it. Finding out is ``probe``."""

from dataclasses import dataclass, field, replace
from fractions import Fraction

from app.media.av.colour import Colour
from app.media.av.tracks import Track


@dataclass(frozen=True, slots=True)
class AvInfo:
    """``width`` and ``height`` are as displayed: turned upright, in square pixels; 0 without a picture. Durations are
    in seconds; those of single streams are ``None`` where the container does not say. ``interlaced`` also holds where
    only the frames themselves can tell. ``endless``: a WAVE whose header tells of less sound than there is.
    ``opposed``: two channels that would silence each other in one, as with a microphone that is wired the wrong way;
    known once the sound has been heard; so is ``offset``: how far its middle lies from zero, as with worn sound cards.
    ``right_index``: a second stream that is the right channel of ``audio_index``. ``others``: sounds to turn to when
    the one chosen proves silent. ``audio_starts``: seconds after the file does. ``captions``: how many streams of
    subtitles there are; none of them is shown. ``unread``: ``video`` or ``audio`` of which no stream can be read."""

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
    colour: Colour = field(default_factory=Colour)
    channels: int = 0
    sample_rate: int = 0
    video_duration: float | None = None
    audio_duration: float | None = None
    audio_starts: float = 0.0
    right_index: int | None = None
    others: tuple[Track, ...] = ()
    captions: int = 0
    unread: frozenset[str] = frozenset()
    endless: bool = False
    opposed: bool = False
    offset: float = 0.0

    def hearing(self, track: Track) -> "AvInfo":
        return replace(
            self,
            audio_index=track.index,
            right_index=track.right,
            audio_codec=track.codec,
            channels=track.channels,
            sample_rate=track.rate,
            audio_duration=track.seconds,
            audio_starts=track.starts,
        )

    @property
    def hdr(self) -> bool:
        return self.colour.hdr

    @property
    def has_video(self) -> bool:
        return self.video_index is not None

    @property
    def has_audio(self) -> bool:
        return self.audio_index is not None

    @property
    def codecs(self) -> tuple[str, ...]:
        return tuple(codec for codec in (self.video_codec, self.audio_codec) if codec)
