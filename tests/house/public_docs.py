#!/usr/bin/env python3
"""Every public name is explained: Doxygen reads include/offlist, and each of its warnings is a finding.

usage: public_docs.py [FOLDER]      prints a line a finding; status 1 when there is one. FOLDER: other headers than ours

The configuration is docs/Doxyfile; `./dev docs` makes pages by the same.
"""
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIMIT_S = 100
# Warnings to standard error, and no pages: what is read besides is in XML.
QUIET = "\n".join(["WARN_AS_ERROR=NO", "WARN_LOGFILE=", "WARN_FORMAT=$file:$line: $text", "USE_MDFILE_AS_MAINPAGE=",
                   "GENERATE_HTML=NO", "GENERATE_XML=YES"])


def unexplained_values(page):
    """Doxygen 1.9.4 warns of all names but the values of enumerations."""
    for enum in xml.etree.ElementTree.parse(page).iter("memberdef"):
        for value in enum.findall("enumvalue"):
            if not any("".join(value.find(part).itertext()).strip() for part in ("briefdescription", "detaileddescription")):
                where = enum.find("location")
                yield (f"{where.get('file')}:{where.get('line')}: warning: the value {value.findtext('name')} of "
                       f"{enum.findtext('name')} is not documented.")


def findings(folder):
    """What Doxygen warns of in the headers of `folder`, a line each."""
    config = (ROOT / "docs" / "Doxyfile").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as made:
        config += f'\n{QUIET}\nINPUT="{folder}"\nOUTPUT_DIRECTORY="{made}"\n'
        done = subprocess.run(["doxygen", "-"], input=config, cwd=ROOT, check=True, encoding="utf-8", timeout=LIMIT_S,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        pages = sorted(pathlib.Path(made, "xml").glob("*.xml"))
        if not any(page.name.endswith("_8hpp.xml") for page in pages):
            return [f"{folder}: Doxygen found no header here"]
        found = done.stderr.splitlines() + sorted({line for page in pages for line in unexplained_values(page)})
    return [line.removeprefix(f"{ROOT}/") for line in found if line.strip()]


def main(arguments):
    found = findings(pathlib.Path(arguments[0] if arguments else ROOT / "include" / "offlist").resolve())
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
