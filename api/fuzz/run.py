"""Fuzzes the API of a running sample province as each role, with schemathesis.

    python run.py --url http://127.0.0.1:8080 --logs FOLDER [--examples 3] [--seed 1] [--only handler]

Needs what requirements.txt names and a program that was started with fuzz.toml. Ends with 1 when it finds a fault.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from furnish import House, seeds
from roles import LOGINS, ROOT, admits, matrix

HERE = Path(__file__).resolve().parent
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "response_schema_conformance",
    "content_type_conformance",
    "within_the_matrix",
    "tells_no_number",
    "keeps_its_token",
]
# Whose passes try the corners of what everybody who signed in may ask for; the others' corners would be the same.
SHARED = ["citizen", "handler"]


def split(who, rights):
    """The operations whose every corner a role tries, and those of which a few cases do."""
    whole, few = [], []
    for (method, path), need in sorted(matrix().items()):
        if not path.startswith("/api/"):
            continue
        is_own = need not in ("public", "signed in") and admits(need, who, rights)
        is_shared = who in SHARED and need == "signed in" or who == "anonymous" and need == "public"
        (whole if is_own or is_shared else few).append(f"{method} {path}")
    return whole, few


def fuzz(house, known, who, name, only, options):
    """Runs schemathesis over some operations as one role; gives the cases, the report and whether it passed."""
    plan = {
        "who": who, "login": LOGINS[who], "rights": house.rights[who], "url": house.url, "seeds": known,
        "only": only, "token": house.tokens[who],
    }
    folder = Path(options.logs)
    place = folder / f"{who}-{name}.json"
    place.write_text(json.dumps(plan))
    phases = "examples,coverage,fuzzing" if name == "whole" else "fuzzing"
    examples = options.examples if name == "whole" else 1
    words = [
        str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(HERE / "schemathesis.toml"),
        "run", str(options.description), "--url", house.url,
        "--checks", ",".join(CHECKS), "--phases", phases, "--max-examples", str(examples),
        "--seed", str(options.seed), "--workers", "1", "--no-color", "--continue-on-failure",
    ]
    if name == "few":
        words += ["--mode", "positive"]
    env = {**os.environ, "FUZZ_PLAN": str(place), "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(HERE)}
    began = time.monotonic()
    done = subprocess.run(words, env=env, capture_output=True, text=True, cwd=folder, check=False)
    report = done.stdout + done.stderr
    (folder / f"{who}-{name}.log").write_text(report)
    cases = re.search(r"(\d[\d,]*) generated", report)
    cases = int(cases.group(1).replace(",", "")) if cases else 0
    print(f"{who:16} {name:6} {len(only):4} operations {cases:6} cases {time.monotonic() - began:6.1f} s "
          f"{'passed' if done.returncode == 0 else 'FAILED'}", flush=True)
    return cases, report, done.returncode == 0


def failures(report):
    """The part of a report that tells what was found."""
    begin = re.search(r"^=+ (FAILURES|ERRORS) =+$", report, re.MULTILINE)
    end = re.search(r"^=+ (WARNINGS|SUMMARY) =+$", report, re.MULTILINE)
    return report[begin.start():end.start()] if begin and end else report[-4000:]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--logs", required=True)
    parser.add_argument("--description", default=ROOT / "api" / "openapi.json")
    parser.add_argument("--examples", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", choices=LOGINS)
    options = parser.parse_args()
    Path(options.logs).mkdir(parents=True, exist_ok=True)
    house = House(options.url)
    known = seeds(house)
    work = []
    for who in options.only or LOGINS:
        for name, only in zip(("whole", "few"), split(who, house.rights[who])):
            if only:
                work.append((house, known, who, name, only, options))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda one: fuzz(*one), work))
    bad = [failures(report) for _, report, passed in results if not passed]
    print("\n".join(bad))
    print(f"{sum(cases for cases, _, _ in results)} cases, {len(bad)} of {len(results)} passes found faults")
    return 1 if bad or not all(cases for cases, _, _ in results) else 0


if __name__ == "__main__":
    sys.exit(main())
