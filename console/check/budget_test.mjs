// budget_test.mjs: the build fails when a browser would have to load too much, or a customer's would load staff's pages.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const console_ = fileURLToPath(new URL("..", import.meta.url));

/** Builds a copy of the console, in which these texts were added to files. */
function built(added = {}) {
    const folder = mkdtempSync(join(tmpdir(), "offlist-budget-"));
    try {
        const source = join(folder, "console");
        cpSync(console_, source, { recursive: true, filter: each => !/\/(node_modules|check)$/.test(each) });
        symlinkSync(join(console_, "node_modules"), join(source, "node_modules"));
        for (const [file, text] of Object.entries(added)) appendFileSync(join(source, file), text);
        const words = [join(source, "build.mjs"), join(folder, "site")];
        return spawnSync(process.execPath, words, { encoding: "utf8" });
    } finally {
        rmSync(folder, { recursive: true });
    }
}

// What no packer makes smaller, in a program that keeps it.
const weight = kib => `\nglobalThis.weight = "${randomBytes(kib * 1024).toString("base64url")}";\n`;

test("what is there is within its budgets, each told by its name", () => {
    const { status, stdout, stderr } = built();
    assert.equal(status, 0, stderr);
    assert.match(stdout, /js \d+\.\d of 60 KiB, staff \d+\.\d of 40 KiB, css \d+\.\d of 12 KiB/);
});

test("staff's pages have a budget of their own, and weigh nothing in a customer's", () => {
    const heavy = built({ "pages/staff/index.tsx": weight(34) });
    assert.equal(heavy.status, 0, heavy.stderr);
    const heavier = built({ "pages/staff/index.tsx": weight(45) });
    assert.equal(heavier.status, 1);
    assert.match(heavier.stderr, /staff over budget/);
});

test("too much for a customer's browser fails, as styles do", () => {
    assert.match(built({ "parts/app.tsx": weight(60) }).stderr, /js over budget/);
    const rules = Array.from({ length: 900 }, () => `.a${randomBytes(12).toString("hex")} { --a: 1; }`).join("\n");
    assert.match(built({ "style/base.css": rules }).stderr, /css over budget/);
});

test("a page of staff in what customers load fails", () => {
    const stray = built({
        "parts/app.tsx": '\nimport { Queue } from "../pages/staff/queue";\nglobalThis.stray = Queue;\n',
    });
    assert.notEqual(stray.status, 0);
    assert.match(stray.stderr, /pages\/staff\/queue\.tsx.*import it lazily/);
});
