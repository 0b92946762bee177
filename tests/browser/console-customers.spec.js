// The console's customers: finding them, looking after one, and the ways into their portal.
import AxeBuilder from "@axe-core/playwright";
import { randomUUID } from "node:crypto";
import { linkMailedTo } from "../lib/mails.js";
import { operator } from "../lib/operators.js";
import { expect, shows, test } from "./fixtures.js";

/** A company of this test alone, that sorts and reads well on a screenshot. */
async function company(api, language, fields) {
  const id = randomUUID().slice(0, 8);
  return api.customer({ language, companyName: `Kontor ${id} GmbH`, email: `ada.${id}@example.com`, ...fields });
}

/** Opens the page of a customer, at one of its sections. */
async function openCustomer(page, open, customer, section, who) {
  await open(`/customers/${customer.id}${section ? `?section=${section}` : ""}`, who);
  await shows(page, customer.companyName);
}

/** Chooses an entry of the three dots menu. */
async function choose(page, c, customer, action) {
  await page.getByRole("button", { name: c("customer-menu", { name: customer.companyName }) }).click();
  await page.getByRole("button", { name: c(action), exact: true }).click();
}

test("typing finds a customer, and the address bar keeps what is shown", async ({ page, api, language, open, c }) => {
  const customer = await company(api, language);
  await open("/customers");
  await shows(page, c("customers-title"));
  const search = page.getByRole("searchbox", { name: c("customers-search") });
  // A letter alone would get in the way of those who speak to their computer (WCAG 2.1.4).
  await page.keyboard.press("/");
  await expect(search).not.toBeFocused();
  await page.keyboard.press("Control+k");
  await expect(search).toBeFocused();
  await page.keyboard.type(customer.companyName);
  await expect(page).toHaveURL(/search=Kontor/);
  await expect(search, "typing goes on").toBeFocused();
  await expect(page.getByRole("rowheader")).toHaveCount(1);
  await expect(page.getByRole("row").filter({ hasText: customer.customerNumber })).toContainText(customer.defaultEmail);

  await page.reload();
  await expect(search).toHaveValue(customer.companyName);
  await expect(page.getByRole("rowheader")).toHaveCount(1);
  await page.getByRole("link", { name: customer.companyName }).click();
  await shows(page, customer.companyName);
  await page.goBack();
  await expect(search).toHaveValue(customer.companyName);
});

test("status and order narrow the list, and Back takes a step back", async ({ page, api, language, open, c }) => {
  const mark = randomUUID().slice(0, 8);
  const [first, second] = [await company(api, language, { companyName: `A ${mark}` }), await company(api, language, { companyName: `B ${mark}` })];
  await api.call("PUT", `/customers/${second.id}/suspend`);
  await open(`/customers?search=${mark}`);
  const rows = page.getByRole("rowheader");
  await expect(rows).toContainText([second.companyName, first.companyName]);
  await page.getByLabel(c("customers-order")).selectOption({ label: c("order-company") });
  await expect(rows).toContainText([first.companyName, second.companyName]);
  await page.getByLabel(c("customers-status")).selectOption({ label: c("customer-suspended") });
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText(second.companyName);
  await page.goBack();
  await expect(rows).toHaveCount(2);
  await expect(page.getByLabel(c("customers-status"))).toHaveValue("");
});

test("more than one page is turned, and Back turns it back", async ({ page, api, language, open, c }) => {
  const mark = randomUUID().slice(0, 8);
  for (let count = 0; count < 31; count += 1) await api.customer({ language, companyName: `Blatt ${mark} ${count}` });
  await open(`/customers?search=${mark}`);
  await expect(page.getByRole("rowheader")).toHaveCount(30);
  await page.getByRole("link", { name: c("customers-next") }).click();
  await expect(page.getByRole("rowheader")).toHaveCount(1);
  await expect(page.getByText(c("customers-page", { page: 2 }))).toBeVisible();
  await expect(page.getByRole("link", { name: c("customers-next") })).toHaveCount(0);
  await page.goBack();
  await expect(page.getByRole("rowheader")).toHaveCount(30);
});

