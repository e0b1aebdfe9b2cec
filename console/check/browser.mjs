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

/** The daemon and its lists; `end` ends them. */
export async function startWorld(offlist) {
    const child = spawn("python3", ["-B", join(here, "world.py"), offlist], { stdio: ["pipe", "pipe", "inherit"] });
    const ended = once(child, "exit");
    const line = await Promise.race([once(createInterface(child.stdout), "line"), ended.then(() => undefined)]);
    if (!line) throw new Error("the world of the test did not start (see above)");
    return {
        ...JSON.parse(line[0]),
        end: async () => {
            child.stdin.end();
            await ended;
        },
    };
}

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

/** What axe finds wrong: rules of WCAG 2.2 A and AA, and good practice. */
export async function barriers(page) {
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() =>
        // eslint-disable-next-line no-undef
        axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
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
