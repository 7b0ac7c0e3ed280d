"""Who asks in the fuzz of the API, and what each may ask for by docs/permission-matrix.txt."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "mau-nhat-le-2024"

# Accounts of the sample province, all of one ward where the role is one of a ward.
LOGINS = {
    "anonymous": None,
    "citizen": "044085000017",
    "reception": "reception.18853.mot-cua",
    "handler": "handler.18853",
    "approver": "approver.18853",
    "leader": "leader.44",
    "operator": "operator.44",
    "administrator": "administrator.44",
    "inspector": "inspector.44",
    "data-protection": "data-protection.44",
}
# Who works with the dossiers of the citizen whose number the fuzz looks for, or owns them; as in app/tests/it/crawl.rs.
MAY_KNOW = ["citizen", "reception", "handler", "approver", "leader"]
NUMBER = "044085000017"


def matrix():
    """What each route of the API needs: by method and path, `public`, `signed in`, or one of some rights."""
    needs = {}
    for line in (ROOT / "docs" / "permission-matrix.txt").read_text().splitlines():
        method, path, need = re.split(r"\s+", line.strip(), maxsplit=2)
        needs[method, path] = need
    return needs


def admits(need, who, rights):
    """Whether somebody with these rights may ask for what needs `need`."""
    if need == "public":
        return True
    if need == "signed in":
        return who != "anonymous"
    return any(right in rights for right in need.split(" | "))