test("who finds nobody gets out again", async ({ page, open, c }) => {
  await open(`/customers?search=${randomUUID()}&status=archived`);
  await expect(page.getByRole("heading", { name: c("customers-none-title") })).toBeVisible();
  await page.getByRole("button", { name: c("customers-clear") }).click();
  await expect(page).toHaveURL(/\/console\/customers$/);
  await expect(page.getByRole("rowheader").first()).toBeVisible();
  await expect(page.getByRole("searchbox")).toHaveValue("");
});

test("a customer that nobody knows says so and leads back to the list", async ({ page, open, c, refusals }) => {
  refusals.add(404);
  await open(`/customers/${randomUUID()}`);
  await shows(page, c("customer-missing-title"));
  await page.getByRole("link", { name: c("to-the-customers") }).click();
  await shows(page, c("customers-title"));
});

test("arrow keys go through the three dots, and Escape back to them", async ({ page, api, language, open, c }) => {
  const customer = await company(api, language);
  await openCustomer(page, open, customer);
  const dots = page.getByRole("button", { name: c("customer-menu", { name: customer.companyName }) });
  const entry = (action) => page.getByRole("button", { name: c(action), exact: true });
  await dots.press("ArrowDown");
  await expect(entry("action-link")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(entry("action-login-mail")).toBeFocused();
  await page.keyboard.press("End");
  await expect(entry("action-archive")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(entry("action-link"), "after the last comes the first").toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(entry("action-archive")).toBeFocused();
  await page.keyboard.press("Home");
  await expect(entry("action-link")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(entry("action-link")).toBeHidden();
  await expect(dots).toBeFocused();
});

test("the three dots stand at the end of the page", async ({ page, api, language, open, c }) => {
  const customer = await company(api, language);
  await openCustomer(page, open, customer);
  const end = (box) => box.x + box.width;
  const dots = page.getByRole("button", { name: c("customer-menu", { name: customer.companyName }) });
  const [button, sections] = [await dots.boundingBox(), await page.locator(".chapters").boundingBox()];
  expect(Math.abs(end(button) - end(sections))).toBeLessThan(2);
});

test("a link is created, copied, opens the portal once, and is in the ledger", async ({ page, context, api, language, open, c, t }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const customer = await company(api, language);
  await open(`/customers?search=${customer.customerNumber}`);
  await choose(page, c, customer, "action-link");
  const dialog = page.getByRole("dialog", { name: c("link-title") });
  const link = await dialog.getByLabel(c("link-label")).inputValue();
  await dialog.getByRole("button", { name: c("copy") }).click();
  await expect(dialog.getByText(c("copied"))).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  const { data } = await api.get(`/links?customer=${customer.id}`);
  const minutes = (new Date(data[0].expiresAt) - new Date(data[0].createdAt)) / 60_000;
  expect(minutes).toBe(60);
  await expect(dialog, "it says how long it works").toContainText(/\d\d:\d\d/);

  const portal = await context.newPage();
  await portal.goto(link);
  await shows(portal, t("tab-subscriptions"));
  await portal.close();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: c("customer-menu", { name: customer.companyName }) })).toBeFocused();
});

test("a login mail arrives and signs the customer in", async ({ page, context, demo, api, language, open, c, t, refusals }) => {
  refusals.add(401);
  const customer = await company(api, language);
  await openCustomer(page, open, customer);
  await choose(page, c, customer, "action-login-mail");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText(customer.defaultEmail);
  await dialog.getByRole("button", { name: c("login-mail-send") }).click();
  await expect(page.getByText(c("login-mail-sent", { email: customer.defaultEmail }))).toBeVisible();
  const portal = await context.newPage();
  await portal.goto(await linkMailedTo(customer.defaultEmail, demo.data));
  await portal.getByRole("button", { name: /@/ }).click();
  await shows(portal, t("tab-subscriptions"));
});

