// queue_test.mjs: a task given back, a claim that ends while a note is typed, and a role chosen by keys. Run by check/run.mjs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { barriers, openPage, ordered, picture, signedIn, startBrowser, startWorld, until } from "./browser.mjs";

let world, browser, sam, customer;
before(async () => {
    [world, browser] = await Promise.all([startWorld(process.env.OFFLIST), startBrowser()]);
    sam = await signedIn(browser, world, world.links.sam);
    customer = await signedIn(browser, world, world.links.customer);
});
after(async () => {
    await browser?.close();
    await world?.end();
});

const taskOf = async subject => {
    const { id } = await ordered(world, subject);
    return until(`the task of ${id}`, async () =>
        (await world.rest("staff", "GET", "/v1/tasks")).items.find(each => each.delisting === id),
    );
};
const done = async page => {
    assert.deepEqual(page.wrong, []);
    await page.context().close();
};

test("a task is given back by keyboard, and its note goes along", async () => {
    const task = await taskOf("192.0.2.25");
    const page = await openPage(browser, world, { person: sam });
    await page.goto(`/staff/queue?task=${task.id}`);
    await page.locator(".queue-task").waitFor();
    await page.keyboard.press("u"); // not hers yet: it does nothing
    assert.equal(await page.getByRole("dialog").count(), 0);
    await page.keyboard.press("c");
    await page.getByText(`${task.id} is yours.`).waitFor();
    await page.getByRole("button", { name: "Give back u" }).waitFor();
    await page.keyboard.press("n");
    await page.keyboard.type("Their form is down.");
    await page.keyboard.press("Escape");
    await page.keyboard.press("u");
    const dialog = page.getByRole("dialog", { name: "Give back 192.0.2.25?" });
    await dialog.getByText("Their form is down.").waitFor();
    assert.deepEqual(await barriers(page), []);
    await picture(page, "queue-give-back");
    await dialog.getByLabel("No: somebody may ask now").check();
    await page.keyboard.press("Enter");
    await page.getByText(`${task.id} is open again.`).waitFor();
    await page.getByRole("button", { name: "Claim c" }).waitFor();
    const now = await world.rest("staff", "GET", `/v1/tasks/${task.id}`);
    assert.equal(now.state, "open");
    assert.equal(now.kind, task.kind, "nobody asked the operator, so it is the same task");
    const job = await world.rest("staff", "GET", `/v1/delistings/${task.delisting}`);
    assert.match(JSON.stringify(job), /Their form is down/);
    await done(page);
});

test("a note that is being typed survives the end of its claim, and no letter of it is a command", async () => {
    const task = await taskOf("192.0.2.26");
    const page = await openPage(browser, world, { person: sam });
    await page.goto(`/staff/queue?task=${task.id}`);
    await page.locator(".queue-task", { hasText: "192.0.2.26" }).waitFor();
    await page.keyboard.press("c");
    await page.getByText(`${task.id} is yours.`).waitFor();
    await page.getByRole("button", { name: "Submitted s" }).waitFor();
    await page.keyboard.press("s");
    await page.locator("textarea").waitFor();
    await page.keyboard.type("They want ");
    // as the service tells it once the claim's time is over
    await page.route("**/v1/tasks?*", async route => {
        const reply = await route.fetch();
        const body = await reply.json();
        for (const each of body.items)
            if (each.id === task.id) Object.assign(each, { state: "open", claimed_by: null });
        await route.fulfill({ response: reply, json: body });
    });
    await page.getByText("Your claim has ended.").waitFor();
    await page.keyboard.type("our ticket");
    assert.equal(await page.locator("textarea").inputValue(), "They want our ticket");
    assert.ok(await page.getByRole("button", { name: /The operator was asked/ }).isDisabled());
    assert.deepEqual(await barriers(page), []);
    await picture(page, "queue-lost-claim");
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await page.getByRole("button", { name: /The operator was asked/, disabled: false }).waitFor();
    await done(page);
});

test("arrow keys go over roles without asking, and a button asks", async () => {
    const page = await openPage(browser, world, { person: customer });
    await page.goto("/people");
    const role = page.getByLabel("Role of vera@shop.example");
    await role.focus();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    assert.equal(await role.inputValue(), "owner");
    assert.equal(await page.getByRole("dialog").count(), 0);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByText("vera@shop.example").first().waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Not now" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    assert.equal(await role.inputValue(), "viewer", "nothing was changed");
    await done(page);
});
