"""The files that the form `filed` asks for: an invented town's."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping

TOWNS = "name,label\nt1,青禾镇\nt2,白露镇\n"
WARDS = "code,title,town\nw1,竹溪村,t1\nw2,柳岸村,t1\nw3,石桥村,t2\n"
CROPS = (
    "<root><item><name>rice</name><label>水稻</label></item>"
    "<item><name>tea</name><label>茶</label></item></root>"
)
WELLS = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": "q1",
                "properties": {"title": "村口井"},
                "geometry": {"type": "Point", "coordinates": [113.1, 23.2]},
            }
        ],
    }
)
ROADS = "ward,road\nw1,溪边路\nw2,柳堤路\n"
HOUSES = "ward,households\nw1,31\nw2,18\nw3,7\n"
SHOPS = "key,title,title_en,town\ns1,青禾小店,Qinghe shop,t1\ns2,白露小店,Bailu shop,t2\n"

FILES: Mapping[str, bytes] = {
    "towns.csv": TOWNS.encode(),
    "wards.csv": WARDS.encode(),
    "crops.xml": CROPS.encode(),
    "wells.geojson": WELLS.encode(),
    "roads.csv": ROADS.encode(),
    "houses.csv": HOUSES.encode(),
    "shops.csv": SHOPS.encode(),
}


def zipped(files: Mapping[str, bytes], folder: str = "") -> bytes:
    """A zip file of these."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(folder + name, body)
    return out.getvalue()


def many(count: int) -> bytes:
    """`wards.csv` with so many villages of the first town."""
    lines = (f"w{number},第{number}村,t1" for number in range(1, count + 1))
    return "\n".join(("code,title,town", *lines)).encode()
