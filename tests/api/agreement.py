#!/usr/bin/env python3
"""Whether the REST interface does what docs/openapi.json says, judged by a JSON Schema library.

usage: agreement.py PROGRAM [ARGS...]     PROGRAM is the room's test program; ARGS go to it

Runs the tests with every exchange recorded (tests/api/service.hpp) and holds each one against the document: the route, the
status, the type of the answer, its body, and, where the request was accepted, the request's body. A route of which no test ever
saw the success is a finding too: nobody knows then whether it agrees.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Exchanges that no route answers: these the document cannot know.
WITHOUT_ROUTE = {404, 405}


class Document:
    def __init__(self, text):
        self.whole = json.loads(text)
        self.resolver = jsonschema.RefResolver("", self.whole)
        self.routes = []
        for path, operations in self.whole["paths"].items():
            pattern = re.compile("^" + re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)) + "$")
            for method, operation in operations.items():
                self.routes.append((method.upper(), pattern, path, operation))
        # a path without parameters goes before one with
        self.routes.sort(key=lambda r: r[2].count("{"))

    def operation(self, method, path):
        for known, pattern, template, operation in self.routes:
            if known == method and pattern.match(path):
                return template, operation
        return None, None

    def complaints(self, schema, value):
        check = jsonschema.Draft202012Validator(schema, resolver=self.resolver, format_checker=jsonschema.FormatChecker())
        return [f"{'/'.join(map(str, e.absolute_path)) or 'the whole'}: {e.message[:300]}" for e in check.iter_errors(value)]


def without_example(document):
    """Operations of which a reader cannot see what is sent and what comes; whether an example fits its schema, the linters say."""
    for method, _, path, operation in document.routes:
        bodies = [operation.get("requestBody", {}), *(r for code, r in operation["responses"].items() if code.startswith("2"))]
        contents = [c for body in bodies for c in body.get("content", {}).values()]
        if any("example" not in content for content in contents):
            yield f"{method} {path}: no example"


def judge(document, one):
    """The template of the route if it succeeded, and what is wrong with the exchange."""
    path = urllib.parse.urlsplit(one["path"]).path
    what = f"{one['method']} {one['path']} → {one['status']}"
    template, operation = document.operation(one["method"], path)
    if operation is None:
        return None, [] if one["status"] in WITHOUT_ROUTE else [f"{what}: no such route in the document"]
    known = operation["responses"].get(str(one["status"]))
    if known is None:
        return None, [f"{what}: the status is not in the document"]
    wrong = []
    kind = one["type"].split(";")[0]
    contents = known.get("content", {})
    if not contents:
        if one["answer"]:
            wrong.append(f"{what}: an answer where the document has none")
    elif kind not in contents:
        wrong.append(f"{what}: is {kind or 'without a type'}; the document has {', '.join(contents)}")
    elif kind.endswith("json"):
        wrong += [f"{what}: {c}" for c in document.complaints(contents[kind]["schema"], json.loads(one["answer"]))]
    succeeded = one["status"] < 300
    if succeeded and "requestBody" in operation and one["body"]:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        wrong += [f"{what}: accepted a body that the document refuses: {c}"
                  for c in document.complaints(schema, json.loads(one["body"]))]
    return f"{one['method']} {template}" if succeeded else None, wrong


def main():
    document = Document((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="offlist-agreement-") as folder:
        record = pathlib.Path(folder) / "exchanges"
        done = subprocess.run(sys.argv[1:], env={**os.environ, "OFFLIST_RECORD": str(record)}, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode != 0:
            print(done.stdout[-5000:])
            return 1
        exchanges = [json.loads(line) for line in record.read_text(encoding="utf-8").splitlines()]
    seen, findings = set(), []
    for one in exchanges:
        route, wrong = judge(document, one)
        findings += wrong
        if route:
            seen.add(route)
    everything = {f"{method} {path}" for method, _, path, _ in document.routes}
    findings += [f"{route}: no test has seen its success" for route in sorted(everything - seen)]
    findings += without_example(document)
    for finding in dict.fromkeys(findings):
        print(finding)
    print(f"{len(exchanges)} exchanges, {len(seen)} of {len(everything)} routes seen to succeed, {len(set(findings))} findings")
    return 1 if findings or not exchanges else 0


if __name__ == "__main__":
    sys.exit(main())
