// How long a session lives, and that all windows know.
import { at, expect, fetched, shows, tabName, test } from "./fixtures.js";

/** Answers of the refresh with changes. */
async function refreshed(page, change) {
  await page.route("**/api/session/portal/refresh", async (route) => {
    const answer = await fetched(route);
    await route.fulfill({ response: answer, json: { ...(await answer.json()), ...change } });
  });
}

/** As the customer does on another device, or the merchant. */
const endSessions = (api, customer) => api.call("DELETE", `/sessions?customer=${customer.id}`);

/** The door, which says why somebody stands there. */
async function isAtTheDoor(page, t) {
  await expect(page).toHaveURL(/\/login\?reason=ended&to=%2F[\w-]+$/);
  await shows(page, t("sign-in-title"));
  await expect(page.getByText(t("signed-out-ended"))).toBeVisible();
  await expect(page.getByLabel(t("sign-in-email"))).toBeVisible();
}

test("signing out in one window signs out in all, whichever document they show", async ({ page, context, demo, signIn, customer, t, refusals }) => {
  refusals.add(401);
  await signIn(customer);
  const other = await context.newPage();
  await other.goto(at(demo, "/account"));
  await shows(other, t("account-title"));
  await other.getByRole("button", { name: t("sign-out"), exact: true }).click();
  for (const one of [other, page]) {
    await expect(one).toHaveURL(/\/login\?reason=left$/);
    await expect(one.getByText(t("signed-out-left"))).toBeVisible();
  }
});

test("tabs, account and invoices are documents of their own, and lead to each other", async ({ page, signIn, customer, t }) => {
  await signIn(customer);
  const programs = [];
  page.on("response", (answer) => answer.url().endsWith(".wasm") && programs.push(new URL(answer.url()).pathname));
  await page.getByRole("link", { name: t("account-title") }).click();
  await shows(page, t("account-title"));
  await page.goBack();
  await shows(page, t("tab-subscriptions"));
  await page.goForward();
  await shows(page, t("account-title"));
  const tabs = page.getByRole("navigation", { name: t("sections") }).getByRole("link");
  await tabs.nth(3).click();
  await shows(page, t("tab-invoices"));
  await tabs.nth(0).click();
  await shows(page, t("tab-subscriptions"));
  expect(programs[0]).toMatch(/^\/account\/portico-account-/);
  expect(programs.at(-2)).toMatch(/^\/invoices\/portico-invoices-/);
  expect(programs.at(-1)).toMatch(/^\/portico-web-/);
});

test("a session about to end for want of activity says so, and stays when told to", async ({ page, demo, signIn, customer, t }) => {
  await signIn(customer);
  await page.clock.install();
  await refreshed(page, { idleAfter: 100 });
  await page.goto(at(demo, "/invoices"));
  await shows(page, t("tab-invoices"));
  await page.clock.fastForward(20_000);
  const dialog = page.getByRole("dialog", { name: t("ending-title") });
  await expect(dialog.getByText(t("ending-idle"))).toBeVisible();
  await page.unrouteAll();
  await dialog.getByRole("button", { name: t("ending-stay") }).click();
  await expect(dialog).toBeHidden();
  await page.clock.fastForward(20_000);
  await expect(dialog).toBeHidden();
});

test("a session that was ended elsewhere leads to the door with the next thing that is asked for", async ({ page, demo, api, signIn, customer, t, refusals }) => {
  refusals.add(401);
  await signIn(customer);
  await page.goto(at(demo, "/contact"));
  await shows(page, t("tab-contact"));
  await endSessions(api, customer);
  const tabs = page.getByRole("navigation", { name: t("sections") });
  await tabs.getByRole("link", { name: tabName(page, t, "addresses") }).click();
  await isAtTheDoor(page, t);
  await expect(page.getByText(customer.lastName), "nothing of theirs is left").toHaveCount(0);
});

test("a page that nobody touches leads to the door by itself once its session is over", async ({ page, demo, api, signIn, customer, t, refusals }) => {
  refusals.add(401);
  await signIn(customer);
  await page.clock.install();
  await refreshed(page, { idleAfter: 100 });
  await page.goto(at(demo, "/contact"));
  await shows(page, t("tab-contact"));
  await page.unrouteAll();
  await endSessions(api, customer);
  await page.clock.fastForward(120_000);
  await isAtTheDoor(page, t);
});

test("a session that ends in any case says so, and offers nothing that would not help", async ({ page, demo, signIn, customer, t }) => {
  await signIn(customer);
  await page.clock.install();
  await refreshed(page, { endsIn: 100 });
  await page.goto(at(demo, "/account"));
  await shows(page, t("account-title"));
  await page.clock.fastForward(20_000);
  const dialog = page.getByRole("dialog", { name: t("ending-title") });
  await expect(dialog.getByText(t("ending-last"))).toBeVisible();
  await expect(dialog.getByRole("button", { name: t("ending-stay") })).toHaveCount(0);
  await dialog.getByRole("button", { name: t("close") }).click();
  await expect(dialog).toBeHidden();
});

test("a token is renewed while somebody works, and nothing moves", async ({ page, demo, signIn, customer, t }) => {
  await signIn(customer);
  await page.clock.install();
  await page.goto(at(demo, "/invoices"));
  await shows(page, t("tab-invoices"));
  const before = await page.locator("main").elementHandle();
  await page.clock.fastForward("09:30");
  const renewed = page.waitForResponse("**/api/session/portal/refresh");
  await page.keyboard.press("Shift");
  expect((await renewed).status()).toBe(200);
  expect(await before.evaluate((main) => main.isConnected), "the page was not built anew").toBe(true);
  await expect(page.locator("#outline")).toHaveCount(0);
});
