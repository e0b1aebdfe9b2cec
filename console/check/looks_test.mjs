// looks_test.mjs: every page as it looks: both themes without a barrier that axe knows, 360 pixels, paper, and while nothing
// is there, or fails. CONSOLE_PICTURES=DIR keeps a picture of each.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readFileSync } from "node:fs";
import {
    barriers,
    deaf,
    colours,
    listingOf,
    openPage,
    ordered,
    picture,
    signedIn,
    startBrowser,
    startWorld,
    until,
} from "./browser.mjs";

let world, browser, people;
const places = {};
before(async () => {
    [world, browser] = await Promise.all([startWorld(process.env.OFFLIST), startBrowser()]);
    people = {};
    for (const who of ["customer", "newcomer", "sam"]) people[who] = await signedIn(browser, world, world.links[who]);
    await tellStory();
});
after(async () => {
    await browser?.close();
    await world?.end();
});

/** Listings, a job that failed, one that waits, a task of each kind of claim, a payment: something for each page to show. */
async function tellStory() {
    await world.tell({
        live: ["192.0.2.25", "192.0.2.26", "192.0.2.27", "192.0.2.28"],
        names: ["shop.example", "mail.shop.example"],
        mail: ["shop.example"],
    });
    const task = async job =>
        until("the task", async () =>
            (await world.rest("staff", "GET", "/v1/tasks")).items.find(each => each.delisting === job.id),
        );
    const [first, second] = [await ordered(world, "192.0.2.25"), await ordered(world, "192.0.2.26")];
    await ordered(world, "192.0.2.27");
    const asked = await task(first);
    await world.rest("staff", "POST", `/v1/tasks/${asked.id}/claim`, {});
    await world.rest("staff", "POST", `/v1/tasks/${asked.id}/complete`, { outcome: "submitted", note: "by the form" });
    await world.rest("staff", "POST", `/v1/tasks/${(await task(second)).id}/claim`, {});
    const body = { amount: 10000, method: "card" };
    const payment = await world.rest("customer", "POST", "/v1/payments", body);
    await until("a proof", async () => (await world.rest("customer", "GET", `/v1/delistings/${first.id}`)).evidence[0]);
    Object.assign(places, {
        job: `/delistings/${first.id}`,
        payment: `/payments/${payment.id}`,
        listing: `/listings/${(await listingOf(world, "192.0.2.25")).id}`,
        delist: `/listings/${(await listingOf(world, "mail.shop.example")).id}/delist`,
        order: `/listings/${(await listingOf(world, "192.0.2.28")).id}/delist`,
    });
}

const pages = () => [
    ["overview", "customer", "/"],
    ["listings", "customer", "/listings"],
    ["listing", "customer", places.listing],
    ["delist", "customer", places.delist],
    ["order", "customer", places.order],
    ["self", "customer", `${places.order}?way=self`],
    ["subjects", "customer", "/subjects"],
    ["jobs", "customer", "/delistings"],
    ["job", "customer", places.job],
    ["funds", "customer", "/funds"],
    ["payment", "customer", places.payment],
    ["me", "customer", "/me"],
    ["people", "customer", "/people"],
    ["nowhere", "customer", "/nowhere"],
    ["empty-jobs", "newcomer", "/delistings"],
    ["empty-funds", "newcomer", "/funds"],
    ["empty-payments", "newcomer", "/payments"],
    ["staff", "sam", "/staff"],
    ["queue", "sam", "/staff/queue"],
    ["staff-jobs", "sam", places.job],
    ["staff-people", "sam", "/people"],
    ["enter", undefined, "/enter"],
];

/** Each page once, with one window for each person. */
async function forEachPage(look) {
    const windows = {};
    for (const [name, who, path] of pages()) {
        windows[who] ??= await openPage(browser, world, { person: people[who] });
        const page = windows[who];
        await page.goto(path);
        await page.waitForFunction(() => document.querySelector("h1") && !document.querySelector(".waiting"));
        if (name === "listing") await page.locator(".timeline summary").first().click();
        assert.deepEqual(page.wrong, [], name);
        assert.deepEqual(await page.evaluate(() => [window.hurt, document.images.length]), [undefined, 1], name);
        await look(page, name);
        page.wrong = []; // axe's own styles
    }
    for (const page of Object.values(windows)) await page.context().close();
}

