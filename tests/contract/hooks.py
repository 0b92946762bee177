"""What schemathesis sends: ids of things that are there, so that more is tried than "not found"."""

import io
import os
import uuid
import zipfile

import requests
import schemathesis
from hypothesis import strategies

API = os.environ["PORTICO_API"]
KEY = os.environ["PORTICO_KEY"]
CUSTOMER = os.environ.get("PORTICO_CUSTOMER", "")


def ids(path: str) -> list[str]:
    query = {"limit": 100} | ({"customer": CUSTOMER} if CUSTOMER and path != "customers" else {})
    answer = requests.get(f"{API}/{path}", params=query, headers={"Authorization": f"Bearer {KEY}"}, timeout=10)
    return [row["id"] for row in answer.json().get("data", []) if "id" in row]


def archive(text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as files:
        files.writestr("customers.csv", "externalId,email,companyName\n" + text)
    return packed.getvalue()


# Archives that are read, with lines that seldom are.
schemathesis.openapi.media_type("application/zip", strategies.text(max_size=200).map(archive))


def is_id(value: object) -> bool:
    try:
        return str(uuid.UUID(str(value))) == value
    except ValueError:
        return False


known: dict[str, list[str]] = {}


@schemathesis.hook
def before_call(context, case, kwargs):
    """Two of three ids that are well formed become real ones; what is malformed on purpose stays so."""
    resource = case.path.split("/")[2]
    for name, value in (case.path_parameters or {}).items():
        if not is_id(value):
            continue
        chosen = uuid.UUID(value).int
        if resource not in known:
            known[resource] = ids(resource)
        if known[resource] and chosen % 3:
            case.path_parameters[name] = known[resource][chosen % len(known[resource])]
