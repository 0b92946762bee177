// Codes, several customers, and the account: people, main address, sessions.
import { readFileSync } from "node:fs";
import { codeMailedTo, linkMailedTo, pageMailedTo } from "../lib/mails.js";
import { at, expect, shows, test } from "./fixtures.js";

/** Asks for a mail on the sign-in page. */
async function ask(page, demo, t, email) {
  await page.goto(at(demo, "/login"));
  await page.getByLabel(t("sign-in-email")).fill(email);
  await page.getByRole("button", { name: t("sign-in-send") }).click();
  await expect(page.getByRole("heading", { name: t("sign-in-sent-title") })).toBeVisible();
}

/** Signs in by a mailed link: such a session is fresh. */
async function byMail(page, demo, t, email) {
  await ask(page, demo, t, email);
  await page.goto(await linkMailedTo(email, demo.data));
  await page.getByRole("button", { name: /@/ }).click();
  await expect(page.getByRole("navigation")).toBeVisible();
}

test("a code from another device signs in, also after a reload", async ({ page, demo, customer, t, refusals }) => {
  [401, 422].forEach((status) => refusals.add(status));
  await ask(page, demo, t, customer.defaultEmail);
  await page.reload();
  const code = page.getByLabel(t("sign-in-code"));
  await code.fill("000000");
  await page.keyboard.press("Enter");
  await expect(page.getByText(t("error-code-invalid"))).toBeVisible();
  await code.fill(await codeMailedTo(customer.defaultEmail, demo.data));
  await page.keyboard.press("Enter");
  await shows(page, t("tab-subscriptions"));
  expect(await page.evaluate(() => [history.state, localStorage.length, sessionStorage.length])).toEqual([null, 0, 0]);
});

test("who has several customers chooses, and goes over later", async ({ page, demo, api, customer, t, refusals }) => {
  refusals.add(401);
  const other = await api.customer({ email: customer.defaultEmail, companyName: "Zweigwerk Süd" });
  await byMail(page, demo, t, customer.defaultEmail).catch(() => {});
  await shows(page, t("choose-title"));
  await page.getByRole("button", { name: /Zweigwerk Süd/ }).click();
  await shows(page, t("tab-subscriptions"));
  await expect(page.getByText("Zweigwerk Süd")).toBeVisible();
  await page.getByRole("link", { name: t("account-title") }).click();
  await shows(page, t("account-title"));
  const now = page.getByRole("button", { name: new RegExp(other.customerNumber) });
  await expect(now).toHaveAttribute("aria-current", "true");
  await page.getByRole("button", { name: new RegExp(customer.customerNumber) }).click();
  await shows(page, t("tab-subscriptions"));
  await expect(page.getByText("Zweigwerk Süd")).toBeHidden();
});

test("an owner lets somebody in after a fresh code, and out again", async ({ page, demo, customer, signIn, t, refusals }) => {
  refusals.add(403);
  await signIn(customer);
  await page.goto(at(demo, "/account"));
  await page.getByRole("button", { name: t("people-invite") }).click();
  const email = `eva-${customer.customerNumber}@example.com`.toLowerCase();
  await page.getByLabel(t("sign-in-email")).fill(email);
  await page.getByRole("radio", { name: t("role-viewer") }).check();
  await page.getByRole("button", { name: t("people-send") }).click();
  await expect(page.getByRole("heading", { name: t("step-up-title") })).toBeVisible();
  await page.getByLabel(t("sign-in-code")).fill(await codeMailedTo(customer.defaultEmail, demo.data));
  await page.getByRole("button", { name: t("step-up-confirm") }).click();
  await expect(page.getByText(t("people-sent", { email }))).toBeVisible();
  await expect(page.getByText(t("people-invited"), { exact: true })).toBeVisible();
  await linkMailedTo(email, demo.data);

  await page.getByRole("button", { name: t("button-of", { action: t("change"), name: email }) }).click();
  await page.getByRole("radio", { name: t("role-billing") }).check();
  await page.getByRole("button", { name: t("save") }).click();
  await expect(page.getByText(t("people-changed", { email }))).toBeVisible();
  await page.getByRole("button", { name: t("button-of", { action: t("people-remove"), name: email }) }).click();
  await page.getByRole("dialog").getByRole("button", { name: t("people-remove"), exact: true }).click();
  await expect(page.getByText(t("people-removed", { email }))).toBeVisible();
});

