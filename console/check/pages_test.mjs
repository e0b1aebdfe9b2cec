// pages_test.mjs: the console in a real browser, against the real daemon. Run by check/run.mjs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readFileSync } from "node:fs";
import { deaf, openPage, picture, refusedConnections, signedIn, startBrowser, startWorld } from "./browser.mjs";

let world, browser, customer, newcomer;
before(async () => {
    [world, browser] = await Promise.all([startWorld(process.env.OFFLIST), startBrowser()]);
    customer = await signedIn(browser, world, world.links.customer);
    newcomer = await signedIn(browser, world, world.links.newcomer);
});
after(async () => {
    await browser?.close();
    await world?.end();
});

const open = options => openPage(browser, world, { person: customer, ...options });
const done = async page => {
    assert.deepEqual(page.wrong, []);
    await page.context().close();
};

test("a customer finds a listing and its evidence, and what strangers wrote is text", async () => {
    const page = await open();
    await page.goto("/");
    await page.getByText("2 open listings.").waitFor();
    await page.getByRole("navigation").getByRole("link", { name: "Listings", exact: true }).click();
    await page.getByRole("link", { name: "192.0.2.25" }).click();
    await page.getByRole("heading", { level: 1, name: "192.0.2.25" }).waitFor();
    const words = page.locator("section").first().locator("blockquote");
    assert.equal(
        await words.textContent(),
        '<img src=x onerror="window.hurt=1"> see https://demo.example/?ip=192.0.2.25',
    );
    await page.getByText("Confirmed: listed").waitFor();
    await page.locator(".timeline summary").first().click();
    await page.locator(".timeline summary", { hasText: "Raw record" }).first().click();
    assert.match(await page.locator(".timeline pre").first().textContent(), /"codes": \[\s+"127\.0\.0\.2"/);
    await page.goto("/listings?subject=192.0.2.26&state=all");
    await page.getByRole("link", { name: "192.0.2.26" }).click();
    await page.locator("blockquote", { hasText: "<script>" }).first().waitFor();
    await page.goto("/subjects");
    await page.getByText("<img src=x onerror=window.hurt=1>").waitFor();
    assert.equal(await page.locator("img").count(), 1); // the host's logo
    assert.equal(await page.evaluate(() => window.hurt), undefined);
    await done(page);
});

test("filters are in the address, and going back brings back what was shown", async () => {
    const page = await open();
    await page.goto("/listings");
    await page.getByRole("link", { name: "192.0.2.26" }).waitFor();
    await page.getByLabel("Subject").fill("192.0.2.25");
    await page.getByRole("button", { name: "Filter" }).click();
    await page.getByText("1 shown").waitFor();
    assert.equal(new URL(page.url()).search, "?subject=192.0.2.25");
    await page.getByLabel("State").selectOption("closed");
    await page.getByText("No listing is like this").waitFor();
    await page.goBack();
    await page.getByText("1 shown").waitFor();
    assert.equal(await page.getByLabel("State").inputValue(), "open");
    await done(page);
});

test("nothing is called well that could not be verified", async () => {
    const page = await open({ person: newcomer });
    await page.goto("/");
    await page.getByText("Nothing is monitored yet").waitFor();
    await page.goto("/subjects");
    await page.getByLabel("Address, CIDR range or domain").fill("203.0.113.9");
    await page.getByRole("button", { name: "Monitor it" }).dblclick();
    await page.getByText("203.0.113.9 was added.").waitFor();
    await page.getByText("1 shown").waitFor();
    await page.goto("/");
    await page.getByText("No listing is open.").waitFor();
    await page.getByText("1 of 3 lists could not be verified").waitFor();
    assert.equal(await page.locator(".good").count(), 0);
    await picture(page, "overview-doubt");
    await done(page);
});

test("a form says at the field what is wrong with it", async () => {
    const page = await open();
    await page.goto("/subjects");
    const field = page.getByLabel("Address, CIDR range or domain");
    await field.fill("192.0.2.999");
    await page.getByRole("button", { name: "Monitor it" }).click();
    await page.locator("p.wrong").waitFor();
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    const told = await field.getAttribute("aria-describedby");
    assert.match(await page.locator(`[id="${told}"]`).textContent(), /expected/);
    page.wrong = page.wrong.filter(each => !/status of 4\d\d/.test(each)); // the browser's own line about the refusal
    await done(page);
});

test("when an answer fails, it is said, and what was there stays", async () => {
    const page = await open();
    await deaf(page);
    await page.goto("/listings");
    await page.getByText("2 shown").waitFor();
    let refusals = 0;
    await page.route("**/v1/listings?*", route =>
        refusals++ === 0 ? route.abort("connectionrefused") : route.continue(),
    );
    await page.getByLabel("State").selectOption("all");
    await page.getByRole("alert").getByText("The service cannot be reached").waitFor();
    assert.equal(await page.locator("tbody tr").count(), 2);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("alert").waitFor({ state: "detached" });
    page.wrong = page.wrong.filter(each => !refusedConnections(each));
    await done(page);
});

test("who is not signed in is asked to, and comes back to the page that was wanted", async () => {
    const page = await open({ person: undefined });
    await page.goto("/listings?state=all");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    assert.equal(new URL(page.url()).searchParams.get("to"), "/listings?state=all");
    page.wrong = page.wrong.filter(each => !each.includes("status of 401"));
    await done(page);
});

test("a link does nothing until its button is pressed, and then once", async () => {
    const page = await open();
    const posted = [];
    await page.route("**/v1/login", route => {
        posted.push(route.request().postDataJSON());
        return route.fulfill({ json: { return: "/subjects" } });
    });
    await page.goto("/enter#a-link-of-256-bits");
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    assert.equal(new URL(page.url()).hash, ""); // nor does it stay in the history
    assert.deepEqual(posted, []);
    await page.getByRole("button", { name: "Sign in" }).dblclick();
    await page.getByRole("heading", { level: 1, name: "Subjects" }).waitFor();
    assert.deepEqual(posted, [{ link: "a-link-of-256-bits" }]);
    await done(page);
});

test("a real link opens once, the cookie is no script's, and signing out ends it", async () => {
    const page = await open({ person: undefined });
    await page.goto(world.links.spare);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("jane@shop.example").first().waitFor();
    const [cookie] = (await page.context().cookies()).filter(each => each.name === "__Host-offlist");
    assert.deepEqual([cookie.httpOnly, cookie.secure, cookie.sameSite], [true, true, "Lax"]);
    assert.equal(await page.evaluate(() => document.cookie), "");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.context().addCookies([cookie]); // whoever has kept a copy
    await page.goto("/subjects");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.goto(world.links.spare);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").getByText("This link was used before").waitFor();
    page.wrong = page.wrong.filter(each => !each.includes("status of 401"));
    await done(page);
});

test("a link leads to no other site", async () => {
    const page = await open();
    await page.route("**/v1/login", route => route.fulfill({ json: { return: "//evil.example/" } }));
    await page.goto("/enter?to=//evil.example/#link");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    assert.equal(new URL(page.url()).origin, world.url);
    await done(page);
});

test("the keyboard reaches everything, and each page begins at its heading", async () => {
    const page = await open();
    await page.goto("/");
    await page.getByText("2 open listings.").waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    assert.equal(await focused(), "Overview");
    await page.locator("nav a[href='/subjects']").focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Subjects" }).waitFor();
    assert.equal(await focused(), "Subjects");
    assert.equal(await page.title(), "Subjects");
    await page.locator(".brand").focus();
    await page.keyboard.press("Shift+Tab"); // what comes before all else
    assert.equal(await focused(), "Skip to the content");
    assert.ok((await page.locator(".skip").boundingBox()).x >= 0);
    await done(page);
});

test("who is in two accounts chooses for which she acts, and every page is that account's", async () => {
    const also = { email: "jane@shop.example", role: "viewer", account: world.accounts.newcomer };
    await world.rest("staff", "POST", "/v1/people", also);
    const { link } = await world.tell({ link: "jane@shop.example" });
    const page = await open({ person: await signedIn(browser, world, link) });
    await page.goto("/me");
    await page.getByRole("heading", { name: "Where you act" }).waitFor();
    await page.getByRole("button", { name: `Act here: ${world.accounts.newcomer}` }).click();
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    await page.goto("/me");
    await page.getByText("Newcomer Ltd").first().waitFor();
    await page.getByText("looks, changes nothing").waitFor();
    assert.equal(await page.getByRole("link", { name: "People" }).count(), 0);
    await page.goto("/listings?state=all");
    await page.getByText("No listing is like this").waitFor();
    await done(page);
});

test("no page was reported to have broken its policy", () => {
    assert.doesNotMatch(readFileSync(world.log, "utf8"), /content policy/);
});