test("staff look at the portal as the customer, and only with a reason", async ({ page, context, api, language, open, c, t }) => {
  const customer = await company(api, language);
  await openCustomer(page, open, customer);
  await choose(page, c, customer, "action-view");
  const dialog = page.getByRole("dialog", { name: c("action-view") });
  await dialog.getByRole("button", { name: c("view-begin") }).click();
  const reason = dialog.getByLabel(c("view-reason"), { exact: true });
  await expect(reason).toBeFocused();
  await expect(reason).toHaveAccessibleDescription(new RegExp(c("view-reason-wrong")));
  await reason.fill("Ticket 4711");
  await dialog.getByRole("button", { name: c("view-begin") }).click();
  const opened = context.waitForEvent("page");
  await dialog.getByRole("link", { name: c("view-open") }).click();
  const portal = await opened;
  await shows(portal, t("tab-subscriptions"));
  await expect(dialog).toBeHidden();
  const { data } = await api.get(`/sessions?customer=${customer.id}`);
  expect(data.map(({ isView }) => isView)).toEqual([true]);
  const log = await api.get(`/audit-log?customer=${customer.id}`);
  expect(JSON.stringify(log.data)).toContain("Ticket 4711");
});

test("a suspended customer has no way into the portal until resumed", async ({ page, api, language, open, c, refusals }) => {
  refusals.add(409);
  const customer = await company(api, language);
  await openCustomer(page, open, customer);
  await choose(page, c, customer, "action-login-mail");
  // Somebody else suspends the customer while the question is open.
  await api.call("PUT", `/customers/${customer.id}/suspend`);
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: c("login-mail-send") }).click();
  await expect(dialog.getByRole("alert")).toContainText(c("error-customer-not-active"));

  await page.reload();
  await shows(page, customer.companyName);
  await choose(page, c, customer, "action-login-mail");
  await expect(dialog).toContainText(c("customer-closed-suspended"));
  await expect(dialog.getByRole("button", { name: c("login-mail-send") })).toHaveCount(0);
  await page.keyboard.press("Escape");
  await choose(page, c, customer, "action-resume");
  await dialog.getByRole("button", { name: c("action-resume") }).click();
  await expect(page.getByText(c("back-done", { name: customer.companyName }))).toBeVisible();
  expect((await api.get(`/customers/${customer.id}`)).status).toBe("STATUS_ACTIVE");
});

test("archiving says what follows and comes back from the list", async ({ page, api, language, open, c }) => {
  const customer = await company(api, language);
  await open(`/customers?search=${customer.customerNumber}`);
  await choose(page, c, customer, "action-archive");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText(c("archive-text", { name: customer.companyName }));
  await dialog.getByRole("button", { name: c("action-archive") }).click();
  const row = page.getByRole("row").filter({ hasText: customer.customerNumber });
  await expect(row).toContainText(c("customer-archived"));
  await choose(page, c, customer, "action-unarchive");
  await dialog.getByRole("button", { name: c("action-unarchive") }).click();
  await expect(row).toContainText(c("customer-active"));
});

test("a customer is edited, and what is wrong stands at its field", async ({ page, api, language, open, c, t, refusals }) => {
  refusals.add(422);
  const customer = await company(api, language);
  await openCustomer(page, open, customer);
  await page.getByRole("button", { name: t("edit") }).click();
  const dialog = page.getByRole("dialog", { name: c("customer-edit") });
  await dialog.getByLabel(c("customer-phone")).fill("+49 40 123456");
  await dialog.getByLabel(c("customer-vat-id")).fill("DE123");
  await dialog.getByRole("button", { name: t("save") }).click();
  const vat = dialog.getByLabel(c("customer-vat-id"));
  await expect(vat).toBeFocused();
  await expect(vat).toHaveAttribute("aria-invalid", "true");
  await expect(vat).toHaveAccessibleDescription(new RegExp(c("wrong-vat-id")));

  await page.keyboard.press("Escape");
  await expect(dialog.getByText(t("discard-question"))).toBeVisible();
  await dialog.getByRole("button", { name: t("discard-keep") }).click();
  await vat.fill("DE136695976");
  const sent = page.waitForRequest((request) => request.method() === "PATCH");
  await dialog.getByRole("button", { name: t("save") }).click();
  expect((await sent).postDataJSON()).toEqual({ phone: "+49 40 123456", vatId: "DE136695976" });
  await expect(page.getByText("+49 40 123456")).toBeVisible();
  await expect(page.getByText(c("customer-saved"))).toBeVisible();
});

