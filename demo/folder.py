"""The folder of one run: each request with its answer, what the servers wrote into their logs, and what only the run needs.

  N-chapter/NN-name.txt   a request and its answer, in order     logs/     a file a program
  zones/                  what the lists have on them            tokens/   whose they are; gone at the end, as is store/
"""
import os
import pathlib
import re
import shutil
import tempfile

import stopping


class Folder:
    def __init__(self, page):
        self.page, self.chapter, self.number = page, "", 0
        self.newest = ""  # of the files that were kept, as a path in the folder
        with stopping.undisturbed():
            self.path = pathlib.Path(tempfile.mkdtemp(prefix="offlist-demo-"))
        self.path.chmod(0o711)  # rbldnsd, which runs as a user of its own, passes through to zones/
        for name, mode in (("zones", 0o755), ("logs", 0o755), ("tokens", 0o700), ("store", 0o700)):
            (self.path / name).mkdir()
            (self.path / name).chmod(mode)

    def begin(self, chapter):
        """What is kept from here on belongs to this chapter."""
        self.chapter, self.number = chapter, 0
        (self.path / chapter).mkdir()

    def zones(self, name):
        """A folder for the data of a name server, which reads it as a user of its own."""
        made = self.path / "zones" / name
        made.mkdir()
        made.chmod(0o755)
        return made

    def log(self, program):
        return self.path / "logs" / f"{program}.log"

    def keep(self, name, text):
        """Under the chapter's next number: a request with its answer. Shown as well, to those who want to see them."""
        self.number += 1
        name = re.sub(r"[^A-Za-z0-9_.-]+", "-", name).strip("-")[:60]
        self.page.raw(text)
        return self.whole(f"{self.number:02}-{name}.txt", text.rstrip("\n") + "\n")

    def whole(self, name, text):
        """An output as it came, for other programs to read."""
        self.newest = f"{self.chapter}/{name}"
        (self.path / self.newest).write_text(text, encoding="utf-8")
        return self.path / self.newest

    def secret(self, name, text):
        """Readable by nobody else, from the first octet on."""
        kept = self.path / "tokens" / name
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(text + "\n")
        return kept

    def clean(self):
        """What nobody needs when the daemon is gone. The answers and the logs stay."""
        for name in ("tokens", "store"):
            shutil.rmtree(self.path / name, ignore_errors=True)
