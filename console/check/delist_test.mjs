// delist_test.mjs: the way off a list, from the free way to the end, in a real browser against the real daemon.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readFileSync } from "node:fs";
import {
    deaf,
    fund,
    listingOf,
    openPage,
    picture,
    refusedConnections,
    signedIn,
    startBrowser,
    startWorld,
    until,
} from "./browser.mjs";

let world, browser, customer, sam;
before(async () => {
    [world, browser] = await Promise.all([startWorld(process.env.OFFLIST), startBrowser()]);
    customer = await signedIn(browser, world, world.links.customer);
    sam = await signedIn(browser, world, world.links.sam);
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
const jobs = async subject => (await world.rest("customer", "GET", `/v1/delistings?subject=${subject}`)).items;
const delistPage = async (page, subject) => page.goto(`/listings/${(await listingOf(world, subject)).id}/delist`);

/** Staff's page, worked by keys alone. */
async function work(page, id, keys) {
    await page.goto(`/staff/queue?task=${id}`);
    await page.locator(`[data-task="${id}"][aria-current]`).waitFor();
    for (const key of keys) await key(page);
}
const press = key => page => page.keyboard.press(key);
const see = text => page => page.getByText(text).first().waitFor();

test("free way, then what must be in order, then the order, staff by keyboard, DNS clean: it is off the list", async () => {
    const page = await open();
    await world.tell({ names: ["shop.example"] });
    await page.goto(`/listings/${(await listingOf(world, "shop.example")).id}`);
    await page.getByRole("link", { name: "Get it off this list" }).click();
    await page.getByRole("heading", { level: 1, name: "shop.example off Demo names list" }).waitFor();
    const order = await page.locator("main h2").allTextContents();
    assert.deepEqual(order, ["Do it yourself, for free", "What must be in order", "Or we do it for you", "Order"]);
    const link = page.getByRole("link", { name: "Open the operator's page" });
    assert.equal(await link.getAttribute("href"), "https://demo.example/remove?ip=shop.example");
    // nobody can write to its postmaster yet, so nothing is sold
    await page.getByText("has neither MX nor address").first().waitFor();
    await page.getByText("We do not do this one for money").waitFor();
    assert.equal(await page.getByRole("button", { name: /^Order/ }).count(), 0);
    assert.equal(await page.locator(".checks .good").count(), 0); // what nobody could check is not well
    await picture(page, "delist-not-in-order");
    await world.tell({ mail: ["shop.example"] });
    await until("the precondition", async () => {
        await page.getByRole("button", { name: "Check again" }).click();
        return page
            .locator(".badge.good", { hasText: "In order" })
            .waitFor({ timeout: 1500 })
            .then(
                () => true,
                () => false,
            );
    });
    // by oneself: that costs nothing, and nothing is ordered
    await page.getByRole("link", { name: "I do it myself" }).click();
    await page.getByText("Good: this costs nothing").waitFor();
    assert.equal(await page.getByRole("button", { name: /^Order/ }).count(), 0);
    await page.goBack();
    await fund(world, 3500);
    await page.reload();
    await page.getByRole("button", { name: "Order for US$35.00" }).click();
    await page.waitForURL(/\/delistings\/del_\d+$/);
    await page.locator(".step-now", { hasText: "Operator asked" }).waitFor();
    await picture(page, "job-held");

    const staff = await open({ person: sam });
    await staff.goto("/staff");
    await staff.getByRole("link", { name: "Work the queue" }).click();
    await staff.locator(".queue-task").waitFor();
    await staff.keyboard.press("c");
    await staff.getByText("Your claim lasts").waitFor();
    await staff.locator(".queue-task [role=timer]", { hasText: /^0:0[01]:\d\d$/ }).waitFor();
    await staff.keyboard.press("s");
    await staff.keyboard.type("the form was sent; s j k r are letters here");
    await picture(staff, "queue-submitted");
    await staff.keyboard.press("Control+Enter");
    await staff.getByText(/^tsk_\d+ is done\.$/).waitFor();
    await staff.getByText("Nothing is to be done").waitFor();
    await done(staff);

    // gone in the second of the request would count as gone before it
    await until("an answer after the request", async () => (await jobs("shop.example"))[0].proof?.newest === "listed");
    const [{ id }] = await jobs("shop.example");
    const { history } = await world.rest("customer", "GET", `/v1/delistings/${id}`);
    const asked = Date.parse(history.find(each => each.to === "submitted").at);
    await until("the end of that second", async () => Date.now() >= asked + 1000);
    await world.tell({ names: [] });
    await until("the end of the job", async () => (await jobs("shop.example"))[0].state === "succeeded");
    await page.reload();
    await page.getByText("It worked:").waitFor();
    assert.equal(await page.locator(".steps .step-done").count(), 5);
    await page.getByText("Clean 127.0.0.2", { exact: false }).waitFor({ state: "detached" });
    await picture(page, "job-succeeded");
    await page.goto("/funds");
    await page.getByText("Fee earned: it is off the list").waitFor();
    assert.match(await page.locator(".figures").textContent(), /BalanceUS\$0\.00.*HeldUS\$0\.00/);
    await done(page);
});

test("past the deadline the fee comes back", async () => {
    const page = await open();
    await fund(world, 3500);
    await delistPage(page, "192.0.2.26");
    await page.getByRole("button", { name: "Order for US$35.00" }).click();
    await page.waitForURL(/\/delistings\/del_\d+$/);
    const staff = await open({ person: sam });
    const task = await until("the task", async () => (await world.rest("staff", "GET", "/v1/tasks")).items[0]);
    await work(staff, task.id, [
        press("c"),
        see("Your claim lasts"),
        press("s"),
        press("Control+Enter"),
        see("Nothing is to be done"),
    ]);
    await done(staff);
    await until("the end of the job", async () => (await jobs("192.0.2.26"))[0].state === "failed");
    await page.reload();
    await page.getByText("back in your funds").waitFor();
    assert.equal(await page.locator(".verdict.good, .badge.good").count(), 0);
    await picture(page, "job-failed");
    await page.goto("/funds");
    await page.getByText("Fee given back").waitFor();
    assert.match(await page.locator(".figures").textContent(), /BalanceUS\$35\.00.*HeldUS\$0\.00/);
    await done(page);
});

test("an answer that is lost, and a double click, order once", async () => {
    const page = await open();
    await delistPage(page, "192.0.2.25");
    let sent = 0;
    await page.route("**/v1/delistings", async route => {
        if (route.request().method() !== "POST" || sent++ > 0) return route.fallback();
        await route.fetch(); // it is done, and nobody hears of it
        return route.abort("connectionreset");
    });
    const button = page.getByRole("button", { name: "Order for US$35.00" });
    await button.click();
    await page.getByRole("alert").getByText("it is not known whether this was done").waitFor();
    await button.dblclick();
    await page.waitForURL(/\/delistings\/del_\d+$/);
    await page.locator(".steps").waitFor();
    assert.equal((await jobs("192.0.2.25")).length, 1);
    const moved = await world.rest("customer", "GET", `/v1/accounts/${world.accounts.customer}/transfers`);
    const mine = moved.items.filter(each => each.reference === (page.url().match(/del_\d+/) ?? [])[0]);
    assert.deepEqual(
        mine.map(each => each.code),
        ["hold"],
    );
    // while nothing was sent it can be cancelled, and is asked about once more
    await page.getByRole("button", { name: "Cancel the order" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel the order" }).click();
    await page.getByText("The order is cancelled.").waitFor();
    await page.getByRole("button", { name: "Cancel the order" }).waitFor({ state: "detached" });
    page.wrong = page.wrong.filter(each => !each.includes("ERR_CONNECTION_RESET"));
    await done(page);
});

test("what funds do not cover waits, is paid with the surcharge told before, and begins by itself", async () => {
    const page = await open();
    await world.rest("staff", "POST", `/v1/accounts/${world.accounts.customer}/transfers`, {
        amount: -3500,
        reason: "test",
    });
    await delistPage(page, "192.0.2.25");
    await page.getByRole("button", { name: "Order, then pay US$35.00" }).click();
    await page.getByText("waits for your payment").waitFor();
    assert.equal(await page.getByLabel("Amount in USD").inputValue(), "35.00");
    await picture(page, "job-awaiting-funds");
    await page.getByRole("button", { name: "Continue" }).dblclick();
    await page.waitForURL(/\/payments\/pay_\d+$/);
    await page.locator(".sum", { hasText: "Surcharge of the method" }).waitFor();
    assert.match(await page.locator(".sum").textContent(), /US\$35\.00.*US\$2\.63.*US\$37\.63/);
    const payments = await world.rest("customer", "GET", "/v1/payments");
    assert.equal(payments.items.length, 1);
    await picture(page, "payment-pending");
    await page.getByRole("link", { name: "Pay US$37.63" }).click();
    await page.getByRole("button", { name: "Pay" }).click(); // at the gateway
    await fetch(`${world.sandbox}/sandbox/deliver`, { method: "POST" });
    await page.goto(`${world.url}/`); // where gateways lead back to
    await page.waitForURL(/\/payments\/pay_\d+$/);
    await page.getByText("Paid. The money is in your funds.").waitFor();
    await picture(page, "payment-settled");
    await page.getByRole("link", { name: "To your delistings" }).click();
    await page.getByRole("link", { name: "192.0.2.25" }).first().click();
    await page.locator(".step-done", { hasText: "Fee held" }).waitFor();
    page.wrong = page.wrong.filter(each => !each.includes("favicon"));
    await done(page);
});

test("a sign-in that ends in the middle of a form loses nothing that was typed", async () => {
    const page = await open();
    await deaf(page);
    await page.goto("/funds");
    await page.getByLabel("Amount in USD").fill("71.50");
    const kept = await page.context().cookies();
    await page.context().clearCookies();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("dialog", { name: "You are signed out" }).waitFor();
    await picture(page, "signed-out");
    await page.getByRole("button", { name: "I have signed in in another window" }).click();
    await page.getByText("No sign-in was found yet.").waitFor();
    await page.context().addCookies(kept);
    await page.getByRole("button", { name: "I have signed in in another window" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    assert.equal(await page.getByLabel("Amount in USD").inputValue(), "71.50");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.locator(".sum", { hasText: "US$71.50" }).waitFor();
    page.wrong = page.wrong.filter(each => !each.includes("status of 401") && !refusedConnections(each));
    await done(page);
});

test("no page was reported to have broken its policy", () => {
    assert.doesNotMatch(readFileSync(world.log, "utf8"), /content policy/);
});