test("staff cancel on the next possible date and take it back", async ({ page, api, language, open, c, t }) => {
  const customer = await company(api, language);
  const subscription = await api.subscription(customer);
  const preview = await api.get(`/subscriptions/${subscription.id}/cancellation-preview`);
  await openCustomer(page, open, customer, "subscriptions");
  await page.getByRole("button", { name: t("button-of", { action: c("subscription-cancel"), name: subscription.name }) }).click();
  const dialog = page.getByRole("dialog", { name: c("subscription-cancel") });
  await expect(dialog.locator(`time[datetime="${preview.cancellationLastDay}"]`)).toBeVisible();
  await dialog.getByRole("button", { name: c("subscription-cancel") }).click();
  const card = page.getByRole("article").filter({ hasText: subscription.number });
  await expect(card).toContainText(t("status-pending"));
  const now = await api.get(`/subscriptions/${subscription.id}`);
  expect(now.cancellationLastDay).toBe(preview.cancellationLastDay);

  await card.getByRole("button", { name: new RegExp(t("revoke")) }).click();
  await page.getByRole("dialog").getByRole("button", { name: t("revoke") }).click();
  await expect(card).not.toContainText(t("status-pending"));
  expect((await api.get(`/subscriptions/${subscription.id}`)).isCancellationPending).toBe(false);
});

test("staff cancel on a day of their choice, or at once and without a mail", async ({ page, api, language, open, c, t }) => {
  const customer = await company(api, language);
  const [one, two] = [await api.subscription(customer), await api.subscription(customer)];
  await openCustomer(page, open, customer, "subscriptions");
  const cancel = async ({ number }) => {
    const card = page.getByRole("article").filter({ hasText: number });
    await card.getByRole("button", { name: new RegExp(c("subscription-cancel")) }).click();
    return page.getByRole("dialog", { name: c("subscription-cancel") });
  };
  const dialog = await cancel(one);
  await dialog.getByLabel(c("cancel-custom"), { exact: false }).check();
  await dialog.getByRole("button", { name: c("subscription-cancel") }).click();
  await expect(dialog.getByLabel(c("cancel-last-day"))).toBeFocused();
  const year = new Date().getFullYear() + 1;
  await dialog.getByLabel(c("cancel-last-day")).fill(`${year}-02-28`);
  await dialog.getByRole("button", { name: c("subscription-cancel") }).click();
  await expect(dialog).toBeHidden();
  expect((await api.get(`/subscriptions/${one.id}`)).cancellationLastDay).toBe(`${year}-02-28`);

  await cancel(two);
  await dialog.getByLabel(c("cancel-immediate"), { exact: false }).check();
  await expect(dialog).toContainText(c("cancel-immediate-text"));
  await dialog.getByLabel(c("cancel-mail")).uncheck();
  await dialog.getByRole("button", { name: c("subscription-cancel") }).click();
  const card = page.getByRole("article").filter({ hasText: two.number });
  await expect(card).toContainText(t("status-ended"));
  await expect(card.getByRole("button")).toHaveCount(0);
  const { data } = await api.get(`/mails?customer=${customer.id}`);
  expect(data.filter(({ kind }) => kind.includes("cancel")), "of the first alone").toHaveLength(1);
});

test("a trial is cancelled with its end", async ({ page, api, language, open, c, t }) => {
  const customer = await company(api, language);
  const subscription = await api.subscription(customer, { trialDays: 14 });
  const { trialLastDay } = await api.get(`/subscriptions/${subscription.id}`);
  await openCustomer(page, open, customer, "subscriptions");
  await page.getByRole("button", { name: t("button-of", { action: c("subscription-cancel"), name: subscription.name }) }).click();
  const dialog = page.getByRole("dialog", { name: c("subscription-cancel") });
  await dialog.getByLabel(c("cancel-trial"), { exact: false }).check();
  await expect(dialog).toContainText(c("cancel-trial-text"));
  await dialog.getByRole("button", { name: c("subscription-cancel") }).click();
  await expect(dialog).toBeHidden();
  expect((await api.get(`/subscriptions/${subscription.id}`)).cancellationLastDay).toBe(trialLastDay);
});

