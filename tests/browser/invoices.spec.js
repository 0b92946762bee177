import { readFile } from "node:fs/promises";
import AxeBuilder from "@axe-core/playwright";
import { at, changed, expect, fetched, shows, test } from "./fixtures.js";

const target = process.env.CARGO_TARGET_DIR ?? "../target";
const numbers = (page) => page.getByRole("rowheader");
const rowOf = (page, number) => page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: number }) });

async function open(page, demo, t, query = "") {
  await page.goto(at(demo, `/invoices${query}`));
  await shows(page, t("tab-invoices"));
}

/** The same for the demo's first customer, who reads German by themselves. */
async function openFirst(page, demo, t, query = "") {
  const { language } = test.info().project.use;
  await page.goto(at(demo, `/invoices${query}${query ? "&" : "?"}lang=${language}`));
  await shows(page, t("tab-invoices"));
}

/** The file that the browser saves after `act`. */
async function saved(page, act) {
  const [download] = await Promise.all([page.waitForEvent("download"), act()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

// ---- the list ----------------------------------------------------------------------------------------------------------

test("invoices come a page at a time, each once, and what stands stays", async ({ page, demo, api, signIn, customer, t }) => {
  const made = [];
  for (let n = 0; n < 35; n += 1) made.push((await api.invoice(customer)).number);
  await signIn(customer);
  await open(page, demo, t);

  await expect(numbers(page)).toHaveCount(30);
  const first = await numbers(page).first().elementHandle();
  await page.getByRole("button", { name: t("invoices-more") }).click();
  await expect(numbers(page)).toHaveCount(35);
  await expect(page.getByRole("button", { name: t("invoices-more") })).toHaveCount(0);
  expect(await first.evaluate((one) => one.isConnected), "no row was built again").toBe(true);
  const shown = (await numbers(page).allInnerTexts()).sort();
  expect(shown).toEqual(made.sort());
});

test("status and amount are written out, and what is open stands above", async ({ page, demo, api, signIn, customer, language, t }) => {
  await api.invoice(customer, { status: "STATUS_PAID", payDate: "2026-01-20" });
  await api.invoice(customer, { dueDate: "2026-01-29" });
  await api.invoice(customer, { dueDate: "2099-01-29" });
  await signIn(customer);
  await open(page, demo, t);
  const table = page.getByRole("table");
  await expect(table.getByText(t("invoice-paid"), { exact: true })).toBeVisible();
  await expect(table.getByText(t("invoice-overdue"), { exact: true })).toBeVisible();
  const amount = (text) => (language === "de" ? new RegExp(`${text},00\\s€`) : new RegExp(`€${text}\\.00`));
  await expect(table.getByText(amount(119)).first()).toBeVisible();
  const balance = page.getByRole("region", { name: t("balance-title") });
  await expect(balance).toContainText(amount(238));
  await expect(balance.getByText(amount(119))).toBeVisible();
});

test("an invoice whose debit is announced says when, raises no alarm and is not paid again", async ({ page, demo, api, signIn, customer, t }) => {
  const address = { street: "Hafenstraße 5", zip: "20457", city: "Hamburg", countryCode: "DE" };
  const sepaDebit = { iban: "DE02120300000000202051", accountHolder: "Ada Lovelace", consent: true, address };
  await api.call("POST", "/payment-methods", { gateway: "sepa_debit", type: "sepa_debit", customerId: customer.id, sepaDebit });
  const announced = await api.invoice(customer, { dueDate: "2026-01-29" });
  const late = await api.invoice(customer, { dueDate: "2026-01-29" });
  const { collectOn } = await api.call("POST", `/invoices/${announced.id}/pay`, {});
  const day = new RegExp(t("invoice-collect-on", { date: `.*${collectOn.slice(0, 4)}.*` }));
  const pay = (within, { number }) => within.getByRole("link", { name: t("button-of", { action: t("pay-now"), name: number }) });
  await signIn(customer);
  await open(page, demo, t);
  const row = rowOf(page, announced.number);
  await expect(row.getByText(t("invoice-underway"), { exact: true })).toBeVisible();
  await expect(row.getByText(day)).toBeVisible();
  await expect(row.getByText(t("invoice-overdue"), { exact: true })).toHaveCount(0);
  await expect(pay(page, announced)).toHaveCount(0);
  await expect(rowOf(page, late.number).getByText(t("invoice-overdue"), { exact: true })).toBeVisible();
  await expect(pay(page, late)).toBeVisible();
  const balance = page.getByRole("region", { name: t("balance-title") });
  await expect(balance.getByText(new RegExp(t("balance-overdue", { amount: ".*119.*" })))).toBeVisible();
  await expect(balance.getByText(new RegExp(t("balance-underway", { amount: ".*119.*" })))).toBeVisible();

  await page.getByRole("link", { name: announced.number, exact: true }).click();
  await shows(page, t("reader-invoice", { number: announced.number }));
  await expect(page.getByText(t("invoice-underway"), { exact: true })).toBeVisible();
  await expect(page.getByText(day)).toBeVisible();
  await expect(page.getByRole("link", { name: t("pay-now"), exact: true })).toHaveCount(0);

  const debit = (await api.get(`/invoices/${announced.id}/payments`)).data[0];
  await api.call("POST", `/payments/${debit.id}/withdraw`, {});
  await page.reload();
  await shows(page, t("reader-invoice", { number: announced.number }));
  const payments = page.getByRole("table", { name: t("reader-payments") });
  await expect(payments).toContainText(t("payment-withdrawn"));
  await expect(payments.getByText(t("payment-failed"), { exact: true })).toHaveCount(0);
  await expect(page.getByText(t("invoice-failed"), { exact: true }), "nothing went wrong").toHaveCount(0);
});

test("a customer without invoices reads so", async ({ page, demo, signIn, customer, t }) => {
  await signIn(customer);
  await open(page, demo, t);
  await expect(page.getByText(t("invoices-empty-title"))).toBeVisible();
  await expect(page.getByRole("search"), "there is nothing to look for").toHaveCount(0);
});

test("filters stand in the address: going back, loading anew and clearing follow it", async ({ page, demo, api, signIn, customer, t }) => {
  const paid = await api.invoice(customer, { status: "STATUS_PAID", payDate: "2025-03-20", creationDate: "2025-03-15" });
  const open2026 = await api.invoice(customer);
  const small = await api.invoice(customer, { netAmount: 1000, taxAmount: 190, grossAmount: 1190 });
  await signIn(customer);
  await open(page, demo, t);
  await expect(numbers(page)).toHaveCount(3);

  await page.getByLabel(t("invoices-status")).selectOption("open");
  await expect(numbers(page)).toHaveCount(2);
  await expect(page).toHaveURL(/\/invoices\?status=open$/);
  await page.getByLabel(t("filter-year"), { exact: true }).selectOption("2025");
  await expect(page.getByRole("heading", { name: t("invoices-none-title") })).toBeVisible();
  await expect(page).toHaveURL(/\?status=open&year=2025$/);

  await page.goBack();
  await expect(numbers(page)).toHaveCount(2);
  await expect(page.getByLabel(t("filter-year"), { exact: true })).toHaveValue("");
  await page.goBack();
  await expect(numbers(page)).toHaveCount(3);
  await page.goForward();
  await expect(page.getByLabel(t("invoices-status"))).toHaveValue("open");
  await page.reload();
  await expect(numbers(page)).toHaveCount(2);
  await expect(page.getByLabel(t("invoices-status"))).toHaveValue("open");

  await page.getByText(t("filter-more")).click();
  const most = page.getByLabel(t("filter-most", { currency: "EUR" }));
  await most.fill("ten");
  await most.blur();
  await expect(page.getByText(t("filter-amount-wrong"))).toBeVisible();
  await most.fill("50");
  await most.blur();
  await expect(numbers(page)).toHaveText([small.number]);
  await expect(page).toHaveURL(/max=5000/);

  await page.getByRole("button", { name: t("filter-clear") }).click();
  await expect(page).toHaveURL(/\/invoices$/);
  await expect(numbers(page)).toHaveCount(3);
  await expect(page.getByLabel(t("filter-search"))).toBeFocused();
  await page.getByLabel(t("filter-year"), { exact: true }).selectOption("2025");
  await expect(numbers(page)).toHaveText([paid.number]);
  expect([paid, open2026, small].map((one) => one.number)).toHaveLength(3);
});

test("a number is looked for while it is typed, in one step of the history", async ({ page, demo, api, signIn, customer, t }) => {
  const { number } = await api.invoice(customer);
  await api.invoice(customer);
  await signIn(customer);
  await open(page, demo, t);
  const field = page.getByLabel(t("filter-search"));
  await field.pressSequentially(number.slice(0, 6), { delay: 20 });
  await expect(page).toHaveURL(/search=T-/);
  await field.pressSequentially(number.slice(6), { delay: 20 });
  await expect(numbers(page)).toHaveText([number]);
  await expect(field, "typing goes on").toBeFocused();
  await field.fill("no such number");
  await expect(page.getByRole("heading", { name: t("invoices-none-title") })).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/\/invoices$/);
  await expect(numbers(page)).toHaveCount(2);
});

test("a list that does not load can be asked for again", async ({ page, demo, api, signIn, customer, t, refusals }) => {
  refusals.add(503);
  await api.invoice(customer);
  await signIn(customer);
  await page.route("**/api/invoices?*", (route) => route.fulfill({ status: 503, body: "" }));
  await page.goto(at(demo, "/invoices"));
  await expect(page.getByRole("heading", { name: t("error-title") })).toBeVisible();
  await page.unrouteAll();
  await page.getByRole("button", { name: t("retry") }).click();
  await expect(numbers(page)).toHaveCount(1);
});

test("400 invoices are gone through without a long wait", async ({ page, demo, signIn, t }) => {
  await signIn({ id: demo.customerId });
  await page.addInitScript(() => {
    globalThis.long = [];
    new PerformanceObserver((list) => globalThis.long.push(...list.getEntries().map((one) => one.duration))).observe({ type: "longtask" });
  });
  await openFirst(page, demo, t);
  const more = page.getByRole("button", { name: t("invoices-more") });
  let shown = await numbers(page).count();
  await page.evaluate(() => (globalThis.long = []));
  while (await more.count()) {
    await more.click();
    await expect.poll(() => numbers(page).count()).toBeGreaterThan(shown);
    shown = await numbers(page).count();
  }
  expect(shown).toBeGreaterThanOrEqual(400);
  const longest = Math.max(0, ...(await page.evaluate(() => globalThis.long)));
  expect(longest, "milliseconds in which nothing answered").toBeLessThan(1000);
});

// ---- files -------------------------------------------------------------------------------------------------------------

test("one click saves the PDF, another the XML", async ({ page, demo, signIn, t }) => {
  await signIn({ id: demo.customerId });
  await openFirst(page, demo, t, "?type=invoice&status=paid");
  const number = (await page.getByRole("rowheader").getByRole("link").first().innerText()).trim();
  const button = (text) => page.getByRole("button", { name: t("button-of", { action: t(text), name: number }) });
  const pdf = await saved(page, () => button("invoice-pdf").click());
  expect(pdf.name).toBe(`${number}.pdf`);
  expect(pdf.bytes.subarray(0, 5).toString()).toBe("%PDF-");
  const xml = await saved(page, () => button("invoice-xml").click());
  expect(xml.name).toBe(`${number}.xml`);
  expect(xml.bytes.toString()).toContain("<?xml");
  await expect(page, "the page stays").toHaveURL(/\/invoices\?/);
});

test("while a file is prepared its button says so, and what goes wrong stands at its row", async ({ page, demo, api, signIn, customer, t, refusals }) => {
  refusals.add(503);
  const { number } = await api.invoice(customer);
  await api.invoice(customer);
  await signIn(customer);
  await changed(page, "/invoices?*", (body) => ({ ...body, data: body.data.map((one) => ({ ...one, hasPdf: true })) }));
  await open(page, demo, t);
  let go;
  const held = new Promise((resolve) => (go = resolve));
  await page.route("**/download-link*", async (route) => {
    await held;
    await route.fulfill({ status: 503, body: "" });
  });
  const row = rowOf(page, number);
  await row.getByRole("button", { name: t("button-of", { action: t("invoice-pdf"), name: number }) }).click();
  await expect(row.getByRole("button", { name: t("button-of", { action: t("invoice-preparing"), name: number }) })).toBeVisible();
  go();
  await expect(row.getByRole("alert")).toBeVisible();
  await expect(page.getByRole("alert")).toHaveCount(1);
});

test("no file is offered that there is not, and no empty archive made", async ({ page, demo, api, signIn, customer, t, refusals }) => {
  refusals.add(422);
  const { id, number } = await api.invoice(customer);
  await signIn(customer);
  await open(page, demo, t);
  await expect(rowOf(page, number)).toBeVisible();
  await expect(rowOf(page, number).getByRole("button")).toHaveCount(0);
  const group = page.getByRole("group", { name: t("selection-title") });
  await group.getByLabel(t("select-all")).check();
  await group.getByRole("button", { name: t("export-zip") }).click();
  await expect(group.getByRole("alert")).toHaveText(t("export-no-files"));
  await page.goto(at(demo, `/invoices/${id}`));
  await shows(page, t("reader-invoice", { number }));
  await expect(page.getByRole("button", { name: t("reader-print") })).toBeVisible();
  for (const text of ["invoice-pdf", "invoice-xml"]) {
    await expect(page.getByRole("button", { name: t("button-of", { action: t(text), name: number }) })).toHaveCount(0);
  }
});

test("a selection comes as one file, with its progress", async ({ page, demo, signIn, t }) => {
  await signIn({ id: demo.customerId });
  await openFirst(page, demo, t, "?type=invoice&status=paid");
  const boxes = page.getByRole("table").getByRole("checkbox");
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  const group = page.getByRole("group", { name: t("selection-title") });
  await page.route("**/api/invoices/exports", async (route) => {
    expect(route.request().postDataJSON().invoices).toHaveLength(2);
    await route.fallback();
  });
  // However fast it is: once it is seen on its way.
  let asked = 0;
  await page.route("**/api/invoices/exports/*", async (route) => {
    if (route.request().method() !== "GET") return route.fallback();
    const answer = await fetched(route);
    const body = await answer.json();
    asked += 1;
    await route.fulfill({ response: answer, json: asked === 1 ? { ...body, status: "running", done: 1 } : { ...body, withoutFile: 1 } });
  });
  const file = await saved(page, async () => {
    await group.getByRole("button", { name: t("export-zip") }).click();
    await expect(group.getByRole("progressbar")).toBeVisible();
  });
  expect(file.name).toMatch(/\.zip$/);
  expect(file.bytes.subarray(0, 2).toString()).toBe("PK");
  await expect(group.getByText(t("export-done"))).toContainText(/Eine Rechnung ist nicht dabei|One invoice is left out/);
});

test("all that fit are ordered without loading them, and the wait can be ended", async ({ page, demo, api, signIn, customer, t }) => {
  for (let n = 0; n < 31; n += 1) await api.invoice(customer);
  await signIn(customer);
  await open(page, demo, t, "?year=2026");
  const group = page.getByRole("group", { name: t("selection-title") });
  await group.getByLabel(t("select-all")).check();
  await expect(group.getByText(t("selected-all"))).toBeVisible();
  await changed(page, "/invoices/exports/*", (body) => ({ ...body, status: "running" }));
  const order = page.waitForRequest("**/api/invoices/exports");
  await group.getByRole("button", { name: t("export-csv") }).click();
  expect((await order).postDataJSON()).toEqual({ format: "csv", from: "2026-01-01", to: "2026-12-31" });
  await group.getByRole("button", { name: t("export-stop") }).click();
  await expect(group.getByRole("progressbar")).toHaveCount(0);
  await page.unrouteAll();

  // All but one: named.
  await page.getByRole("table").getByRole("checkbox").first().uncheck();
  const second = page.waitForRequest("**/api/invoices/exports");
  const file = await saved(page, () => group.getByRole("button", { name: t("export-csv") }).click());
  expect((await second).postDataJSON().invoices).toHaveLength(30);
  expect(file.bytes.toString().trim().split("\n").length).toBeGreaterThanOrEqual(31);
});

test("a period is chosen by its days, and an export takes it along", async ({ page, demo, api, signIn, customer, t }) => {
  await api.invoice(customer, { creationDate: "2026-01-10", dueDate: "2026-03-10" });
  const { number } = await api.invoice(customer, { creationDate: "2026-02-10", dueDate: "2026-03-10" });
  await signIn(customer);
  await open(page, demo, t);
  await expect(numbers(page)).toHaveCount(2);
  await page.getByText(t("filter-more")).click();
  const [from, to] = [page.getByLabel(t("filter-from")), page.getByLabel(t("filter-to"))];
  await from.fill("2026-02-01");
  await expect(numbers(page)).toHaveText([number]);
  await to.fill("2026-01-31");
  await expect(to).toHaveAccessibleDescription(t("filter-days-wrong"));
  await expect(page, "what was found before stays").toHaveURL(/\?from=2026-02-01$/);
  await to.fill("2026-02-28");
  await expect(page.getByText(t("filter-days-wrong"))).toHaveCount(0);
  await expect(page).toHaveURL(/\?from=2026-02-01&to=2026-02-28$/);
  await page.reload();
  await expect(to).toHaveValue("2026-02-28");
  const group = page.getByRole("group", { name: t("selection-title") });
  await group.getByLabel(t("select-all")).check();
  const order = page.waitForRequest("**/api/invoices/exports");
  const file = await saved(page, () => group.getByRole("button", { name: t("export-csv") }).click());
  expect((await order).postDataJSON()).toEqual({ format: "csv", from: "2026-02-01", to: "2026-02-28" });
  expect(file.bytes.toString().trim().split("\n")).toHaveLength(2);
});

test("who ordered too many files reads when it goes on", async ({ page, demo, api, signIn, customer, language, t, refusals }) => {
  refusals.add(429);
  await api.invoice(customer);
  await signIn(customer);
  await open(page, demo, t);
  const problem = { type: "too-many-requests", title: "Too many requests", status: 429, detail: "", instance: "r-1", code: "too-many-requests" };
  await page.route("**/api/invoices/exports", (route) =>
    route.fulfill({ status: 429, headers: { "retry-after": "1200", "content-type": "application/problem+json" }, body: JSON.stringify(problem) }),
  );
  const group = page.getByRole("group", { name: t("selection-title") });
  await group.getByLabel(t("select-all")).check();
  await group.getByRole("button", { name: t("export-zip") }).click();
  await expect(group.getByRole("alert")).toContainText(language === "de" ? "20 Minuten" : "20 minutes");
});

// ---- one to read -------------------------------------------------------------------------------------------------------

test("an invoice is read by its headings, lists and table, and the way back leads to the list as it was", async ({ page, demo, signIn, t }) => {
  await signIn({ id: demo.customerId });
  await openFirst(page, demo, t, "?type=invoice&status=paid");
  const link = page.getByRole("rowheader").getByRole("link").nth(2);
  const number = (await link.innerText()).trim();
  await link.focus();
  await page.keyboard.press("Enter");
  await shows(page, t("reader-invoice", { number }));
  await expect(page).toHaveURL(/\/invoices\/[0-9a-f-]{36}$/);
  await expect(page).toHaveTitle(new RegExp(number));
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
  for (const heading of ["reader-glance", "reader-seller", "reader-recipient", "reader-positions", "reader-sums", "reader-payments"]) {
    await expect(page.getByRole("heading", { level: 2, name: t(heading) })).toBeVisible();
  }
  const table = page.getByRole("table", { name: t("reader-caption", { name: t("reader-invoice", { number }) }) });
  const heads = await table.getByRole("columnheader").allInnerTexts();
  expect(heads.map((text) => text.trim())).toEqual(
    expect.arrayContaining(["reader-position", "reader-period", "reader-quantity", "reader-price", "reader-tax", "invoices-amount"].map((key) => t(key))),
  );
  expect(await table.getByRole("rowheader").count()).toBeGreaterThan(0);
  const pdf = await saved(page, () => page.getByRole("button", { name: t("button-of", { action: t("invoice-pdf"), name: number }) }).click());
  expect(pdf.bytes.subarray(0, 5).toString()).toBe("%PDF-");

  await page.getByRole("link", { name: t("reader-back") }).click();
  await shows(page, t("tab-invoices"));
  await expect(page).toHaveURL(/\?status=paid&type=invoice$/);
  await expect(page.getByRole("link", { name: number, exact: true })).toBeFocused();
});

test("a credit note and its invoice lead to each other", async ({ page, demo, api, signIn, customer, t }) => {
  const { id, number } = await api.invoice(customer, { status: "STATUS_CANCELLED" });
  const back = await api.invoice(customer, {
    type: "TYPE_CANCELLATION", status: "STATUS_PAID", payDate: "2026-01-20", referencedInvoice: id,
    netAmount: -10000, taxAmount: -1900, grossAmount: -11900,
  });
  await signIn(customer);
  await page.goto(at(demo, `/invoices/${back.id}`));
  await shows(page, t("reader-cancellation", { number: back.number }));
  await page.getByRole("link", { name: t("reader-invoice", { number }) }).click();
  await shows(page, t("reader-invoice", { number }));
  await page.getByRole("link", { name: t("reader-cancellation", { number: back.number }) }).click();
  await shows(page, t("reader-cancellation", { number: back.number }));
});

test("an invoice that there is not has the page of what there is not", async ({ page, demo, signIn, customer, t, refusals }) => {
  refusals.add(404);
  await signIn(customer);
  await page.goto(at(demo, "/invoices/01a20397-b036-7000-8004-e9cb25c4b054"));
  await shows(page, t("missing-title"));
  await expect(page.getByRole("link", { name: t("missing-back") })).toHaveAttribute("href", "/");
});

test("days, numbers and accounts are read in one piece on a phone", async ({ page, demo, signIn, t }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await signIn({ id: demo.customerId });
  await openFirst(page, demo, t, "?type=invoice&status=paid");
  const files = page.locator(".cell-files").first().getByRole("button");
  const [pdf, xml] = [await files.nth(0).boundingBox(), await files.nth(1).boundingBox()];
  expect(xml.y, "side by side").toBe(pdf.y);
  const link = page.getByRole("rowheader").getByRole("link").nth(2);
  const text = (await link.innerText()).trim();
  await link.click();
  await expect(page.getByRole("heading", { level: 2, name: t("reader-sums") })).toBeVisible();
  const lines = (part) => part.evaluate((one) => Math.round(one.getBoundingClientRect().height / parseFloat(getComputedStyle(one).lineHeight)));
  const number = page.getByRole("heading", { level: 1 }).locator(".whole");
  await expect(number).toHaveText(text);
  expect(await lines(number)).toBe(1);
  const period = page.locator(".fact").filter({ hasText: t("reader-service-period") }).locator("dd > span");
  expect(await lines(period)).toBe(1);
});

test("on paper stands the invoice alone", async ({ page, demo, api, signIn, customer, t }) => {
  const { id, number } = await api.invoice(customer);
  await signIn(customer);
  await page.goto(at(demo, `/invoices/${id}`));
  await shows(page, t("reader-invoice", { number }));
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("banner")).toBeHidden();
  await expect(page.getByRole("navigation")).toBeHidden();
  await expect(page.getByRole("button", { name: t("reader-print") })).toBeHidden();
});

test("where invoices come first, the start leads to them", async ({ page, demo, api, signIn, customer, t }) => {
  await signIn(customer);
  await changed(page, "/portal", (body) => ({
    ...body,
    settings: { ...body.settings, viewSubscriptions: false, manageBillingAddress: false, managePaymentMethods: false },
  }));
  await api.invoice(customer);
  await page.goto(at(demo, "/"));
  await shows(page, t("tab-invoices"));
  await expect(numbers(page)).toHaveCount(1);
});

test("nothing is wider than a narrow phone", async ({ page, demo, signIn, t }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await signIn({ id: demo.customerId });
  const isNarrow = async () => {
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow, page.url()).toBeLessThanOrEqual(0);
  };
  await openFirst(page, demo, t);
  await page.getByText(t("filter-more")).click();
  await page.getByLabel(t("select-all")).check();
  await isNarrow();
  await page.getByRole("rowheader").getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 2, name: t("reader-sums") })).toBeVisible();
  await isNarrow();
});

