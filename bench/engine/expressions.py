"""Single expressions in both peers and in our engine, each as the calculate of a small form.

`python -m bench.engine.expressions TEXTFILE OUT.json` records what both peers say.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from bench.engine import peers
from bench.engine.peers import Engine, PeerError
from bench.engine.states import canonical

Said = dict[str, str]
BATCH = 50
# A form with one node of each kind that expressions read; calculations stand for `{outs}`.
FORM = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>e</h:title><model>
<instance><d id="e" version="1"><e/><i>5</i><n>2.5</n><n10>10.0</n10><s>abc</s><bf>false</bf>
<zero>0</zero><sel>a c</sel><sel1>b</sel1><d1>2012-02-29</d1><d2>2011-02-28</d2>
<t1>06:00:00.000Z</t1><t2>18:30:00.000Z</t2><dt1>2012-02-29T12:00:00.000Z</dt1>
<p>23.1 113.3 12 5</p><l>0 0 0 0;0 1 0 0;1 1 0 0;1 0 0 0;0 0 0 0</l>
<r><x>1</x><y/></r><r><x>2</x><y>20</y></r><r><x>3</x><y>30</y></r>
<g><h>hh</h></g>{outs}</d></instance>
<instance id="c"><root><item><name>a</name><label>AA</label><w>1</w></item>
<item><name>b</name><label>BB</label><w>2</w></item>
<item><name>c</name><label>CC</label><w>3</w></item>
<item><name>d</name><label>DD</label><w>4</w></item>
<item><name>e</name><label>EE</label><w>5</w></item>
</root></instance>
<bind nodeset="/d/e" type="string"/><bind nodeset="/d/i" type="int"/>
<bind nodeset="/d/n" type="decimal"/>
<bind nodeset="/d/n10" type="decimal"/><bind nodeset="/d/s" type="string"/>
<bind nodeset="/d/bf" type="string"/><bind nodeset="/d/zero" type="int"/>
<bind nodeset="/d/sel" type="string"/><bind nodeset="/d/sel1" type="string"/>
<bind nodeset="/d/d1" type="date"/><bind nodeset="/d/d2" type="date"/>
<bind nodeset="/d/t1" type="time"/>
<bind nodeset="/d/t2" type="time"/><bind nodeset="/d/dt1" type="dateTime"/>
<bind nodeset="/d/p" type="geopoint"/><bind nodeset="/d/l" type="geoshape"/>
<bind nodeset="/d/r/x" type="int"/><bind nodeset="/d/r/y" type="int"/>
<bind nodeset="/d/g/h" type="string"/>
{binds}
</model></h:head><h:body>
<input ref="/d/e"><label>e</label></input><input ref="/d/i"><label>i</label></input>
<select ref="/d/sel"><label>s</label><item><label>Aye</label><value>a</value></item>
<item><label>Bee</label><value>b</value></item>
<item><label>Cee</label><value>c</value></item></select>
<select1 ref="/d/sel1"><label>s</label><item><label>Aye</label><value>a</value></item>
<item><label>Bee</label><value>b</value></item>
<item><label>Cee</label><value>c</value></item></select1>
<group ref="/d/r"><label>r</label><repeat nodeset="/d/r">
<input ref="/d/r/x"><label>x</label></input>
<input ref="/d/r/y"><label>y</label></input></repeat></group>
</h:body></h:html>"""


def form_of(expressions: Sequence[str]) -> str:
    """The small form with these calculations in /d/out, /d/out1 and so on."""
    names = [out(at) for at in range(len(expressions))]
    binds = "".join(
        f'<bind nodeset="/d/{name}" type="string" calculate="{escape(text, quote=True)}"/>'
        for name, text in zip(names, expressions, strict=True)
    )
    outs = "".join(f"<{name}/>" for name in names)
    return FORM.replace("{outs}", outs).replace("{binds}", binds)


def out(at: int) -> str:
    """The name of the node that holds the value of the expression at a place of a batch."""
    return f"out{at or ''}"


def evaluate(engine: Engine, expression: str) -> Said:
    """`{"v": text}`, or `{"err": message}` where the engine refuses or breaks."""
    return evaluate_all(engine, [expression])[0]


