"""Stripe's own client in node, by the lock file in stripe_peer/: a witness for tests."""
import json
import pathlib
import shutil
import subprocess

HERE = pathlib.Path(__file__).resolve().parent


class Peer:
    """Answers the commands that stripe_peer/peer.mjs tells of. `folder` must exist and be empty."""

    def __init__(self, folder):
        for name in ("package.json", "package-lock.json", "peer.mjs"):
            shutil.copy(HERE / "stripe_peer" / name, folder)
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder,
                       check=True, timeout=300)
        self.process = subprocess.Popen(["node", "peer.mjs"], cwd=folder, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def do(self, what, **more):
        self.process.stdin.write(json.dumps({"do": what, **more}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def end(self):
        self.process.stdin.close()
        self.process.wait(20)
