// browser.mjs: what tests of the console share: the small world, a browser, and pages that notice what went wrong.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = fileURLToPath(new URL(".", import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const chromiums = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];
const pictures = process.env.CONSOLE_PICTURES;

/** The daemon and its lists. `tell` directs it (world.py); `rest` asks REST with a token; `end` ends it. */
export async function startWorld(offlist) {
    const site = process.env.CONSOLE_SITE; // pages to look at instead of the program's own
    const words = ["-B", join(here, "world.py"), offlist, ...(site ? [site] : [])];
    const child = spawn("python3", words, { stdio: ["pipe", "pipe", "inherit"] });
    const ended = once(child, "exit");
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const next = async () => {
        const line = await Promise.race([lines.next(), ended.then(() => ({ done: true }))]);
        if (line.done) throw new Error("the world of the test has ended (see above)");
        return JSON.parse(line.value);
    };
    const world = await next();
    const rest = async (who, method, path, body) => {
        const headers = { Authorization: `Bearer ${world.tokens[who]}`, "Content-Type": "application/json" };
        const reply = await fetch(world.url + path, { method, headers, body: body && JSON.stringify(body) });
        const text = await reply.text();
        if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
        return text && JSON.parse(text);
    };
    return {
        ...world,
        rest,
        tell: async what => {
            child.stdin.write(JSON.stringify(what) + "\n");
            return next();
        },
        end: async () => {
            child.stdin.end();
            await ended;
        },
    };
}

/** Asks again until it is so: the daemon works by the real clock. */
export async function until(what, look, limit = 40_000) {
    const end = Date.now() + limit;
    for (;;) {
        const found = await look();
        if (found) return found;
        if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
        await new Promise(done => setTimeout(done, 200));
    }
}

/** The listing of this subject, once it is confirmed. */
export const listingOf = (world, subject) =>
    until(
        `the listing of ${subject}`,
        async () => (await world.rest("customer", "GET", `/v1/listings?state=open&subject=${subject}`)).items[0],
    );

/** An order of the customer, paid from funds, by REST. */
export async function ordered(world, subject) {
    await fund(world, 3500);
    await listingOf(world, subject);
    const body = { subject, blocklist: "demo-live", expected_fee: { amount: 3500, currency: "USD" } };
    return world.rest("customer", "POST", "/v1/delistings", body);
}

/** Money for the customer, by staff's hand. */
export const fund = (world, amount) =>
    world.rest("staff", "POST", `/v1/accounts/${world.accounts.customer}/transfers`, {
        amount,
        reason: "for the test",
    });

export function startBrowser() {
    const executablePath = chromiums.find(existsSync);
    if (!executablePath) throw new Error(`none of ${chromiums.join(", ")} is installed`);
    const args = process.getuid() === 0 ? ["--no-sandbox"] : []; // Chromium's sandbox refuses root
    return chromium.launch({ executablePath, args: [...args, "--font-render-hinting=none"] });
}

/** Opens a link and presses its button: what the browser keeps of it, for further pages of the same person. */
export async function signedIn(browser, world, link) {
    const context = await browser.newContext({ baseURL: world.url });
    const page = await context.newPage();
    await page.goto(link);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    const kept = await context.storageState();
    await context.close();
    return kept;
}

/** A page of somebody who has signed in; of nobody without. */
export async function openPage(browser, world, { person, theme = "light", width = 1280, height = 860 } = {}) {
    const context = await browser.newContext({
        baseURL: world.url,
        storageState: person,
        colorScheme: theme,
        locale: "en-GB",
        timezoneId: "UTC",
        reducedMotion: "reduce",
        viewport: { width, height },
    });
    const page = await context.newPage();
    page.setDefaultTimeout(8000);
    page.wrong = [];
    page.on("console", said => said.type() === "error" && page.wrong.push(`console: ${said.text()}`));
    page.on("pageerror", failed => page.wrong.push(`error: ${failed}`));
    page.on("dialog", dialog => page.wrong.push(`dialog: ${dialog.message()}`) && dialog.dismiss());
    await page.exposeBinding("tellViolation", (_, what) => page.wrong.push(`policy: ${what}`));
    await page.addInitScript(() =>
        addEventListener("securitypolicyviolation", event =>
            window.tellViolation(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}`),
        ),
    );
    return page;
}

/** Nothing tells the page what happens, so that it reads nothing again by itself. */
export const deaf = page => page.route("**/v1/events", route => route.abort("connectionrefused"));
/** What the browser itself says of that. */
export const refusedConnections = each => each.includes("ERR_CONNECTION_REFUSED");

const everything = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** What depends on colours. */
export const colours = ["color-contrast", "link-in-text-block"];

/** What axe finds wrong: rules of WCAG 2.2 A and AA, and good practice. */
export async function barriers(page, runOnly = everything) {
    if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
    const { violations } = await page.evaluate(
        // eslint-disable-next-line no-undef
        only => axe.run(document, { runOnly: only, resultTypes: ["violations"] }),
        runOnly,
    );
    return violations.map(
        each => `${each.id}: ${each.nodes.map(node => `${node.target} (${node.any[0]?.message})`).join("; ")}`,
    );
}

/** For a person to look at: CONSOLE_PICTURES=DIRECTORY. */
export async function picture(page, name) {
    if (!pictures) return;
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}
