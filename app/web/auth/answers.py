"""What programs get: whether somebody may see a file, and where; a token to ask with, posted to the site that asks."""

import re
from dataclasses import dataclass

from flask import Response, jsonify, make_response, render_template, request

from app.errors import Busy, NotFound, SignInNeeded
from app.iiif import auth
from app.iiif.resources import Json
from app.services.passes import TOKEN, Opened, told
from app.services.reading import MediaView
from app.services.viewer import VISITOR, Viewer
from app.web import origins
from app.web.archive import archive, viewer
from app.web.auth.blueprint import Pace, blueprint, leaves
from app.web.errors import STATUS
from app.web.policy import policy

_PLAYED = {"m3u8": "application/vnd.apple.mpegurl", "mp4": "video/mp4", "m4a": "audio/mp4"}
_NAME = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*\.(m3u8|mp4|m4a)", re.ASCII)
_WHOLE = {"video": "progressive.mp4", "audio": "audio.m4a"}

_probes, _tokens = Pace(600), Pace(60)


@dataclass(frozen=True, slots=True)
class _Asked:
    """``token``: whoever asks has shown one, so that cookies of ours will not come along."""

    viewer: Viewer
    token: bool


@blueprint.get("/probe/<identifier>")
@blueprint.get("/probe/<identifier>/<name>")
def probe(identifier: str, name: str = "") -> Response:
    """Always 200; the status of the file itself is told within (5.2)."""
    try:
        _probes.keep()
        return _answer(_probed(identifier, name))
    except Busy as error:
        response = _answer(auth.crowded(STATUS[type(error)]))
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    except archive().db_errors:
        return _answer(auth.crowded(503))


@blueprint.get("/token")
def token() -> Response:
    """A page for a frame that is not shown, always with 200, so that its message is received (4.3). Nothing is posted
    where it isn't known to whom."""
    origin, message = origins.origin(request.args.get("origin", "")), request.args.get("messageId", "")
    try:
        _tokens.keep()
        said = _token(origin, message) if message else auth.refusal(message, "invalidRequest")
    except Busy:
        said = auth.refusal(message, "unavailable")
    except archive().db_errors:
        said = auth.refusal(message, "unavailable")
    response = make_response(render_template("auth/token.html", origin=origin, said=said if origin else None))
    response.headers["Content-Security-Policy"] = policy(form_action="'none'", frame_ancestors="")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.after_request
def _to_scripts_of_other_sites(response: Response) -> Response:
    if request.endpoint == "auth.probe":
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Accept"
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Max-Age"] = "86400"
    return response


def _probed(identifier: str, name: str) -> Json:
    asked = _asked()
    try:
        media = archive().reading.media(asked.viewer, identifier.partition("~")[0])
        located = _location(media, identifier, name, asked)
    except SignInNeeded:
        return auth.closed(known=asked.viewer.account_id is not None, substitute=_preview(asked, identifier))
    except NotFound:
        return auth.nothing()
    return auth.elsewhere(located) if asked.token and not media.everyone else auth.seen()


def _asked() -> _Asked:
    """By a token, where one is shown: then nobody else's session counts. One that is no good is nobody's."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return _Asked(viewer(), token=False)
    opened = archive().passes.opened_token(value.strip())
    if opened is None or opened.viewer is None or not _from_where_it_was_given(opened):
        return _Asked(VISITOR, token=True)
    return _Asked(opened.viewer, token=True)


def _from_where_it_was_given(opened: Opened) -> bool:
    """Browsers name the origin with every question across sites; without one it is a question within our own, or no
    browser's."""
    named = request.headers.get("Origin")
    return named is None or told(opened, origins.origin(named))


def _location(media: MediaView, identifier: str, name: str, asked: _Asked) -> Json:
    """The same file at an address that opens for a while. Raises ``NotFound`` for a name that is none."""
    account = asked.viewer.account_id
    root = archive().settings.base_url
    if asked.token and account is not None and not media.everyone:
        root += f"/pass/{archive().passes.for_file(account, media)}"
    if media.type in _WHOLE:
        return _played(media, identifier, name or _WHOLE[media.type], root)
    if name or (media.type == "image") != ("~" not in identifier):
        raise NotFound("media.not_found")
    return auth.image(f"{root}/iiif/image/3/{identifier}")


def _played(media: MediaView, identifier: str, name: str, root: str) -> Json:
    matched = _NAME.fullmatch(name)
    if matched is None or identifier != media.id:
        raise NotFound("media.not_found")
    kind = "Sound" if media.type == "audio" or name.startswith("audio") else "Video"
    mime = "audio/mp4" if kind == "Sound" and matched[1] != "m3u8" else _PLAYED[matched[1]]
    return {"id": f"{root}/media/{media.id}/{name}", "type": kind, "format": mime}


def _preview(asked: _Asked, identifier: str) -> Json | None:
    """Of a document its first page, which stands for no other."""
    media_id, _, page = identifier.partition("~")
    if page not in ("", "1"):
        return None
    try:
        media = archive().reading.previewed(asked.viewer, media_id)
    except SignInNeeded:
        return None
    if media.type == "audio":
        return None
    name = "poster.webp" if media.type == "video" else "thumbnail.webp"
    return auth.preview(f"{archive().settings.base_url}/media/{media_id}/{name}")


def _token(origin: str, message: str) -> Json:
    if origin == origins.ours() and (account := viewer().account_id) is not None:
        return auth.token(message, archive().passes.token(account, origin), TOKEN)
    found = [archive().passes.opened_leave(one) for one in leaves()]
    if not found:
        return auth.refusal(message, "missingAspect")
    given = [one for one in found if one is not None]
    mine = [one for one in given if told(one, origin)]
    if not mine:
        return auth.refusal(message, "invalidOrigin" if given else "invalidAspect")
    account = mine[0].viewer.account_id if mine[0].viewer else None
    if account is None:
        return auth.refusal(message, "expiredAspect")
    return auth.token(message, archive().passes.token(account, origin), TOKEN)


def _answer(document: Json) -> Response:
    response = jsonify(document)
    response.headers["Content-Type"] = f'application/ld+json;profile="{auth.CONTEXT}"'
    response.headers["Cache-Control"] = "private, no-store"
    response.vary.update(("Authorization", "Cookie"))
    return response
