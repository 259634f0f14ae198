"""Addresses of the pages of communities, whose word counts, and of people who have agreed to have one."""

from flask import render_template, request

from app.web.archive import viewer
from app.web.language import say
from app.web.limits import ordinal
from app.web.site import sharing
from app.web.site.agents import agent_page
from app.web.site.asked import reader_of
from app.web.site.communities import communities_page, community_page
from app.web.site.routes import blueprint


@blueprint.get("/<lang>/communities")
def communities(lang: str) -> str:
    reader = reader_of(lang)
    shared = sharing.page(say(lang, "Communities"), type="CollectionPage")
    return render_template("site/communities.html", communities=communities_page(viewer(), reader), sharing=shared)


@blueprint.get("/<lang>/communities/<slug>")
def community(lang: str, slug: str) -> str:
    page = community_page(viewer(), slug, _asked_page(), reader_of(lang))
    return render_template("site/community.html", community=page, sharing=sharing.page(page.name, page.summary))


@blueprint.get("/<lang>/agents/<identifier>")
def agent(lang: str, identifier: str) -> str:
    page = agent_page(viewer(), identifier, _asked_page(), reader_of(lang))
    return render_template("site/agent.html", agent=page, sharing=sharing.page(page.name, type="ProfilePage"))


def _asked_page() -> int:
    return max(1, ordinal(request.args.get("page", "1")))
