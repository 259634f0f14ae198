"""The IIIF Authorization Flow API 2.0 as JSON: services, what a probe answers, what a token says. Words in them for
people are here too, since viewers of other sites show them in a language of their own choice.

Who may see what is asked elsewhere (``app.services.access``); pages and headers are the web's.
"""

from typing import Any, Final

from app.iiif.resources import Json, filled
from app.iiif.work import LanguageMap

CONTEXT: Final = "http://iiif.io/api/auth/2/context.json"

_SIGN_IN: LanguageMap = {"vi": ["Đăng nhập vào {}"], "en": ["Sign in to {}"]}
_CONFIRM: LanguageMap = {"vi": ["Đăng nhập"], "en": ["Sign in"]}
_HEADING: LanguageMap = {"vi": ["Tư liệu này không mở cho tất cả mọi người"], "en": ["This is not open to everyone"]}
_NOTE: LanguageMap = {
    "vi": ["Những người giữ di sản này đã quyết định ai được xem. Nếu bạn là một trong số đó, mời bạn đăng nhập."],
    "en": ["Those whose heritage it is have decided who may see it. If you are one of them, please sign in."],
}
_REFUSED: LanguageMap = {
    "vi": ["Tài khoản của bạn chưa được phép xem tư liệu này. Bạn có thể hỏi đơn vị lưu giữ hoặc cộng đồng."],
    "en": ["Your account may not see this. You can ask the unit that keeps it, or the community."],
}
_NOTHING: LanguageMap = {"vi": ["Không có gì ở địa chỉ này"], "en": ["There is nothing at this address"]}
_LOOK_AGAIN: LanguageMap = {
    "vi": ["Tư liệu có thể đã được rút lại. Hãy mở lại trang của hồ sơ để xem còn gì."],
    "en": ["It may have been withdrawn. Open the page of the record again to see what is there."],
}
_CROWDED: LanguageMap = {
    "vi": ["Kho lưu trữ đang có quá nhiều yêu cầu"],
    "en": ["The archive has too many requests at the moment"],
}
_IN_A_MINUTE: LanguageMap = {
    "vi": ["Hãy thử lại sau một phút. Việc đăng nhập của bạn vẫn còn nguyên."],
    "en": ["Please try again in a minute. You are still signed in."],
}
_SIGN_OUT: LanguageMap = {"vi": ["Đăng xuất khỏi {}"], "en": ["Sign out of {}"]}
_PREVIEW: LanguageMap = {"vi": ["Hình nhỏ"], "en": ["Small picture"]}
_FAILED: LanguageMap = {"vi": ["Chưa xem được"], "en": ["It can't be shown yet"]}
_ASK_LEAVE: LanguageMap = {
    "vi": ["Hãy đăng nhập và cho phép trang này hiển thị những gì bạn được xem."],
    "en": ["Sign in, and allow this site to show you what you may see."],
}
ERRORS: dict[str, LanguageMap] = {
    "invalidRequest": {"vi": ["Trang này hỏi chưa đúng cách."], "en": ["This site did not ask as it should."]},
    "invalidOrigin": {
        "vi": ["Bạn chưa cho phép trang này. Hãy đăng nhập lại từ trang này."],
        "en": ["You have not allowed this site. Please sign in again from here."],
    },
    "missingAspect": {
        "vi": [*_ASK_LEAVE["vi"], "Nếu đã đăng nhập, có thể trình duyệt của bạn chặn cookie của trang khác."],
        "en": [*_ASK_LEAVE["en"], "If you have, your browser may be blocking cookies of other sites."],
    },
    "invalidAspect": _ASK_LEAVE,
    "expiredAspect": {
        "vi": ["Phiên của bạn đã hết. Hãy đăng nhập lại."],
        "en": ["Your session has ended. Please sign in again."],
    },
    "unavailable": _IN_A_MINUTE,
}
"""What a token service refuses by (4.5), with the words for it."""


def probe(base: str, host: str, thing: str) -> Json:
    """The probe service of ``thing`` (``FILE``, ``FILE~PAGE`` or ``FILE/NAME``), with all that it leads to. ``host``
    is told to people, who must see where they sign in (3.3.1)."""
    auth = f"{base}/iiif/auth/2"
    return {
        "id": f"{auth}/probe/{thing}",
        "type": "AuthProbeService2",
        "errorHeading": _HEADING,
        "errorNote": _NOTE,
        "service": [
            {
                "id": f"{auth}/access",
                "type": "AuthAccessService2",
                "profile": "active",
                "label": _at(_SIGN_IN, host),
                "heading": _HEADING,
                "note": _NOTE,
                "confirmLabel": _CONFIRM,
                "service": [
                    {
                        "id": f"{auth}/token",
                        "type": "AuthAccessTokenService2",
                        "errorHeading": _FAILED,
                        "errorNote": _ASK_LEAVE,
                    },
                    {"id": f"{auth}/logout", "type": "AuthLogoutService2", "label": _at(_SIGN_OUT, host)},
                ],
            }
        ],
    }


def seen() -> Json:
    return _result(200)


def elsewhere(location: Json) -> Json:
    """A 302 is the one answer that may have a location (5.2)."""
    return _result(302) | {"location": location}


def closed(*, known: bool, substitute: Json | None = None) -> Json:
    """``known``: whoever asks has an account, which may not see it."""
    told = _result(401) | {"heading": _HEADING, "note": _REFUSED if known else _NOTE}
    return told | ({"substitute": [substitute]} if substitute else {})


def nothing() -> Json:
    """The same for what never was and for what nobody is told of."""
    return _result(404) | {"heading": _NOTHING, "note": _LOOK_AGAIN}


def crowded(status: int) -> Json:
    return _result(status) | {"heading": _CROWDED, "note": _IN_A_MINUTE}


def preview(address: str) -> Json:
    return {"id": address, "type": "Image", "format": "image/webp", "label": _PREVIEW}


def token(message: str, value: str, seconds: int) -> Json:
    said = {"type": "AuthAccessToken2", "messageId": message, "accessToken": value, "expiresIn": seconds}
    return {"@context": CONTEXT} | said


def refusal(message: str, profile: str) -> Json:
    """``profile`` is one of ``ERRORS``."""
    said = {"type": "AuthAccessTokenError2", "profile": profile, "messageId": message}
    heading = _CROWDED if profile == "unavailable" else _FAILED
    return {"@context": CONTEXT} | said | {"heading": heading, "note": ERRORS[profile]}


def image(address: str, number: int = 3, services: list[Json] | None = None) -> Json:
    """A picture with its service, whose address ends without a slash."""
    service = {"id": address, "type": f"ImageService{number}", "profile": "level2", "service": services}
    body = {"id": f"{address}/full/max/0/default.jpg", "type": "Image", "format": "image/jpeg"}
    return body | {"service": [filled(service)]}


def _result(status: int) -> Json:
    return {"@context": CONTEXT, "type": "AuthProbeResult2", "status": status}


def _at(words: LanguageMap, host: str) -> dict[str, Any]:
    return {tag: [text.format(host) for text in texts] for tag, texts in words.items()}
