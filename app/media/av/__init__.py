"""Sound and film, by FFmpeg: what a file holds, and the derivatives that players need. Files in, files out; records,
jobs and addresses are not known here.

``inspect`` first; then ``transcode_video`` where ``has_video``, else ``transcode_audio``: a "video" without a picture
is a sound recording.
"""

from app.media.av.aside import temporary_siblings
from app.media.av.info import AvInfo
from app.media.av.playlists import Rung
from app.media.av.probe import inspect
from app.media.av.stills import poster
from app.media.av.transcode import transcode_audio, transcode_video

__all__ = ["AvInfo", "Rung", "inspect", "poster", "temporary_siblings", "transcode_audio", "transcode_video"]