test("a link that is ended does not open the portal any more", async ({ page, context, api, language, open, c, t, refusals }) => {
  const customer = await company(api, language);
  const { customerAreaLink } = await api.authenticate(customer.id);
  await openCustomer(page, open, customer, "links");
  const row = page.getByRole("listitem").filter({ hasText: c("link-login") });
  await expect(row).toContainText(c("link-open"));
  await row.getByRole("button", { name: new RegExp(c("link-end")) }).click();
  await page.getByRole("dialog").getByRole("button", { name: c("link-end") }).click();
  await expect(row).toContainText(c("link-ended"));
  await expect(row.getByRole("button")).toHaveCount(0);

  const portal = await context.newPage();
  [401, 404, 410].forEach((status) => refusals.add(status));
  await portal.goto(customerAreaLink);
  await shows(portal, t("link-dead-title"));
});

test("all sessions of a customer end at once", async ({ page, demo, api, language, open, c }) => {
  const customer = await company(api, language);
  const { accessToken } = await api.authenticate(customer.id);
  await openCustomer(page, open, customer, "sessions");
  await expect(page.getByRole("listitem").filter({ hasText: customer.defaultEmail })).toHaveCount(1);
  await page.getByRole("button", { name: c("sessions-end-all") }).click();
  await page.getByRole("dialog").getByRole("button", { name: c("session-end") }).click();
  await expect(page.getByText(c("sessions-none"))).toBeVisible();
  const answer = await fetch(`${demo.apiBaseUrl}/portal`, { headers: { authorization: `Bearer ${accessToken}` } });
  expect(answer.status).toBe(401);
});

test("people are invited, get another role, and are removed", async ({ page, demo, api, language, open, c, t }) => {
  const customer = await company(api, language);
  await openCustomer(page, open, customer, "people");
  await page.getByRole("button", { name: t("people-invite") }).click();
  const email = `eva.${randomUUID().slice(0, 8)}@example.com`;
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(c("customer-email")).fill(email);
  await dialog.getByRole("radio", { name: t("role-viewer") }).check();
  await dialog.getByRole("button", { name: t("people-send") }).click();
  const row = page.getByRole("listitem").filter({ hasText: email });
  await expect(row).toContainText(t("role-viewer"));
  await linkMailedTo(email, demo.data);

  await row.getByRole("button", { name: new RegExp(`^${t("change")}:`) }).click();
  await dialog.getByRole("radio", { name: t("role-billing") }).check();
  await dialog.getByRole("button", { name: t("save") }).click();
  await expect(row).toContainText(t("role-billing"));
  await row.getByRole("button", { name: new RegExp(`^${t("people-remove")}:`) }).click();
  await dialog.getByRole("button", { name: t("people-remove") }).click();
  await expect(row).toHaveCount(0);
});

test("the other sections show what is there, and say when there is nothing", async ({ page, api, language, open, c, t }) => {
  const customer = await company(api, language);
  await openCustomer(page, open, customer, "invoices");
  await expect(page.getByText(c("invoices-none"))).toBeVisible();
  const invoice = await api.invoice(customer);
  await page.reload();
  await expect(page.getByRole("row").filter({ hasText: invoice.number })).toContainText("119");
  const sections = page.getByRole("navigation", { name: c("customer-sections") });
  await sections.getByRole("link", { name: c("section-addresses") }).click();
  await expect(page.getByText("Hafenstraße 5")).toBeVisible();
  await expect(page.getByText(t("default-badge"), { exact: true })).toBeVisible();
  await sections.getByRole("link", { name: c("section-payment-methods") }).click();
  await expect(page.getByText(c("payment-methods-none"))).toBeVisible();
  await sections.getByRole("link", { name: c("section-activity") }).click();
  await expect(page.getByText(c("action-customer-created"))).toBeVisible();
  await page.goBack();
  await expect(page.getByText(c("payment-methods-none"))).toBeVisible();
});

