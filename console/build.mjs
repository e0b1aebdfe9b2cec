// build.mjs DIRECTORY [ASSETS.cpp] [--watch]: bundles the console into DIRECTORY, as it is served.
//
// DIRECTORY gets index.html, logo.svg and assets/NAME-HASH.EXT, each with .br and .gz beside it, and ASSETS.cpp names
// them all for the program (src/web/asset.hpp). The build fails when what a browser has to load exceeds its budget.
// --watch: goes on, and builds again at each change (for [console] directory).
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const words = process.argv.slice(2).filter(word => word !== "--watch");
const watching = process.argv.includes("--watch");
const out = resolve(words[0] ?? "dist");
const assetsCpp = words[1] && resolve(words[1]);

// Octets after brotli, of all that belongs to it: what every browser loads, what staff's loads besides, and the styles.
const budgets = { js: 60 * 1024, staff: 40 * 1024, css: 12 * 1024 };
const staffPages = "pages/staff/";

const options = {
    absWorkingDir: here,
    entryPoints: ["main.tsx", "theme.ts", "style/main.css"],
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    outdir: join(out, "assets"),
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    charset: "utf8",
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
};

function packed(text) {
    const octets = Buffer.from(text);
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: octets.length };
    return { br: brotliCompressSync(octets, { params }), gz: gzipSync(octets, { level: 9 }) };
}

// The names that esbuild gave, by what they were made of.
function outputsOf(metafile) {
    const found = {};
    for (const [path, output] of Object.entries(metafile.outputs))
        if (output.entryPoint) found[output.entryPoint] = `/assets/${path.split("/").pop()}`;
    return found;
}

function indexOf(metafile) {
    const name = outputsOf(metafile);
    return readFileSync(join(here, "index.html"), "utf8")
        .replace("THEME_JS", name["theme.ts"])
        .replace("MAIN_JS", name["main.tsx"])
        .replace("MAIN_CSS", name["style/main.css"]);
}

// What is loaded with an output: itself, and what it imports at once.
function loadedWith(metafile, path, found = new Set()) {
    if (found.has(path)) return found;
    found.add(path);
    for (const each of metafile.outputs[path].imports)
        if (each.kind === "import-statement") loadedWith(metafile, each.path, found);
    return found;
}

// The budget that each script counts against. A customer's browser loads all of them but those that staff alone asks for, so
// a source of staff's pages in any other is a mistake.
function budgetOf(metafile) {
    const kinds = {};
    const entries = Object.entries(metafile.outputs).filter(([, each]) => each.entryPoint);
    const [staff, others] = [[], []];
    for (const [path, { entryPoint }] of entries) (entryPoint.startsWith(staffPages) ? staff : others).push(path);
    for (const path of staff.flatMap(each => [...loadedWith(metafile, each)])) kinds[path] = "staff";
    for (const path of others.flatMap(each => [...loadedWith(metafile, each)])) {
        kinds[path] = path.split(".").pop();
        const strays = Object.keys(metafile.outputs[path].inputs).filter(each => each.startsWith(staffPages));
        if (strays.length > 0) throw new Error(`${strays.join(", ")}: in what customers load; import it lazily`);
    }
    return name => kinds[Object.keys(kinds).find(path => path.endsWith(`/${name}`))];
}

function write(metafile) {
    writeFileSync(join(out, "index.html"), indexOf(metafile));
    writeFileSync(join(out, "logo.svg"), readFileSync(join(here, "style/logo.svg")));
    const assets = Object.keys(metafile.outputs).map(path => `assets/${path.split("/").pop()}`);
    const paths = ["index.html", "logo.svg", ...assets].sort();
    const sizes = { js: 0, staff: 0, css: 0 };
    const budget = budgetOf(metafile);
    for (const path of paths) {
        const plain = readFileSync(join(out, path));
        const { br, gz } = packed(plain);
        writeFileSync(join(out, `${path}.br`), br);
        writeFileSync(join(out, `${path}.gz`), gz);
        const kind = budget(path);
        if (kind in sizes) sizes[kind] += br.length;
    }
    return { paths, sizes };
}

function exceeded(sizes) {
    return Object.keys(budgets).filter(kind => sizes[kind] > budgets[kind]);
}

// An assembler's directive in C++: a compiler that read them as numbers would take longer than all else together.
function cppOf(paths) {
    const blob = (label, file) =>
        `    ".globl ${label}\\n${label}:\\n.incbin \\"${file}\\"\\n.globl ${label}_end\\n${label}_end:\\n"`;
    const kinds = ["", ".br", ".gz"];
    const labels = paths.map((_, at) => kinds.map(kind => `offlist_console_${at}${kind.replace(".", "_")}`));
    const blobs = paths.flatMap((path, at) => kinds.map((kind, k) => blob(labels[at][k], join(out, path + kind))));
    const text = label => `{${label}, static_cast<std::size_t>(${label}_end - ${label})}`;
    return `#include <cstddef>

#include "web/asset.hpp"

__asm__(
    ".pushsection .rodata\\n"
${blobs.join("\n")}
    ".popsection\\n");

extern "C" {
${labels
    .flat()
    .map(label => `extern const char ${label}[], ${label}_end[];`)
    .join("\n")}
}

namespace offlist::web {

std::span<const asset> built_assets()
{
    static const asset all[] = {
${paths.map((path, at) => `        {"${path}", ${labels[at].map(text).join(", ")}},`).join("\n")}
    };
    return all;
}

}  // namespace offlist::web
`;
}

function finish(result) {
    if (result.errors.length > 0) return;
    const { paths, sizes } = write(result.metafile);
    const told = Object.entries(sizes).map(
        ([kind, size]) => `${kind} ${(size / 1024).toFixed(1)} of ${budgets[kind] / 1024} KiB`,
    );
    console.log(`console: ${told.join(", ")} (brotli)`);
    const over = exceeded(sizes);
    if (over.length > 0) {
        console.error(`console: ${over.join(" and ")} over budget; what a first visit loads has to stay small`);
        if (!watching) process.exit(1);
    }
    if (assetsCpp) writeFileSync(assetsCpp, cppOf(paths));
}

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, "assets"), { recursive: true });
if (watching) {
    const onEnd = { name: "finish", setup: build => build.onEnd(finish) };
    const context = await esbuild.context({ ...options, plugins: [onEnd] });
    await context.watch();
} else {
    finish(await esbuild.build(options));
}
