// run.mjs OFFLIST: the browser's tests, with what package-lock.json names for them.
import { spawnSync } from "node:child_process";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const node = (words, env = {}) =>
    spawnSync(process.execPath, words, { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ...env } })
        .status ?? 1;

process.exit(
    node([join(here, "../modules.mjs"), "--dev"]) ||
        node([join(here, "types.mjs")]) ||
        node(["--test", join(here, "pages_test.mjs")], { OFFLIST: resolve(process.argv[2]) }),
);