// ---- how it looks, and what axe finds ----------------------------------------------------------------------------------

for (const theme of ["light", "dark"]) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme, contextOptions: { reducedMotion: "reduce" } });

    test("page invoices-filtered", async ({ page, demo, signIn, t }, info) => {
      await signIn({ id: demo.customerId });
      await openFirst(page, demo, t, "?status=open&min=100");
      await page.getByLabel(t("select-all")).check();
      await isAccessible(page, info, "invoices-filtered", theme);
      await page.getByLabel(t("filter-search")).fill("no such number");
      await expect(page.getByRole("heading", { name: t("invoices-none-title") })).toBeVisible();
      await isAccessible(page, info, "invoices-none", theme);
    });

    test("page invoice", async ({ page, demo, signIn, t }, info) => {
      await signIn({ id: demo.customerId });
      await openFirst(page, demo, t, "?type=invoice&status=paid");
      await page.getByRole("rowheader").getByRole("link").first().click();
      await expect(page.getByRole("heading", { level: 2, name: t("reader-payments") })).toBeVisible();
      await isAccessible(page, info, "invoice", theme);
    });
  });
}

async function isAccessible(page, info, name, theme) {
  await page.screenshot({ path: `${target}/screenshots/${info.project.name}/${name}-${theme}.png`, fullPage: true });
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
  const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
  expect(found).toEqual([]);
}