test("a viewer sees everything and changes nothing", async ({ page, demo, api, language, open, c, t }) => {
  const customer = await company(api, language);
  await api.subscription(customer);
  await api.authenticate(customer.id);
  const viewer = await operator(api, demo, { language, role: "viewer" });
  await openCustomer(page, open, customer, "", viewer);
  await expect(page.getByRole("main").getByRole("button")).toHaveCount(0);
  for (const section of ["subscriptions", "contact", "people", "links", "sessions"]) {
    await page.goto(`${demo.consoleUrl}/customers/${customer.id}?section=${section}`);
    await shows(page, customer.companyName);
    await expect(page.getByRole("main").getByRole("button"), section).toHaveCount(0);
  }
});

// ---- how it looks, and what axe finds ----------------------------------------------------------------------------------

const target = process.env.CARGO_TARGET_DIR ?? "../target";
const sections = ["subscriptions", "invoices", "addresses", "payment-methods", "contact", "people", "links", "sessions", "activity"];

for (const theme of ["light", "dark"]) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme, contextOptions: { reducedMotion: "reduce" } });

    test("console customers", async ({ page, open, c }, info) => {
      await open("/customers");
      await shows(page, c("customers-title"));
      await isAccessible(page, info, "customers", theme);
      await page.getByRole("button", { name: new RegExp(c("customer-menu", { name: "" })) }).first().click();
      await expect(page.getByRole("button", { name: c("action-link") })).toBeVisible();
      await isAccessible(page, info, "customers-menu", theme);
      await page.keyboard.press("Escape");
      await page.getByRole("searchbox").fill("nobody at all");
      await expect(page.getByRole("heading", { name: c("customers-none-title") })).toBeVisible();
      await isAccessible(page, info, "customers-none", theme);
    });

    test("console customer", async ({ page, demo, open, c }, info) => {
      test.slow();
      await open(`/customers/${demo.customerId}`);
      await expect(page.getByRole("heading", { level: 2, name: c("section-overview") })).toBeVisible();
      await isAccessible(page, info, "customer-overview", theme);
      for (const section of sections) {
        await page.goto(`${demo.consoleUrl}/customers/${demo.customerId}?section=${section}`);
        await expect(page.getByRole("heading", { level: 2, name: c(`section-${section}`) })).toBeVisible();
        await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
        await isAccessible(page, info, `customer-${section}`, theme);
      }
    });

    test("console customer-dialogs", async ({ page, api, language, open, c, t }, info) => {
      test.slow();
      const customer = await company(api, language);
      await api.subscription(customer);
      await openCustomer(page, open, customer, "subscriptions");
      for (const action of ["link", "login-mail", "suspend", "archive"]) {
        await choose(page, c, customer, `action-${action}`);
        await expect(page.getByRole("dialog")).toBeVisible();
        await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
        await isAccessible(page, info, `customer-${action}`, theme);
        await page.keyboard.press("Escape");
      }
      await page.getByRole("button", { name: new RegExp(c("subscription-cancel")) }).click();
      const dialog = page.getByRole("dialog");
      await expect(dialog.getByRole("radio")).toHaveCount(3);
      await isAccessible(page, info, "customer-cancel", theme);
      await dialog.getByLabel(c("cancel-custom"), { exact: false }).check();
      await dialog.getByRole("button", { name: c("subscription-cancel") }).click();
      await isAccessible(page, info, "customer-cancel-day", theme);
      await page.reload();
      await shows(page, customer.companyName);
      await page.getByRole("link", { name: c("section-overview") }).click();
      await page.getByRole("button", { name: t("edit") }).click();
      await isAccessible(page, info, "customer-edit", theme);
    });
  });
}

async function isAccessible(page, info, name, theme) {
  const file = `${target}/screenshots/${info.project.name}/console-${name}-${theme}.png`;
  await page.screenshot({ path: file, fullPage: true });
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is cut off").toBe(true);
  const axe = new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]);
  const { violations } = await axe.analyze();
  const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
  expect(found).toEqual([]);
}