async function inBothThemes(page, name) {
    await picture(page, `${name}-light`);
    assert.deepEqual(await barriers(page), [], name);
    await page.emulateMedia({ colorScheme: "dark" });
    await picture(page, `${name}-dark`);
    assert.deepEqual(await barriers(page, colours), [], `${name}, dark`); // all else is the same in the dark
    await page.emulateMedia({ colorScheme: "light" });
}

async function onPhone(page, name) {
    const { width: wide, height } = page.viewportSize();
    await page.setViewportSize({ width: 360, height: 740 });
    await picture(page, `${name}-phone`);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 360, `${name} is ${width} pixels wide`);
    const small = await page.evaluate(() =>
        [...document.querySelectorAll("button, .button, select, input, nav a")]
            .filter(each => each.checkVisibility())
            .map(each => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
            .filter(([, box]) => box.width < 24 || box.height < 24)
            .map(([what]) => what),
    );
    assert.deepEqual(small, [], name);
    await page.setViewportSize({ width: wide, height });
}

test("no page has a barrier in either theme, scrolls sideways at 360 pixels, or has what is too small to hit", () =>
    forEachPage(async (page, name) => {
        await inBothThemes(page, name);
        await onPhone(page, name);
    }));

test("dialogs have no barrier either, and the keyboard stays within", async () => {
    const page = await openPage(browser, world, { person: people.sam });
    await page.goto("/staff/queue");
    await page.locator(".queue-task").waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    assert.deepEqual(await barriers(page), []);
    for (let n = 0; n < 5; ++n) {
        await page.keyboard.press("Tab");
        assert.ok(
            await page.evaluate(
                () => document.activeElement === document.body || document.activeElement.closest("dialog"),
            ),
        );
    }
    await page.context().close();
});

test("on paper a job has its steps and its money, and no button", async () => {
    const page = await openPage(browser, world, { person: people.customer, theme: "dark" });
    await page.goto(places.job);
    await page.locator(".steps").waitFor();
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    assert.equal(await page.locator("button:visible, nav:visible").count(), 0);
    await page.locator(".steps").waitFor();
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
    await picture(page, "job-paper");
    await page.context().close();
});

test("a page that cannot be read says so, offers to try again, and is there then", async () => {
    const page = await openPage(browser, world, { person: people.customer });
    await deaf(page);
    const parts = {
        "/funds": "**/v1/accounts/*/funds",
        [places.job]: "**/v1/delistings/*",
        "/me": "**/v1/me/sign-ins*",
    };
    for (const [path, asked] of Object.entries(parts)) {
        await page.route(asked, route => route.abort("connectionrefused"));
        await page.goto(path);
        await page.getByRole("alert").getByText("The service cannot be reached").first().waitFor();
        assert.equal(await page.locator(".good").count(), 0); // unknown is never green
        await page.unroute(asked);
        await page.getByRole("button", { name: "Try again" }).first().click();
        await page.getByRole("alert").waitFor({ state: "detached" });
    }
    await page.context().close();
});

test("where nothing is sold, and where funds cannot be read, the free way is there all the same", async () => {
    const page = await openPage(browser, world, { person: people.customer });
    const problem = kind => ({ type: `/problems/${kind}`, title: "It is so", status: 503 });
    const answer = kind => route =>
        route.fulfill({ status: 503, contentType: "application/problem+json", body: JSON.stringify(problem(kind)) });
    const funds = "**/v1/accounts/*/funds";
    await page.route(funds, answer("no-price-book"));
    await page.goto("/funds");
    await page.getByText("Nothing is sold here").waitFor();
    await page.unroute(funds);
    await page.route(funds, answer("store-unavailable"));
    await page.goto(places.order);
    await page.getByText("Do it yourself, for free").waitFor();
    await page.getByRole("alert").getByText("It is so").waitFor();
    assert.equal(await page.getByRole("button", { name: /^Order/ }).count(), 0);
    await page.context().close();
});

test("no page was reported to have broken its policy", () => {
    assert.doesNotMatch(readFileSync(world.log, "utf8"), /content policy/);
});
