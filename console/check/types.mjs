// types.mjs: whether the pages agree with docs/openapi.json, by the compiler, and are formatted.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const console_ = join(dirname(fileURLToPath(import.meta.url)), "..");
const types = join(console_, "../build/console/openapi.d.ts");

function run(script, ...words) {
    const path = join(console_, "node_modules", script);
    const done = spawnSync(process.execPath, [path, ...words], {
        cwd: console_,
        stdio: ["ignore", "inherit", "inherit"],
    });
    return done.status === 0;
}

mkdirSync(dirname(types), { recursive: true });
const document = join(console_, "../docs/openapi.json");
const good =
    run("openapi-typescript/bin/cli.js", document, "-o", types) &&
    run("typescript/bin/tsc", "-p", "tsconfig.json") &&
    run("prettier/bin/prettier.cjs", "--check", "--log-level=warn", ".");
process.exit(good ? 0 : 1);
