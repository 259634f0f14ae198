"""A record as RDF, written in Turtle. What is said in it is ``metadata.crosswalks.dcterms``."""

from typing import TYPE_CHECKING

from app.services import labels
from app.services.reading import RecordView
from app.web import linked
from app.web.archive import archive
from metadata.crosswalks import dcterms
from metadata.crosswalks.dcterms import Blank, Iri, Node

if TYPE_CHECKING:
    from rdflib.term import Node as Term


def turtle(view: RecordView) -> str:
    """Of what ``linked.open_view`` gave."""
    # Only who asks for Turtle pays for the library: 15 MB in a process.
    from rdflib import Graph, Literal, URIRef
    from rdflib.namespace import DCTERMS, XSD

    graph = Graph(bind_namespaces="none")
    for prefix, namespace in dcterms.PREFIXES.items():
        graph.bind(prefix, namespace)
    base = archive().settings.base_url
    address = f"{base}/records/{view.identifier}"
    metadata = labels.public(view.metadata)
    for subject, predicate, value in dcterms.triples(address, view.kind, metadata, linked.related(metadata)):
        graph.add((_term(subject), _term(predicate), _term(value)))
    thing = URIRef(address)
    graph.add((thing, DCTERMS.identifier, Literal(view.identifier)))
    graph.add((thing, DCTERMS.modified, Literal(view.changed_at.date().isoformat(), datatype=XSD.date)))
    for language, name in view.unit.items():
        graph.add((thing, DCTERMS.publisher, Literal(name, lang=language)))
    return graph.serialize(format="turtle")


def _term(node: Node) -> "Term":
    from rdflib import BNode, Literal, URIRef

    if isinstance(node, Iri):
        return URIRef(node.value)
    if isinstance(node, Blank):
        return BNode(f"b{node.number}")
    return Literal(node.value, lang=node.lang or None, datatype=URIRef(node.datatype) if node.datatype else None)