test("an owner decides how invoices look, and who else gets them", async ({ page, demo, customer, signIn, t, refusals }) => {
  [403, 422].forEach((status) => refusals.add(status));
  await signIn(customer);
  await page.goto(at(demo, "/account"));
  const section = page.locator("#invoicing");
  await section.getByRole("button", { name: t("preferences-change") }).click();
  const dialog = page.getByRole("dialog");
  const reference = dialog.getByRole("textbox", { name: t("preferences-buyer") });
  await expect(reference).toHaveJSProperty("required", false);
  await dialog.getByRole("radio", { name: t("preferences-xrechnung") }).check();
  await expect(reference, "no XRechnung is made without it").toHaveJSProperty("required", true);
  await expect(reference).toHaveAccessibleName(t("preferences-buyer"));
  await dialog.getByRole("textbox", { name: t("preferences-order") }).fill("PO-4711");
  await dialog.getByRole("button", { name: t("save") }).click();
  await expect(dialog.getByText(t("preferences-buyer-missing"))).toBeVisible();
  await reference.fill("991-33333TEST-33");
  await dialog.getByRole("button", { name: t("save") }).click();
  await expect(section.getByText(t("preferences-saved"))).toBeVisible();
  await expect(section.getByText("PO-4711")).toBeVisible();
  await expect(section.getByText("991-33333TEST-33")).toBeVisible();

  const email = `buch-${customer.customerNumber}@example.com`.toLowerCase();
  await section.getByRole("button", { name: t("recipients-add") }).click();
  await page.getByLabel(t("sign-in-email")).fill(email);
  await page.getByRole("button", { name: t("recipients-ask") }).click();
  await page.getByLabel(t("sign-in-code")).fill(await codeMailedTo(customer.defaultEmail, demo.data));
  await page.getByRole("button", { name: t("step-up-confirm") }).click();
  await expect(section.getByText(t("recipients-sent", { email }))).toBeVisible();
  await expect(section.getByText(t("recipients-waits"))).toBeVisible();

  await page.goto(await pageMailedTo(email, demo.data, "recipient"));
  await page.getByRole("button", { name: t("recipient-title") }).click();
  await expect(page.getByText(t("recipient-done", { email }))).toBeVisible();
  await page.goto(at(demo, "/account"));
  await expect(section.getByText(email)).toBeVisible();
  await expect(section.getByText(t("recipients-waits"))).toHaveCount(0);
  await section.getByRole("button", { name: t("button-of", { action: t("people-remove"), name: email }) }).click();
  await page.getByRole("dialog").getByRole("button", { name: t("people-remove"), exact: true }).click();
  await expect(section.getByText(t("recipients-removed", { email }))).toBeVisible();
});

test("a new main address counts once it is confirmed, and the old one can undo it", async ({ page, demo, customer, t, refusals }) => {
  [401, 410].forEach((status) => refusals.add(status));
  const [old, next] = [customer.defaultEmail, `neu-${customer.customerNumber}@example.com`.toLowerCase()];
  await byMail(page, demo, t, old);
  await page.goto(at(demo, "/account"));
  await page.getByRole("button", { name: t("email-change") }).click();
  await page.getByLabel(t("email-new")).fill(next);
  await page.getByRole("button", { name: t("email-send") }).click();
  await expect(page.getByText(t("email-waits", { email: next }))).toBeVisible();

  await page.goto(await pageMailedTo(next, demo.data, "email"));
  await expect(page).not.toHaveURL(/token=/);
  await page.getByRole("button", { name: t("email-prove-title") }).click();
  await shows(page, t("tab-subscriptions"));
  await page.goto(at(demo, "/account"));
  await expect(page.getByText(next).first()).toBeVisible();

  await page.goto(await pageMailedTo(old, demo.data, "undo"));
  await page.getByRole("button", { name: t("email-undo-title") }).click();
  await expect(page.getByText(t("email-undone", { email: old }))).toBeVisible();
  await page.goto(at(demo, "/invoices"));
  await expect(page.getByLabel(t("sign-in-email")), "everybody is signed out").toBeVisible();
});

