// live_test.mjs: what happens is seen without a reload, and a daemon that is gone is said. Run by check/run.mjs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { barriers, listingOf, openPage, picture, signedIn, startBrowser, startWorld } from "./browser.mjs";

let world, browser, customer;
before(async () => {
    [world, browser] = await Promise.all([startWorld(process.env.OFFLIST), startBrowser()]);
    customer = await signedIn(browser, world, world.links.customer);
});
after(async () => {
    await browser?.close();
    await world?.end();
});

const listed = ["192.0.2.25", "192.0.2.26"];
const banner = page => page.locator(".lost");
/** Loads of the page itself: there must be one. */
const counted = page => {
    page.loads = 0;
    page.on("domcontentloaded", () => page.loads++);
    return page;
};
const open = async path => {
    const page = counted(await openPage(browser, world, { person: customer }));
    await page.goto(path);
    await page.getByRole("link", { name: "192.0.2.25" }).first().waitFor();
    return page;
};
/** Without a connection the browser says so by itself, which is no fault of the page. */
const faults = page =>
    page.wrong.filter(each => !/net::ERR_|EventSource|Failed to load resource|status of 50[0-9]/.test(each));

test("a listing that opens appears within two seconds, in both tabs of a browser, without a reload", async () => {
    const page = await open("/listings");
    const second = counted(await page.context().newPage());
    await second.goto("/");
    await second.getByText("2 open listings.").waitFor();
    const streams = await page.context().newPage(); // what it shows is nobody's matter: it asks as the page may
    await world.tell({ live: [...listed, "192.0.2.27"] });
    const listing = await listingOf(world, "192.0.2.27");
    const found = Date.now();
    await page.getByRole("link", { name: "192.0.2.27" }).waitFor();
    await second.getByText("3 open listings.").waitFor();
    assert.ok(Date.now() - found < 2000, `it took ${Date.now() - found} ms`);
    // and one that closes goes, on the page of the listing itself as well
    await streams.goto(`/listings/${listing.id}`);
    await streams.getByRole("heading", { level: 1, name: "192.0.2.27" }).waitFor();
    await world.tell({ live: listed });
    await second.getByText("2 open listings.").waitFor({ timeout: 30_000 });
    await page.getByRole("link", { name: "192.0.2.27" }).waitFor({ state: "detached" });
    assert.equal(page.loads, 1);
    assert.equal(second.loads, 1);
    assert.deepEqual(page.wrong, []);
    await page.context().close();
});

test("another tab goes on when the one that listened is closed", async () => {
    const first = await open("/listings");
    const second = counted(await first.context().newPage());
    await second.goto("/listings");
    await second.getByRole("link", { name: "192.0.2.25" }).first().waitFor();
    await first.close();
    await world.tell({ live: [...listed, "192.0.2.28"] });
    await second.getByRole("link", { name: "192.0.2.28" }).waitFor({ timeout: 30_000 });
    assert.equal(second.loads, 1);
    await second.context().close();
});

test("a daemon that was killed: the page says so, keeps what it has, and misses nothing once it is back", async () => {
    const page = await open("/listings");
    await world.tell({ signal: "KILL" });
    await banner(page).waitFor({ timeout: 20_000 });
    assert.match(await banner(page).textContent(), /no connection .* What you see is of/);
    assert.ok(await page.getByRole("link", { name: "192.0.2.25" }).isVisible());
    assert.deepEqual(await barriers(page), []);
    await picture(page, "no-connection");
    await world.tell({ live: [...listed, "192.0.2.29"] });
    await world.tell({ start: true });
    await banner(page).waitFor({ state: "detached", timeout: 30_000 });
    await page.getByRole("link", { name: "192.0.2.29" }).waitFor({ timeout: 30_000 });
    assert.equal(page.loads, 1);
    assert.deepEqual(faults(page), []);
    await page.context().close();
});

test("a daemon that hangs is noticed as well", async () => {
    const page = await open("/");
    await world.tell({ signal: "STOP" });
    await banner(page).waitFor({ timeout: 40_000 });
    await world.tell({ live: listed });
    await world.tell({ signal: "CONT" });
    await banner(page).waitFor({ state: "detached", timeout: 30_000 });
    await page.getByText("2 open listings.").waitFor({ timeout: 30_000 });
    assert.equal(page.loads, 1);
    assert.deepEqual(faults(page), []);
    await page.context().close();
});

test("the end of a sign-in is said on a page that only looks on", async () => {
    const owner = await signedIn(browser, world, world.links.spare);
    const page = counted(await openPage(browser, world, { person: owner }));
    await page.goto("/listings");
    await page.getByRole("link", { name: "192.0.2.25" }).first().waitFor();
    const other = await browser.newContext({ baseURL: world.url, storageState: owner });
    const left = await other.request.post("/v1/logout", { data: {}, headers: { Origin: world.url } });
    assert.equal(left.status(), 204, await left.text());
    await page.getByRole("dialog").waitFor({ timeout: 20_000 });
    assert.equal(page.loads, 1);
    await other.close();
    await page.context().close();
});