def evaluate_all(engine: Engine, expressions: Sequence[str]) -> list[Said]:
    """Many expressions, BATCH to a form; where one breaks the form the batch is halved."""
    if len(expressions) > BATCH:
        cut = [expressions[at : at + BATCH] for at in range(0, len(expressions), BATCH)]
        return [said for batch in cut for said in evaluate_all(engine, batch)]
    try:
        engine.load(form_of(expressions))
        final = engine.walk([])["final"]
    except PeerError as fault:
        if len(expressions) == 1:
            return [{"err": str(fault)[:120]}]
        half = len(expressions) // 2
        return evaluate_all(engine, expressions[:half]) + evaluate_all(engine, expressions[half:])
    return [{"v": str(final[f"/d/{out(at)}"]["v"])} for at in range(len(expressions))]


# Where JavaRosa's value (Web Forms' where JavaRosa has none) is not what the specification says:
# XPath compares a node with a text as texts; a time is its text; `x[1]` is the first x; -1 is no
# bound; only 'true' and '1' are true.
DECIDED = {
    "boolean-from-string('TRUE')": "false",
    "string-length(/d/n10)": "4",
    "selected('a b', 'a b')": "false",
    "/d/r[1]/x": "1",
    "decimal-time('18:00:00.000Z')": "0.75",
    "string-length(now()) > 20": "true",
    "weighted-checklist(-1, -1, false(), 1)": "true",
    "weighted-checklist(4, -1, true(), 3, true(), 1)": "true",
    "/d/i/../n": "2.5",
    "concat(/d/d1, ' ', /d/t1)": "2012-02-29 06:00:00.000Z",
    "/d/d1 < '2013-01-01'": "true",
    "/d/t1 = '06:00:00.000Z'": "true",
    "/d/n = '2.50'": "false",
    "/d/i = '5.0'": "false",
    "string(/d/t1)": "06:00:00.000Z",
    "/d/r[position()=2]/../i": "5",
    "/d/r[2]/y": "20",
    "date('15000')": "",
    "today() > '2025-01-01'": "true",
    "indexed-repeat(/d/r/x, /d/r, -1)": "",
    "/d/nope = ''": "false",
    "round(-19897, -1)": "-19900",
    "join(',', instance('c')/root/item[name = 'zz']/w, 'a')": "a",
    "concat('x', coalesce(0 div 0, 0 div 0))": "x",
    "/d/s != instance('c')/root/item[name = 'zz']/w": "false",
    "max(-2, -1)": "-1",
    "concat(/d/n10, 'x')": "10.0x",
    "distance(/d/e, '1 1 0 0')": "0",
    "'2025-06-01' + 190": "20430",
    "number('Infinity')": "Infinity",
}


def decided(entry: Mapping[str, Any]) -> str:
    """The value we hold to: the specification's, then JavaRosa's, then Web Forms'."""
    given: str = entry["jr"].get("v", entry["web"].get("v", ""))
    return DECIDED.get(entry["expr"], given)


def agree(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Both gave a value, and the values mean the same."""
    return "v" in one and "v" in other and canonical(one["v"]) == canonical(other["v"])


def recorded(path: Path) -> list[dict[str, Any]]:
    """A file of expressions with the value each peer gave."""
    entries: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return entries


def record(expressions: Sequence[str]) -> list[dict[str, Any]]:
    """What Web Forms and JavaRosa give for each expression."""
    with peers.javarosa(peers.CLOCK) as javarosa, peers.web(peers.CLOCK) as web:
        said = zip(
            evaluate_all(web, expressions), evaluate_all(javarosa, expressions), strict=True
        )
        return [
            {"expr": text, "web": one, "jr": other, "agree": agree(one, other)}
            for text, (one, other) in zip(expressions, said, strict=True)
        ]


def main(argv: Sequence[str] | None = None) -> None:
    """Record a text file of expressions, one a line."""
    parser = argparse.ArgumentParser(prog="python -m bench.engine.expressions")
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    args = parser.parse_args(argv)
    lines = args.source.read_text(encoding="utf-8").splitlines()
    entries = record([line for line in lines if line.strip()])
    text = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    args.target.write_text(f"[\n{text}\n]\n", encoding="utf-8")
    print(f"{len(entries)} expressions, {sum(entry['agree'] for entry in entries)} alike in both")


if __name__ == "__main__":
    main()
