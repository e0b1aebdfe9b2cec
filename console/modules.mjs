// modules.mjs [--dev]: what package-lock.json names is in node_modules afterwards. npm is asked only when it is not.
//
// A build needs the dependencies alone, checks need all. No package runs a script of its own.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const all = process.argv.includes("--dev");
const stamp = join(here, "node_modules", ".offlist");
const wanted = createHash("sha256")
    .update(readFileSync(join(here, "package-lock.json")))
    .digest("hex");

function there() {
    try {
        return readFileSync(stamp, "utf8").split(" ");
    } catch {
        return [];
    }
}

const [lock, kind] = there();
if (lock !== wanted || (all && kind !== "all")) {
    const words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    const npm = spawnSync("npm", all ? words : [...words, "--omit=dev"], { cwd: here, stdio: ["ignore", 2, 2] });
    if (npm.error || npm.status !== 0) {
        console.error(
            "console: npm ci failed (see above). Without npm or a network, configure with -DOFFLIST_CONSOLE=OFF",
        );
        process.exit(1);
    }
    writeFileSync(stamp, `${wanted} ${all ? "all" : "some"}`);
}
