"""What schemathesis is told about this API, and what it checks beside its own rules.

Loaded by schemathesis (SCHEMATHESIS_HOOKS) in the process of one role; FUZZ_PLAN names the file that run.py wrote.
"""

import atexit
import json
import os
from collections import Counter
from pathlib import Path

import requests
import schemathesis

from roles import MAY_KNOW, NUMBER, PASSWORD, admits, matrix

PLAN = json.loads(Path(os.environ["FUZZ_PLAN"]).read_text())
WHO, RIGHTS, SEEDS = PLAN["who"], PLAN["rights"], PLAN["seeds"]
NEEDS = matrix()
METHODS = ["get", "post", "put", "delete"]

# Operations that are left out where they would succeed: schemathesis learns ids from lists, and these would end the
# tokens or the rights of the roles that ask, so that later cases prove nothing. Tests in app/tests/it try them.
LEFT_OUT = {
    ("DELETE", "/api/v1/me/sessions/{id}"): "ends the token of this run",
    ("POST", "/api/v1/people/{id}/end-sessions"): "ends the tokens of another role",
    ("POST", "/api/v1/people/{id}/lock"): "locks out another role",
    ("POST", "/api/v1/people/{id}/end-role"): "takes the rights of another role",
    ("POST", "/api/v1/people/{id}/hand-over"): "takes the rights of another role",
}
# Ends the token that asks: each case gets one of its own.
ENDS_ITS_TOKEN = ("DELETE", "/api/v1/tokens/current")
# How many cases of an act look for a dossier that it fits.
LOOKS = 4
# An act with this version is tried on a dossier that offers it, with the version that the dossier has.
NEWEST = 1
# Words that stand in no answer: what the program is made of.
INSIDE = ["panicked", "SELECT ", "INSERT ", "sqlite", "postgres", ".rs:", "RUST_BACKTRACE"]


def fresh_token():
    body = {"login": PLAN["login"], "password": PASSWORD}
    answer = requests.post(PLAN["url"] + "/api/v1/tokens", json=body, timeout=30)
    return answer.json()["token"]


def is_chosen(method, path):
    """Whether this pass tries the operation."""
    if (method, path) in LEFT_OUT and admits(NEEDS[method, path], WHO, RIGHTS):
        return False
    return f"{method} {path}" in PLAN["only"]


def seeded(schema, values):
    """A schema that gives known values as often as others."""
    if not values:
        return schema
    return {"anyOf": [{"enum": values}, schema]}


def seed_bodies(raw):
    """Puts known values into the schemas of request bodies, which answers do not share."""
    schemas = raw["components"]["schemas"]
    for name in references([op.get("requestBody", {}) for _, _, op in operations(raw)], schemas):
        for field, schema in schemas[name].get("properties", {}).items():
            schemas[name]["properties"][field] = seeded(schema, SEEDS["fields"].get(field))


def give_example(operation, schemas):
    """Gives a request an example body when values are known for all that it must hold."""
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        if kind in SEEDS["files"]:
            content["example"] = SEEDS["files"][kind]
        schema = schemas.get(content["schema"].get("$ref", "").rsplit("/", 1)[-1], {})
        wanted = [*schema.get("required", []), *(name for name in ("area",) if name in schema.get("properties", {}))]
        known = {**SEEDS["fields"], **SEEDS["bodies"].get(operation["operationId"], {})}
        if wanted and all(known.get(name) for name in wanted):
            content["example"] = {name: known[name][0] for name in wanted}


def references(document, schemas, known=None):
    known = set() if known is None else known
    if isinstance(document, dict):
        name = str(document.get("$ref", "")).rsplit("/", 1)[-1]
        if name in schemas and name not in known:
            known.add(name)
            references(schemas[name], schemas, known)
        for value in document.values():
            references(value, schemas, known)
    elif isinstance(document, list):
        for value in document:
            references(value, schemas, known)
    return known


def operations(raw):
    for path, item in raw["paths"].items():
        for method in METHODS:
            if method in item:
                yield method.upper(), path, item[method]


