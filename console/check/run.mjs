// run.mjs OFFLIST: the browser's tests, with what package-lock.json names for them. Each file has a world of its own, and two
// run at once: they wait more than they work.
import { spawn, spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const atOnce = 2;
const node = words => spawnSync(process.execPath, words, { stdio: ["ignore", "inherit", "inherit"] }).status ?? 1;

/** Its status; what it said is told as a whole, when it has ended. */
function tested(file) {
    const env = { ...process.env, OFFLIST: resolve(process.argv[2]) };
    const child = spawn(process.execPath, ["--test", join(here, file)], { stdio: ["ignore", "pipe", "pipe"], env });
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", part => said.push(part));
    return new Promise(done =>
        child.on("close", status => {
            process.stdout.write(Buffer.concat(said));
            done(status ?? 1);
        }),
    );
}

const failed = node([join(here, "../modules.mjs"), "--dev"]) || node([join(here, "types.mjs")]);
if (failed) process.exit(failed);
const files = readdirSync(here).filter(each => each.endsWith("_test.mjs"));
const statuses = [];
const worker = async () => {
    for (let file = files.shift(); file; file = files.shift()) statuses.push(await tested(file));
};
await Promise.all(Array.from({ length: atOnce }, worker));
process.exit(statuses.find(each => each !== 0) ?? 0);