test("other sessions are seen and ended", async ({ page, demo, api, customer, signIn, t }) => {
  await signIn(customer);
  const { accessToken } = await api.authenticate(customer.id);
  await page.goto(at(demo, "/account"));
  await expect(page.getByText(t("session-current"))).toBeVisible();
  await page.getByRole("button", { name: t("session-end-all") }).click();
  await expect(page.getByText(t("session-by-merchant"))).toHaveCount(0);
  const answer = await fetch(`${demo.apiBaseUrl}/portal`, { headers: { authorization: `Bearer ${accessToken}` } });
  expect(answer.status).toBe(401);
});

test("the account tells in words who looked in and what changed, newest first", async ({ page, demo, api, customer, signIn, t }) => {
  await api.address(customer);
  await signIn(customer);
  await page.goto(at(demo, "/account"));
  const rows = page.locator("#activity li");
  const merchant = await page.getByRole("banner").locator(".brand-name").innerText();
  await expect(rows.first()).toContainText(t("did-sign-in"));
  await expect(rows.first()).toContainText(t("people-you"));
  await expect(rows.filter({ hasText: t("did-address-add") })).toContainText(merchant);
  await expect(rows.last()).toContainText(t("did-customer-create"));
  await expect(page.locator("#activity"), "no names of the API's").not.toContainText(/\b[a-z]+\.[a-z]/);
});

test("a long history comes a page at a time", async ({ page, demo, api, customer, signIn, t }) => {
  for (let n = 0; n < 32; n += 1) await api.address(customer, { street: `Weg ${n}` });
  await signIn(customer);
  await page.goto(at(demo, "/account"));
  const rows = page.locator("#activity li");
  await expect(rows).toHaveCount(30);
  await page.locator("#activity").getByRole("button", { name: t("activity-more") }).click();
  await expect(rows.last()).toContainText(t("did-customer-create"));
  await expect(page.getByRole("button", { name: t("activity-more") })).toHaveCount(0);
});

