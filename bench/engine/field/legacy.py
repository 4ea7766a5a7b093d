"""An XForm as older converters wrote it: absolute paths, and repeats by their template alone."""

from __future__ import annotations

import re

from lxml import etree

_X = "{http://www.w3.org/2002/xforms}"
_JR = "{http://openrosa.org/javarosa}"
_RELATIVE = re.compile(r"(?:current\(\)/)?(?:\.\./)+[\w.-]+(?:/[\w.-]+)*(?!\()")
_READ = {_X + "output": "value", _X + "itemset": "nodeset", _X + "setvalue": "value"}


def legacy(xform: str, *, templates: bool) -> str:
    """The same form with absolute paths; with `templates` without instances beside them."""
    root = etree.fromstring(xform.encode(), etree.XMLParser(resolve_entities=False))
    for bind in root.iter(_X + "bind"):
        for name, text in bind.items():
            if name != "nodeset":
                bind.set(name, _absolute(text, bind.get("nodeset", "")))
    for element in root.iter(_X + "repeat", *_READ):
        _rewrite(element)
    if templates:
        _drop_instances(root)
    return etree.tostring(root, encoding="unicode")


def _rewrite(element: etree._Element) -> None:
    name = _READ.get(str(element.tag), _JR + "count")
    text, context = element.get(name), _context(element)
    if text and context:
        element.set(name, _absolute(text, context))


def _context(element: etree._Element) -> str:
    """Where the expressions of an element of the body stand."""
    if element.tag == _X + "repeat":
        return element.get("nodeset", "")
    for one in (element, *element.iterancestors()):
        if one.get("ref", "").startswith("/"):
            return str(one.get("ref"))
    return ""


def _absolute(text: str, context: str) -> str:
    def path(found: re.Match[str]) -> str:
        steps = context.split("/")[1:]
        for step in found[0].removeprefix("current()/").split("/"):
            steps = steps[:-1] if step == ".." else [*steps, step]
        return f" /{'/'.join(steps)} "

    return _RELATIVE.sub(path, text)


def _drop_instances(root: etree._Element) -> None:
    for template in list(root.iter()):
        following = template.getnext()
        if (
            template.get(_JR + "template") is not None
            and following is not None
            and following.tag == template.tag
        ):
            parent = following.getparent()
            assert parent is not None
            parent.remove(following)