def values_of(path, parameter):
    """Known values of a parameter: of a whole path, or of its name."""
    by_path = SEEDS["paths"].get(path.split("{")[0].rstrip("/"), []) if parameter["name"] in ("id", "code") else None
    return by_path or SEEDS["parameters"].get(parameter["name"])


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Leaves what this pass tries, names every status that may come, and puts known values beside made ones."""
    for path, item in list(raw_schema["paths"].items()):
        for method in METHODS:
            if method in item and not is_chosen(method.upper(), path):
                del item[method]
        if not any(method in item for method in METHODS):
            del raw_schema["paths"][path]
    for _, path, operation in operations(raw_schema):
        # Any status would fit `default`: only those that are named count.
        operation["responses"].pop("default", None)
        for parameter in operation.get("parameters", []):
            values = values_of(path, parameter)
            parameter["schema"] = seeded(parameter["schema"], values)
            if values:
                parameter["example"] = values[0]
        give_example(operation, raw_schema["components"]["schemas"])
    seed_bodies(raw_schema)


@schemathesis.serializer("application/pdf", "image/png", "image/jpeg")
def raw(ctx, value):
    """Files go as they are."""
    return value if isinstance(value, bytes) else str(value).encode()


LOOKED = Counter()


@schemathesis.auth()
class Token:
    def get(self, case, context):
        return PLAN["token"]

    def set(self, case, data, context):
        if WHO == "anonymous":
            return
        is_its_end = (case.method.upper(), case.path) == ENDS_ITS_TOKEN
        case.headers["Authorization"] = f"Bearer {fresh_token() if is_its_end else data}"


@schemathesis.hook
def before_call(context, case, kwargs):
    """Lets some acts meet a dossier that they fit; the others are refused, as they must be."""
    act = case.path.removeprefix("/api/v1/dossiers/{id}/")
    if not isinstance(case.body, dict) or case.body.get("version") != NEWEST or act == case.path:
        return
    LOOKED[act] += 1
    if LOOKED[act] > LOOKS:
        return
    for dossier in SEEDS["paths"]["/api/v1/dossiers"]:
        place = f"{PLAN['url']}/api/v1/dossiers/{dossier}"
        answer = requests.get(place, headers={"Authorization": f"Bearer {PLAN['token']}"}, timeout=30)
        if answer.ok and act in answer.json()["acts"]:
            case.path_parameters["id"], case.body["version"] = dossier, answer.json()["version"]
            return


TALLY = Counter()


@schemathesis.hook
def after_call(context, case, response):
    TALLY[f"{case.method.upper()} {case.path} {response.status_code}"] += 1


@atexit.register
def write_tally():
    """Says for run.py what was tried and what came."""
    Path(os.environ["FUZZ_PLAN"]).with_suffix(".tally").write_text(json.dumps(TALLY))


@schemathesis.check
def within_the_matrix(ctx, response, case):
    """Nobody succeeds with what docs/permission-matrix.txt keeps from them."""
    need = NEEDS.get((case.method.upper(), case.path))
    if need and 200 <= response.status_code < 300 and not admits(need, WHO, RIGHTS):
        raise AssertionError(f"{WHO} may not: it needs {need}")


@schemathesis.check
def tells_no_number(ctx, response, case):
    """Who may not know a citizen never reads the number of one, and nobody reads what the program is made of."""
    text = response.content.decode(errors="replace")
    sent = f"{case.path_parameters} {case.query} {case.body}"
    if NUMBER in text and WHO not in MAY_KNOW and NUMBER not in sent:
        raise AssertionError(f"{WHO} reads the number of a citizen")
    for word in INSIDE:
        if word in text and word not in sent:
            raise AssertionError(f"the answer tells the inside of the program: {word}")


@schemathesis.check
def keeps_its_token(ctx, response, case):
    """A token that was ended would make every later case prove nothing."""
    sent = response.request.headers.get("Authorization")
    if response.status_code == 401 and sent == f"Bearer {PLAN['token']}":
        raise AssertionError("the token of this run does not hold any more")