test("the staff who look see it said on every page, and no button that changes anything", async ({ page, demo, api, customer, language, t, refusals }) => {
  refusals.add(401);
  await api.subscription(customer);
  await api.address(customer);
  const { data } = await api.call("POST", `/customers/${customer.id}/view`, { reason: "Ticket 4711" });
  await page.goto(data.customerAreaLink);
  const banner = page.getByRole("complementary", { name: t("look-title") });
  await expect(banner).toContainText(t("look-text", { customer: `Ada ${customer.lastName}` }));
  await expect(banner).toContainText("15");
  await shows(page, t("tab-subscriptions"));
  await expect(page.getByText("Hafenblick Plus").first()).toBeVisible();
  const offered = () => page.locator("main").getByRole("button").allInnerTexts();
  expect(await offered()).toEqual([]);
  for (const [path, heading] of [["/billing-addresses", "tab-addresses"], ["/account", "account-title"]]) {
    await page.goto(at(demo, path));
    await shows(page, t(heading));
    await expect(banner).toBeVisible();
    expect(await offered(), path).toEqual([]);
  }
  await page.getByRole("button", { name: t("language-other") }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", language === "de" ? "en" : "de");
  await page.getByRole("button", { name: t("language-other") === "Deutsch" ? "English" : "Deutsch" }).click();
  await banner.getByRole("button", { name: t("look-end") }).click();
  await shows(page, t("look-over-title"));
  await expect(page.getByRole("link", { name: t("look-over-back") })).toHaveAttribute("href", "/console");
  await expect(page.getByRole("textbox"), "the customers' way in is not theirs").toHaveCount(0);
});

test("a look counts its minutes down, and ends by itself", async ({ page, api, customer, t, refusals }) => {
  refusals.add(401);
  await page.clock.install();
  const { data } = await api.call("POST", `/customers/${customer.id}/view`, { reason: "Ticket 4711" });
  await page.goto(data.customerAreaLink);
  const banner = page.getByRole("complementary", { name: t("look-title") });
  await expect(banner).toContainText("15");
  await page.clock.runFor("05:00");
  await expect(banner).toContainText("10");
  await page.clock.runFor("10:05");
  await shows(page, t("look-over-title"));
});

test("the customer finds that somebody looked", async ({ page, demo, api, customer, signIn, t, refusals }) => {
  refusals.add(401);
  const { data } = await api.call("POST", `/customers/${customer.id}/view`, { reason: "Ticket 4711" });
  await page.goto(data.customerAreaLink);
  await expect(page.getByRole("complementary", { name: t("look-title") })).toBeVisible();
  await page.getByRole("button", { name: t("look-end") }).click();
  await shows(page, t("look-over-title"));
  await signIn(customer);
  await page.goto(at(demo, "/account"));
  await expect(page.locator("#activity li").filter({ hasText: t("did-view") })).toHaveCount(1);
  await expect(page.locator("#activity")).not.toContainText("4711");
});

test("a viewer finds what they may read, and no button that would be refused", async ({ page, demo, api, customer, t, refusals }) => {
  refusals.add(401);
  await api.subscription(customer);
  await api.address(customer);
  const email = `vera-${customer.customerNumber}@example.com`.toLowerCase();
  await api.call("POST", `/customers/${customer.id}/users`, { email, role: "viewer" });
  await page.goto(await linkMailedTo(email, demo.data));
  await page.getByRole("button", { name: /@/ }).click();
  await shows(page, t("tab-subscriptions"));
  await expect(page.getByText("Hafenblick Plus").first()).toBeVisible();
  await expect(page.locator("main").getByRole("button")).toHaveCount(0);
  await page.goto(at(demo, "/billing-addresses"));
  await shows(page, t("tab-addresses"));
  await expect(page.locator("main").getByRole("button")).toHaveCount(0);
});

test("personal data are saved as a ZIP, and too often is said in words", async ({ page, demo, customer, signIn, t, refusals }) => {
  refusals.add(429);
  await signIn(customer);
  await page.goto(at(demo, "/account"));
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: t("data-download") }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe(t("data-file"));
  expect(readFileSync(await file.path()).subarray(0, 2).toString()).toBe("PK");
  await expect(page.getByText(t("data-done"))).toBeVisible();
  const problem = { type: "too-many-requests", title: "", status: 429, detail: "", instance: "x" };
  await page.route("**/api/personal-data", (route) =>
    route.fulfill({ status: 429, headers: { "retry-after": "1500", "content-type": "application/problem+json" }, body: JSON.stringify(problem) }),
  );
  await page.getByRole("button", { name: t("data-download") }).click();
  await expect(page.locator("#data")).toContainText(/ 25 /);
});

test("an owner asks for erasure, knowing what goes and what stays, and takes it back", async ({ page, demo, api, customer, signIn, t }) => {
  const { number } = await api.subscription(customer);
  await api.address(customer);
  await signIn(customer);
  await page.goto(at(demo, "/account"));
  await page.getByRole("button", { name: t("erasure-ask") }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText(t("erasure-name"));
  await expect(dialog).toContainText(t("erasure-first-subscription", { number }));
  await dialog.getByRole("button", { name: t("erasure-send") }).click();
  await expect(dialog).toBeHidden();
  const withdraw = page.getByRole("button", { name: t("erasure-withdraw") });
  await expect(withdraw).toBeVisible();
  await page.reload();
  await withdraw.click();
  await expect(page.getByRole("button", { name: t("erasure-ask") })).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.reload();
  await expect(page.locator("#activity li").filter({ hasText: t("did-erasure-withdraw") })).toHaveCount(1);
});
