"""Work in every state for the fuzz to find, made by the sample accounts over the API itself."""

import json
from pathlib import Path

import requests

from roles import LOGINS, PASSWORD, ROOT

WARD, PROCEDURE, FORM = "18853", "1.004873", "marital-status"
BIRTH, PAPER = "1.001193", "birth-certificate-medical"
# How far each dossier is taken before the fuzz begins.
STAGES = [0, 1, 2, 3] * 4
ABSENT = "018f0000-0000-7000-8000-0000000000ff"


class House:
    """The running program, and a token of each role."""

    def __init__(self, url):
        self.url, self.tokens, self.rights = url, {}, {}
        for who, login in LOGINS.items():
            self.tokens[who] = self.sign_in(login) if login else None
            grants = self.get(who, "/me").get("grants", []) if login else []
            self.rights[who] = sorted({right for grant in grants for right in grant["rights"]})

    def sign_in(self, login):
        body = {"login": login, "password": PASSWORD}
        answer = requests.post(self.url + "/api/v1/tokens", json=body, timeout=60)
        answer.raise_for_status()
        return answer.json()["token"]

    def ask(self, who, method, path, body=None):
        headers = {"Authorization": f"Bearer {self.tokens[who]}"} if self.tokens[who] else {}
        return requests.request(method, self.url + "/api/v1" + path, json=body, headers=headers, timeout=60)

    def get(self, who, path):
        answer = self.ask(who, "GET", path)
        return answer.json() if answer.ok else {}

    def must(self, who, path, body):
        answer = self.ask(who, "POST", path, body)
        if not answer.ok:
            raise SystemExit(f"the sample does not hold: {who} POST {path}: {answer.status_code} {answer.text}")
        return answer.json()

    def ids(self, who, path, *names):
        """The ids of a list, under whichever name the list has."""
        found = self.get(who, path)
        items = next((found[name] for name in names if name in found), [])
        return [item["id"] for item in items]


def file_and_work(house):
    """Dossiers of the ward, each taken as far as its stage says; a draft with its answers stands beside them."""
    answers = json.loads((ROOT / "data" / "forms" / "samples" / f"{FORM}.json").read_text())
    ward = next(unit["id"] for unit in house.get("citizen", f"/units?q={WARD}")["items"] if unit["code"] == WARD)
    made = []
    for stage in STAGES:
        dossier = house.must("citizen", "/dossiers", {"procedure": PROCEDURE, "area": ward, "answers": answers})
        made.append(dossier["id"])
        work(house, dossier["id"], stage)
    drafts = [house.must("citizen", "/drafts", {"procedure": code})["id"] for code in (BIRTH, PROCEDURE, PROCEDURE)]
    return ward, made, drafts


def work(house, dossier, stage):
    def act(who, name, **body):
        version = house.get(who, f"/dossiers/{dossier}")["version"]
        return house.must(who, f"/dossiers/{dossier}/{name}", {"version": version, **body})

    if stage >= 1:
        act("reception", "accept")
    if stage >= 2:
        act("handler", "forward")
    if stage >= 3:
        act("approver", "send-back", reason="Thiếu xác minh.")


def seeds(house):
    """Values that exist, for paths, parameters and fields of bodies; made values stand beside them."""
    ward, dossiers, drafts = file_and_work(house)
    # Not those who ask: a role that ends here is nobody's in this run.
    people = house.ids("administrator", "/people?q=450", "items")[:2]
    payments = house.ids("leader", "/payments", "items")[:2]
    officers = [house.get(who, "/me")["account"] for who in ("handler", "approver")]
    tasks = [one["task"] for one in house.get("handler", f"/dossiers/{dossiers[3]}/opinions").get("items", [])]
    notices = house.ids("citizen", "/notices", "items")[:2]
    tracked = house.get("citizen", f"/dossiers/{dossiers[0]}")
    figures = ["received", "done"]
    return {
        "paths": {
            "/api/v1/dossiers": [*dossiers, ABSENT],
            "/api/v1/drafts": [*drafts, ABSENT],
            "/api/v1/payments": payments,
            "/api/v1/people": people,
            "/api/v1/notices": notices,
            "/api/v1/procedures": [PROCEDURE, BIRTH],
            "/api/v1/track": [tracked["reference"]],
        },
        "parameters": {
            "number": figures,
            "way": ["phone", "email"],
            "purpose": ["answers"],
            "unit": [ward],
            "paper": [PAPER],
            "page": ["0", "1", "9223372036854775807"],
            "q": [WARD, "nguyễn văn mẫu"],
            "X-Lookup-Factor": ["0017"],
        },
        "fields": {
            "version": [1, 2, 3, 4, 5],
            "words": [1],
            "procedure": [PROCEDURE, BIRTH],
            "area": [ward],
            "unit": [ward],
            "officer": officers,
            "task": tasks,
            "payment": payments,
            "paper": [PAPER],
            "answers": [json.loads((ROOT / "data" / "forms" / "samples" / f"{FORM}.json").read_text())],
            "password": [PASSWORD],
            "login": [LOGINS["handler"]],
            "to": [LOGINS["approver"]],
            "deputy": [LOGINS["approver"]],
            "receiver": [LOGINS["approver"]],
            "role": ["handler", "reception", "administrator"],
            "identity": ["044185000025"],
            "tax_code": ["3100999990"],
            "phone": ["0912000990"],
            "email": ["mau@vidu.vn"],
            "grant_type": ["client_credentials"],
            "reason": ["Cần kiểm tra lại giấy tờ."],
            "request": ["Bổ sung bản sao quyết định ly hôn."],
            "question": ["Người này có cư trú ở phường bạn không?"],
            "answer": ["Có, từ năm 2010."],
            "basis": ["Quyết định số 12/QĐ-UBND ngày 02/12/2024"],
            "days": [3],
            "amount": [15_000],
            "receipt": ["BL-0001"],
            "method": ["cash"],
            "verdict": ["agree"],
            "channel": ["counter"],
            "score": [5],
            "agree": [True],
            "is_step": [False],
            "date": ["2024-12-31"],
            "until": ["2024-12-31"],
            "rights": [["dossiers.read"]],
            "name": ["Trần Văn Thử"],
            "value": ["moi@vidu.vn"],
            "applicant": [{"name": "Trần Thị Ví Dụ", "identity": "044185000025", "phone": "0912000025"}],
            "post": [{"unit": ward, "role": "handler", "position": "Chuyên viên"}],
        },
        "bodies": {
            "postPeople": {"login": ["moi.18853"]},
            "postPeopleByIdAssign": {"role": ["handler"]},
        },
        "files": {"application/pdf": "%PDF-1.7\nThis stands for a paper.\n%%EOF\n"},
    }
