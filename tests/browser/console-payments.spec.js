// The console's payments: gateways and collection settings, links and mandates of a customer, direct debits for the bank.
import AxeBuilder from "@axe-core/playwright";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { startDemo } from "../lib/demo.js";
import { operator } from "../lib/operators.js";
import { test as base, expect, shows } from "./fixtures.js";

// Gateways belong to the merchant: a demo of its own, so that no other file sees them come and go.
const test = base.extend({
  demo: [
    async ({}, use) => {
      const demo = await startDemo(process.env.PORTICO_TEST_BINARY);
      await use({ ...demo.facts, origin: demo.origin, data: demo.data });
      await demo.stop();
    },
    { scope: "worker" },
  ],
});

// One after the other for the same reason: what is on its way keeps a gateway from being switched off.
test.describe.configure({ mode: "default" });

const iban = "DE89370400440532013000";
const creditor = { name: "Acme GmbH", creditorIdentifier: "DE98ZZZ09999999999", iban };

/** Direct debit at the own bank, set up and switched on. */
const bank = (api) => api.call("PUT", "/payment-gateways/sepa_debit", { enabled: true, sepaDebit: creditor });

async function company(api, language, fields) {
  const id = randomUUID().slice(0, 8);
  return api.customer({ language, companyName: `Kontor ${id} GmbH`, email: `ada.${id}@example.com`, ...fields });
}

/** A mandate on paper, the customer's default. */
async function mandate(api, customer) {
  const address = { street: "Hafenstraße 5", zip: "20457", city: "Hamburg", countryCode: "DE" };
  const added = await api.call("POST", "/payment-methods", {
    gateway: "sepa_debit",
    type: "sepa_debit",
    customerId: customer.id,
    sepaDebit: { iban, accountHolder: customer.companyName, address, consent: false, signatureDate: "2026-01-15" },
  });
  return added.paymentMethod;
}

/** An invoice that is collected at the own bank: its debit waits for a file. */
async function debit(api, language) {
  await bank(api);
  const customer = await company(api, language);
  await mandate(api, customer);
  const invoice = await api.invoice(customer);
  await api.call("POST", `/invoices/${invoice.id}/pay`, {});
  return { customer, invoice };
}

async function openCustomer(page, open, customer, section) {
  await open(`/customers/${customer.id}${section ? `?section=${section}` : ""}`);
  await shows(page, customer.companyName);
}

const card = (page, name) => page.getByRole("article", { name, exact: true });

/** A button that says what it belongs to. */
const buttonOf = (within, t, action, name) => within.getByRole("button", { name: t("button-of", { action, name }), exact: true });

test("direct debit at the own bank is set up, tested, switched off and on, and removed", async ({ page, api, open, c, t, refusals }) => {
  refusals.add(422);
  // The demo has it already.
  await api.call("DELETE", "/payment-gateways/sepa_debit");
  await open("/settings/payments");
  await shows(page, c("payments-title"));
  const title = c("gateway-sepa-debit");
  const own = card(page, title);
  await expect(own).toContainText(c("gateway-absent"));
  await buttonOf(own, t, c("gateway-set-up"), title).click();
  const dialog = page.getByRole("dialog", { name: title });
  await dialog.getByRole("button", { name: t("save") }).click();
  await expect(dialog.getByLabel(c("creditor-name"), { exact: true }), "the first that is missing").toBeFocused();
  await dialog.getByLabel(c("creditor-name"), { exact: true }).fill(creditor.name);
  await dialog.getByLabel(c("creditor-identifier")).fill(creditor.creditorIdentifier);
  const field = dialog.getByLabel(t("payment-iban"));
  await field.fill("DE89 3704 0044 0532 0130 01");
  await dialog.getByRole("button", { name: t("save") }).click();
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toHaveAccessibleDescription(new RegExp(c("wrong-iban-digits")));
  await field.fill("DE89 3704 0044 0532 0130 00");
  await dialog.getByRole("button", { name: t("save") }).click();
  await expect(own).toContainText(c("gateway-on"));
  await expect(own).toContainText(creditor.creditorIdentifier);
  await expect(own.getByRole("heading", { name: title })).toBeFocused();

  await buttonOf(own, t, c("gateway-check"), title).click();
  await expect(own.getByRole("status")).toContainText(c("gateway-check-ok"));
  await buttonOf(own, t, c("gateway-switch-off"), title).click();
  await page.getByRole("dialog").getByRole("button", { name: c("gateway-switch-off") }).click();
  await expect(own).toContainText(c("gateway-off"));
  await buttonOf(own, t, c("gateway-switch-on"), title).click();
  await expect(own).toContainText(c("gateway-on"));
  await page.reload();
  await expect(own).toContainText(c("gateway-on"));
  await buttonOf(own, t, c("gateway-remove"), title).click();
  await page.getByRole("dialog").getByRole("button", { name: c("gateway-remove") }).click();
  await expect(own).toContainText(c("gateway-absent"));
  await expect(own).not.toContainText(creditor.creditorIdentifier);
});

test("a secret key is checked, kept, and never shown again", async ({ page, open, api, c, t, refusals }) => {
  refusals.add(422);
  await open("/settings/payments");
  const stripe = card(page, c("gateway-stripe"));
  await buttonOf(stripe, t, c("gateway-set-up"), c("gateway-stripe")).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel(c("stripe-webhook-url"))).toHaveValue(/\/api\/public\/gateways\/stripe\/events$/);
  await dialog.getByLabel(c("stripe-publishable-key")).fill("pk_test_51HxyzABC");
  await dialog.getByLabel(c("stripe-secret-key")).fill("not a key");
  await dialog.getByRole("button", { name: t("save") }).click();
  await expect(dialog.getByLabel(c("stripe-secret-key"))).toHaveAccessibleDescription(new RegExp(c("wrong-secret-key")));
  await dialog.getByLabel(c("stripe-secret-key")).fill("rk_test_51HxyzDEFGHIJKL4242");
  await dialog.getByRole("button", { name: t("save") }).click();
  await expect(stripe).toContainText("rk_test_…4242");
  await expect(stripe).toContainText(c("stripe-events-off"));

  await buttonOf(stripe, t, t("change"), c("gateway-stripe")).click();
  await expect(dialog.getByLabel(c("stripe-secret-key"))).toHaveValue("");
  await expect(dialog).toContainText(c("stripe-secret-stored", { hint: "rk_test_…4242" }));
  await dialog.getByLabel(c("stripe-webhook-secret")).fill("whsec_9f2c");
  const sent = page.waitForRequest((request) => request.method() === "PUT");
  await dialog.getByRole("button", { name: t("save") }).click();
  expect((await sent).postDataJSON()).toEqual({ stripe: { webhookSecret: "whsec_9f2c" } });
  await expect(stripe).toContainText(c("stripe-events-on"));
  await api.call("DELETE", "/payment-gateways/stripe");
});

test("collection settings are saved, and what was not saved is not lost by a click", async ({ page, open, api, c, t }) => {
  await open("/settings/payments");
  const retries = page.getByLabel(c("collection-retries"));
  await retries.fill("3, 70");
  await page.getByRole("button", { name: t("save") }).click();
  await expect(retries).toBeFocused();
  await expect(retries).toHaveAccessibleDescription(new RegExp(c("collection-retries-wrong")));
  await page.getByRole("button", { name: t("discard"), exact: true }).click();
  await expect(retries).toHaveValue("3, 5, 7");
  await expect(retries).toBeFocused();

  await retries.fill("2; 4");
  await page.locator(".brand-name").click();
  await expect(page.getByRole("dialog", { name: t("discard-question") })).toBeVisible();
  await page.getByRole("button", { name: t("discard-keep") }).click();
  await page.getByRole("switch", { name: c("collection-protects") }).uncheck();
  const sent = page.waitForRequest((request) => request.method() === "PATCH");
  await page.getByRole("button", { name: t("save") }).click();
  expect((await sent).postDataJSON()).toEqual({ retryDays: [2, 4], protectLastMethod: false });
  await expect(page.getByText(c("pages-saved"))).toBeVisible();
  await expect(retries).toHaveValue("2, 4");
  await api.call("PATCH", "/settings/collection", { retryDays: null, protectLastMethod: null });
});

test("a link to add a payment method is made, copied, and in the ledger", async ({ page, context, api, language, open, c }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await bank(api);
  const customer = await company(api, language);
  await openCustomer(page, open, customer);
  const dots = page.getByRole("button", { name: c("customer-menu", { name: customer.companyName }) });
  await dots.click();
  await page.getByRole("button", { name: c("action-payment-link"), exact: true }).click();
  const dialog = page.getByRole("dialog", { name: c("payment-link-title") });
  await expect(dialog).toContainText(customer.defaultEmail);
  await dialog.getByRole("group", { name: c("payment-link-types") }).getByRole("checkbox").first().check();
  const sent = page.waitForRequest((request) => request.url().endsWith("/payment-methods/link"));
  await dialog.getByRole("button", { name: c("payment-link-make") }).click();
  const body = (await sent).postDataJSON();
  expect(body).toEqual({ customer: customer.id, types: ["sepa_debit"], sendEmail: false, redirectUrl: null });
  const link = await dialog.getByLabel(c("link-label"), { exact: true }).inputValue();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  await expect(dialog, "it says how long it works").toContainText(/\d\d:\d\d/);
  await page.keyboard.press("Escape");
  await expect(dots).toBeFocused();
  await page.getByRole("link", { name: c("section-links") }).click();
  await expect(page.getByRole("listitem").filter({ hasText: c("link-payment-method") })).toContainText(c("link-open"));
});

test("an address to go to afterwards has to be on the list", async ({ page, api, language, open, c, refusals }) => {
  refusals.add(422);
  await bank(api);
  const customer = await company(api, language);
  await openCustomer(page, open, customer);
  await page.getByRole("button", { name: c("customer-menu", { name: customer.companyName }) }).click();
  await page.getByRole("button", { name: c("action-payment-link"), exact: true }).click();
  const dialog = page.getByRole("dialog");
  const field = dialog.getByLabel(c("payment-link-redirect"));
  await field.fill("https://evil.example/done");
  await dialog.getByRole("button", { name: c("payment-link-make") }).click();
  await expect(field).toBeFocused();
  await expect(field).toHaveAccessibleDescription(new RegExp(c("wrong-redirect")));
});

test("a mandate on paper is taken in, looked at, saved and withdrawn", async ({ page, api, language, open, c, t, refusals }) => {
  refusals.add(422);
  await bank(api);
  const customer = await company(api, language);
  await openCustomer(page, open, customer, "payment-methods");
  await page.getByRole("button", { name: c("paper-add") }).click();
  const form = page.getByRole("dialog", { name: c("paper-add") });
  await expect(form.getByLabel(t("payment-account-holder"))).toHaveValue(customer.companyName);
  await expect(form.getByLabel(c("paper-street"))).toHaveValue("Hafenstraße 5");
  await form.getByRole("button", { name: t("save") }).click();
  const field = form.getByLabel(t("payment-iban"));
  await expect(field).toBeFocused();
  await field.fill("DE89370400440532013001");
  await form.getByLabel(t("payment-signed")).fill("2026-01-15");
  const reference = `PAPER-${randomUUID().slice(0, 8)}`;
  await form.getByLabel(t("payment-mandate")).fill(reference);
  await form.getByRole("button", { name: t("save") }).click();
  await expect(field).toHaveAccessibleDescription(new RegExp(c("wrong-iban-digits")));
  await field.fill(iban);
  await form.getByRole("button", { name: t("save") }).click();
  await expect(page.getByText(c("paper-added"))).toBeVisible();

  const row = page.getByRole("main").getByRole("listitem").filter({ hasText: t("payment-sepa") });
  await expect(row).toContainText(c("payment-usable"));
  await row.getByRole("button", { name: new RegExp(`^${c("mandate")}:`) }).click();
  const shown = page.getByRole("dialog", { name: c("mandate") });
  await expect(shown).toContainText(reference);
  await expect(shown).toContainText(c("mandate-on-paper"));
  const saved = page.waitForEvent("download");
  await shown.getByRole("button", { name: c("mandate-save") }).click();
  expect((await saved).suggestedFilename()).toBe(`${reference}.pdf`);
  expect((await readFile(await (await saved).path())).subarray(0, 5).toString()).toBe("%PDF-");
  await shown.getByRole("button", { name: c("mandate-revoke") }).click();
  await page.getByRole("dialog", { name: c("mandate-revoke") }).getByRole("button", { name: c("mandate-revoke") }).click();
  await expect(page.getByText(c("mandate-revoked-done"))).toBeVisible();
  await expect(row).toContainText(t("payment-revoked"));
});

test("a payment method is renamed, and its mandate goes to another account", async ({ page, api, language, open, c, t, refusals }) => {
  refusals.add(422);
  await bank(api);
  const customer = await company(api, language);
  const method = await mandate(api, customer);
  await openCustomer(page, open, customer, "payment-methods");
  await buttonOf(page, t, t("payment-rename"), method.name).click();
  const rename = page.getByRole("dialog", { name: t("payment-rename") });
  const name = rename.getByLabel(t("payment-name"), { exact: true });
  await expect(name).toHaveValue(method.name);
  await name.fill(" ");
  await rename.getByRole("button", { name: t("save") }).click();
  await expect(name).toBeFocused();
  await expect(name).toHaveAccessibleDescription(new RegExp(t("field-missing")));
  await name.fill("Haushaltskonto");
  await rename.getByRole("button", { name: t("save") }).click();
  await expect(page.getByText(t("payment-renamed"))).toBeVisible();

  await buttonOf(page, t, t("account-change"), "Haushaltskonto").click();
  const account = page.getByRole("dialog", { name: t("account-change") });
  await expect(account).toContainText(c("account-text"));
  await expect(account.getByLabel(t("payment-account-holder"))).toHaveValue(customer.companyName);
  const field = account.getByLabel(t("payment-iban"));
  await field.fill(iban);
  const change = account.getByRole("button", { name: t("account-change"), exact: true });
  await change.click();
  await expect(field).toBeFocused();
  await expect(field).toHaveAccessibleDescription(new RegExp(t("iban-unchanged")));
  await field.fill("DE02 1203 0000 0000 2020 51");
  const sent = page.waitForRequest((request) => request.method() === "PUT");
  await change.click();
  expect((await sent).postDataJSON()).toEqual({ iban: "DE02 1203 0000 0000 2020 51", accountHolder: customer.companyName });
  await expect(page.getByText(t("account-changed"))).toBeVisible();
  const { data } = await api.get(`/payment-methods?customer=${customer.id}`);
  expect(data.map(({ name, sepaDebit }) => [name, sepaDebit.iban])).toEqual([["Haushaltskonto", "DE0212************2051"]]);
});

test("who may not change payment methods reads a mandate and is offered no document of it", async ({ page, demo, api, language, open, c, t }) => {
  await bank(api);
  const customer = await company(api, language);
  await mandate(api, customer);
  await open(`/customers/${customer.id}?section=payment-methods`, await operator(api, demo, { language, role: "viewer" }));
  await shows(page, customer.companyName);
  for (const action of ["payment-rename", "account-change"]) {
    await expect(page.getByRole("button", { name: new RegExp(`^${t(action)}:`) })).toHaveCount(0);
  }
  await page.getByRole("button", { name: new RegExp(`^${c("mandate")}:`) }).click();
  const shown = page.getByRole("dialog", { name: c("mandate") });
  await expect(shown).toContainText(creditor.creditorIdentifier);
  await expect(shown.getByRole("button")).toHaveText([t("close")]);
});

test("another payment method takes the place of the default that goes", async ({ page, api, language, open, c, t }) => {
  await bank(api);
  const customer = await company(api, language);
  const card = { gateway: "testing", type: "card", customerId: customer.id, testing: { number: "4242424242424242" } };
  const { paymentMethod } = await api.call("POST", "/payment-methods", card);
  await mandate(api, customer);
  const subscription = await api.subscription(customer);
  await openCustomer(page, open, customer, "payment-methods");
  const visa = page.getByRole("listitem").filter({ hasText: paymentMethod.name });
  await visa.getByRole("button", { name: new RegExp(`^${c("payment-make-default")}:`) }).click();
  await page.getByRole("dialog").getByRole("button", { name: c("payment-make-default") }).click();
  await expect(visa).toContainText(t("default-badge"));

  await visa.getByRole("button", { name: new RegExp(`^${c("payment-remove")}:`) }).click();
  const dialog = page.getByRole("dialog", { name: c("payment-remove-title") });
  await expect(dialog.getByLabel(c("removal-new-default"))).toBeVisible();
  await expect(dialog).toContainText(subscription.name);
  await dialog.getByRole("button", { name: c("payment-remove") }).click();
  await expect(page.getByText(c("payment-removed", { name: paymentMethod.name }))).toBeVisible();
  await expect(visa).toHaveCount(0);
  await expect(page.getByRole("listitem").filter({ hasText: t("payment-sepa") })).toContainText(t("default-badge"));
});

test("what waits goes into a file, which is saved and can be saved again", async ({ page, api, language, open, c, t }) => {
  const { customer, invoice } = await debit(api, language);
  await open("/debits");
  await shows(page, c("debits-title"));
  const row = page.getByRole("row").filter({ hasText: customer.companyName });
  await expect(row).toContainText(invoice.number);
  await page.getByRole("button", { name: c("debit-file-make") }).click();
  const dialog = page.getByRole("dialog", { name: c("debit-file-make") });
  const [made, saved] = [page.waitForResponse(/\/debit-files$/), page.waitForEvent("download")];
  await dialog.getByRole("button", { name: c("debit-file-make") }).click();
  const { messageId } = await (await made).json();
  expect((await saved).suggestedFilename()).toBe(`${messageId}.xml`);
  const xml = await readFile(await (await saved).path(), "utf8");
  expect(xml).toContain("pain.008");
  expect(xml).toContain(iban);
  await expect(page.getByRole("heading", { name: c("debits-none-title") })).toBeVisible();
  await expect(page.getByText(c("debit-file-saved", { name: `${messageId}.xml` }))).toBeVisible();

  const again = page.waitForEvent("download");
  await buttonOf(page, t, c("debit-file-download"), messageId).click();
  expect(await readFile(await (await again).path(), "utf8")).toBe(xml);
});

test("a returned debit is recorded with its reason, and one that waits is withdrawn", async ({ page, api, language, open, c, t }) => {
  const { customer, invoice } = await debit(api, language);
  await api.call("POST", "/debit-files", {});
  await openCustomer(page, open, customer, "invoices");
  await buttonOf(page, t, c("payments-of"), invoice.number).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText(c("payment-underway"));
  await dialog.getByRole("button", { name: new RegExp(`^${c("return-record")}:`) }).click();
  await dialog.getByRole("button", { name: c("return-record") }).click();
  await expect(dialog.getByLabel(c("return-why"))).toBeFocused();
  await dialog.getByLabel(c("return-why")).selectOption("AM04");
  await dialog.getByRole("button", { name: c("return-record") }).click();
  await expect(page.getByText(c("return-done"))).toBeVisible();
  await buttonOf(page, t, c("payments-of"), invoice.number).click();
  // Before its day no money had moved.
  await expect(dialog).toContainText(c("payment-failed"));
  await page.keyboard.press("Escape");

  const waiting = await debit(api, language);
  await openCustomer(page, open, waiting.customer, "invoices");
  await buttonOf(page, t, c("payments-of"), waiting.invoice.number).click();
  await expect(dialog).toContainText(c("payment-waits"));
  await dialog.getByRole("button", { name: new RegExp(`^${c("withdraw")}:`) }).click();
  await dialog.getByRole("button", { name: c("withdraw"), exact: true }).click();
  await expect(page.getByText(c("withdraw-done"))).toBeVisible();
  const { data } = await api.get(`/invoices/${waiting.invoice.id}/payments`);
  expect(data.map(({ status }) => status)).not.toContain("underway");
});

/** A card of the gateway `testing`, which works where no other number is given. */
const testCard = (api, customer, fields) =>
  api.call("POST", "/payment-methods", { gateway: "testing", type: "card", customerId: customer.id, testing: { number: "4242424242424242" }, ...fields });

/** Opens the payments of an invoice; gives their dialog. */
async function openPayments(page, t, c, invoice) {
  await buttonOf(page, t, c("payments-of"), invoice.number).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: t("close"), exact: true })).toBeVisible();
  return dialog;
}

test("money that came in is recorded, what is open is collected, and some of it is given back", async ({ page, api, language, open, c, t, refusals }) => {
  refusals.add(409);
  const customer = await company(api, language);
  const invoice = await api.invoice(customer);
  await openCustomer(page, open, customer, "invoices");
  const dialog = await openPayments(page, t, c, invoice);
  await dialog.getByRole("button", { name: c("collect-now") }).click();
  const question = page.getByRole("dialog", { name: c("collect-now") });
  await question.getByRole("button", { name: c("collect-now") }).click();
  await expect(question.getByRole("alert")).toContainText(c("error-payment-method-not-usable"));
  await page.keyboard.press("Escape");

  await openPayments(page, t, c, invoice);
  await dialog.getByRole("button", { name: c("record-payment") }).click();
  const form = page.getByRole("dialog", { name: c("record-payment") });
  const amount = form.getByLabel(t("invoices-amount"), { exact: true });
  await expect(amount, "what is open").toHaveValue("119");
  await amount.fill("119.01");
  await form.getByRole("button", { name: c("record-payment") }).click();
  await expect(amount).toBeFocused();
  await expect(amount).toHaveAttribute("aria-invalid", "true");
  await amount.fill("19");
  await form.getByLabel(c("record-day")).fill("2026-01-15");
  await form.getByLabel(c("record-reference")).fill("Transfer 4711");
  const sent = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/payments"));
  await form.getByRole("button", { name: c("record-payment") }).click();
  expect((await sent).postDataJSON()).toEqual({ amount: 1900, paidOn: "2026-01-15", reference: "Transfer 4711" });
  await expect(page.getByText(c("record-done"))).toBeVisible();
  const row = page.getByRole("row").filter({ hasText: invoice.number });
  await expect(row, "what is still open").toContainText("100");

  await testCard(api, customer);
  await openPayments(page, t, c, invoice);
  await expect(dialog).toContainText(c("payment-recorded"));
  await dialog.getByRole("button", { name: c("collect-now") }).click();
  await expect(question).toContainText("100");
  await question.getByRole("button", { name: c("collect-now") }).click();
  await expect(page.getByText(c("collect-succeeded"))).toBeVisible();
  await expect(row).toContainText(t("invoice-paid"));

  await openPayments(page, t, c, invoice);
  await expect(dialog.getByRole("button", { name: c("collect-now") }), "nothing is open").toHaveCount(0);
  const collected = dialog.getByRole("listitem").filter({ hasText: c("payment-collected") });
  await collected.getByRole("button", { name: new RegExp(`^${c("refund")}:`) }).click();
  const refund = page.getByRole("dialog", { name: c("refund") });
  await expect(refund.getByLabel(t("invoices-amount"), { exact: true })).toHaveValue("100");
  await refund.getByLabel(t("invoices-amount"), { exact: true }).fill("5");
  await refund.getByLabel(c("refund-note")).fill("Ticket 4711");
  await refund.getByRole("button", { name: c("refund") }).click();
  await expect(page.getByText(c("refund-done"))).toBeVisible();
  const { data } = await api.get(`/invoices/${invoice.id}/payments`);
  expect(data.map(({ source, refundedAmount }) => [source, refundedAmount.amount])).toEqual([["recorded", 0], ["collected", 500]]);
});

test("each attempt says where it stands, with what, when, and why it failed", async ({ page, api, language, open, c, t }) => {
  const customer = await company(api, language);
  const { paymentMethod: good } = await testCard(api, customer);
  const { paymentMethod: declined } = await testCard(api, customer, { isDefault: false, testing: { number: "4000000000000341" } });
  const invoice = await api.invoice(customer);
  await api.call("POST", `/invoices/${invoice.id}/pay`, { paymentMethod: declined.id });
  await api.call("POST", `/invoices/${invoice.id}/pay`, {});
  await openCustomer(page, open, customer, "invoices");
  const dialog = await openPayments(page, t, c, invoice);
  const [failed, collected] = [dialog.getByRole("listitem").nth(0), dialog.getByRole("listitem").nth(1)];
  for (const text of [c("payment-failed"), declined.name, c("refusal-funds"), c("payment-asked-on", { date: "" }).trim()]) await expect(failed).toContainText(text);
  await expect(failed).not.toContainText(c("payment-collected"));
  for (const text of [c("payment-collected"), good.name]) await expect(collected).toContainText(text);

  const waiting = await debit(api, language);
  await openCustomer(page, open, waiting.customer, "invoices");
  await openPayments(page, t, c, waiting.invoice);
  for (const text of [c("payment-announced"), c("payment-own-debit"), "DE8937************3000"]) await expect(dialog).toContainText(text);
});

test("an open invoice is collected with another payment method", async ({ page, api, language, open, c, t }) => {
  await bank(api);
  const customer = await company(api, language);
  await mandate(api, customer);
  const { paymentMethod } = await testCard(api, customer);
  const invoice = await api.invoice(customer);
  await openCustomer(page, open, customer, "invoices");
  const dialog = await openPayments(page, t, c, invoice);
  await dialog.getByRole("button", { name: c("invoice-method") }).click();
  const form = page.getByRole("dialog", { name: c("invoice-method") });
  await expect(form).toContainText(c("invoice-method-text"));
  const field = form.getByLabel(c("invoice-method-with"));
  await form.getByRole("button", { name: c("invoice-method") }).click();
  await expect(field, "nothing is picked yet").toBeFocused();
  await field.selectOption(paymentMethod.name);
  await form.getByRole("button", { name: c("invoice-method") }).click();
  await expect(page.getByText(c("invoice-method-done"))).toBeVisible();
  expect((await api.get(`/invoices/${invoice.id}`)).paymentMethod).toBe(paymentMethod.id);
  await expect.poll(async () => (await api.get(`/invoices/${invoice.id}`)).status).toBe("STATUS_PAID");
});

test("a viewer of payments is offered no money to move", async ({ page, demo, api, language, open, c, t }) => {
  const customer = await company(api, language);
  const [owed, paid] = [await api.invoice(customer), await api.invoice(customer)];
  await testCard(api, customer);
  await api.call("POST", `/invoices/${paid.id}/pay`, {});
  await open(`/customers/${customer.id}?section=invoices`, await operator(api, demo, { language, role: "viewer" }));
  await shows(page, customer.companyName);
  for (const invoice of [owed, paid]) {
    const dialog = await openPayments(page, t, c, invoice);
    await expect(dialog.locator("[aria-busy=true]")).toHaveCount(0);
    await expect(dialog.getByRole("button")).toHaveCount(1);
    await page.keyboard.press("Escape");
  }
});

test("a gateway with payments on their way stays, and says why", async ({ page, api, language, open, c, t, refusals }) => {
  refusals.add(409);
  await debit(api, language);
  await open("/settings/payments");
  const title = c("gateway-sepa-debit");
  await buttonOf(card(page, title), t, c("gateway-remove"), title).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: c("gateway-remove") }).click();
  await expect(dialog.getByRole("alert")).toContainText(c("gateway-busy"));
});

test("a viewer sees payments and debits and changes nothing", async ({ page, demo, api, language, open, c }) => {
  await debit(api, language);
  await open("/settings/payments", await operator(api, demo, { language, role: "viewer" }));
  await shows(page, c("payments-title"));
  await expect(page.getByText(c("pages-read-only"))).toBeVisible();
  await expect(page.getByRole("main").getByRole("button")).toHaveCount(0);
  await page.goto(`${demo.consoleUrl}/debits`);
  await shows(page, c("debits-title"));
  await expect(page.getByRole("button", { name: c("debit-file-make") })).toHaveCount(0);
});

// ---- how it looks, and what axe finds ----------------------------------------------------------------------------------

const target = process.env.CARGO_TARGET_DIR ?? "../target";

for (const theme of ["light", "dark"]) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme, contextOptions: { reducedMotion: "reduce" } });

    test("console payments", async ({ page, api, open, c, t, refusals }, info) => {
      refusals.add(422);
      await bank(api);
      await open("/settings/payments");
      await shows(page, c("payments-title"));
      await isAccessible(page, info, "payments", theme);
      const title = c("gateway-sepa-debit");
      await buttonOf(card(page, title), t, t("change"), title).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel(t("payment-iban")).fill("DE89");
      await dialog.getByRole("button", { name: t("save") }).click();
      await expect(dialog.locator("[aria-invalid]")).toHaveCount(1);
      await isAccessible(page, info, "payments-creditor", theme);
      await page.reload();
      await buttonOf(card(page, c("gateway-stripe")), t, c("gateway-set-up"), c("gateway-stripe")).click();
      for (const part of ["stripe-rights", "stripe-endpoint"]) await dialog.getByText(c(part), { exact: true }).click();
      await isAccessible(page, info, "payments-stripe", theme);
      await page.keyboard.press("Escape");
      await page.getByLabel(c("collection-retries")).fill("soon");
      await page.getByRole("button", { name: t("save") }).click();
      await isAccessible(page, info, "payments-collection", theme);
    });

    test("console debits", async ({ page, api, language, open, c }, info) => {
      await debit(api, language);
      await api.call("POST", "/debit-files", {});
      await open("/debits");
      await shows(page, c("debits-title"));
      await expect(page.getByRole("heading", { name: c("debits-none-title") })).toBeVisible();
      await isAccessible(page, info, "debits-none", theme);
      await debit(api, language);
      await page.reload();
      await expect(page.getByRole("table")).toBeVisible();
      await isAccessible(page, info, "debits", theme);
      await page.getByRole("button", { name: c("debit-file-make") }).click();
      await isAccessible(page, info, "debits-file", theme);
    });

    test("console payment-dialogs", async ({ page, api, demo, language, open, c, t }, info) => {
      test.slow();
      const { customer, invoice } = await debit(api, language);
      await openCustomer(page, open, customer, "payment-methods");
      await isAccessible(page, info, "customer-mandate-row", theme);
      const dialog = page.getByRole("dialog");
      await page.getByRole("button", { name: new RegExp(`^${c("mandate")}:`) }).click();
      await expect(dialog.getByRole("button", { name: c("mandate-save") })).toBeVisible();
      await isAccessible(page, info, "customer-mandate", theme);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: new RegExp(`^${c("payment-remove")}:`) }).click();
      await expect(dialog.locator("[aria-busy=true]")).toHaveCount(0);
      await isAccessible(page, info, "customer-method-remove", theme);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: new RegExp(`^${t("payment-rename")}:`) }).click();
      await isAccessible(page, info, "customer-method-rename", theme);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: new RegExp(`^${t("account-change")}:`) }).click();
      await dialog.getByRole("button", { name: t("account-change"), exact: true }).click();
      await expect(dialog.locator("[aria-invalid]")).toHaveCount(1);
      await isAccessible(page, info, "customer-mandate-account", theme);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: c("paper-add") }).click();
      await dialog.getByRole("button", { name: t("save") }).click();
      await isAccessible(page, info, "customer-paper", theme);

      await page.goto(`${demo.consoleUrl}/customers/${customer.id}?section=invoices`);
      await shows(page, customer.companyName);
      await isAccessible(page, info, "customer-invoices-payments", theme);
      await buttonOf(page, t, c("payments-of"), invoice.number).click();
      await expect(dialog).toContainText(c("payment-waits"));
      await isAccessible(page, info, "customer-payments", theme);
      await dialog.getByRole("button", { name: new RegExp(`^${c("withdraw")}:`) }).click();
      await isAccessible(page, info, "customer-withdraw", theme);
      await page.keyboard.press("Escape");
      await api.call("POST", "/debit-files", {});
      await buttonOf(page, t, c("payments-of"), invoice.number).click();
      await dialog.getByRole("button", { name: new RegExp(`^${c("return-record")}:`) }).click();
      await dialog.getByRole("button", { name: c("return-record") }).click();
      await isAccessible(page, info, "customer-return", theme);
    });

    test("console payment-money", async ({ page, api, language, open, c, t }, info) => {
      const customer = await company(api, language);
      const [owed, paid] = [await api.invoice(customer), await api.invoice(customer)];
      await testCard(api, customer);
      await api.call("POST", `/invoices/${paid.id}/pay`, {});
      await openCustomer(page, open, customer, "invoices");
      const dialog = await openPayments(page, t, c, owed);
      await expect(dialog.getByRole("button", { name: c("collect-now") })).toBeVisible();
      await isAccessible(page, info, "customer-payments-owed", theme);
      await dialog.getByRole("button", { name: c("record-payment") }).click();
      await dialog.getByLabel(t("invoices-amount"), { exact: true }).fill("soon");
      await dialog.getByRole("button", { name: c("record-payment") }).click();
      await expect(dialog.locator("[aria-invalid]")).toHaveCount(1);
      await isAccessible(page, info, "customer-record", theme);
      await page.reload();
      await openPayments(page, t, c, owed);
      await dialog.getByRole("button", { name: c("collect-now") }).click();
      await isAccessible(page, info, "customer-collect", theme);
      await page.keyboard.press("Escape");
      await openPayments(page, t, c, owed);
      await dialog.getByRole("button", { name: c("invoice-method") }).click();
      await expect(dialog.getByLabel(c("invoice-method-with"))).toBeVisible();
      await isAccessible(page, info, "customer-invoice-method", theme);
      await page.keyboard.press("Escape");
      await openPayments(page, t, c, paid);
      await dialog.getByRole("button", { name: new RegExp(`^${c("refund")}:`) }).click();
      await isAccessible(page, info, "customer-refund", theme);
    });

    test("console payment-link", async ({ page, api, language, open, c }, info) => {
      await bank(api);
      const customer = await company(api, language);
      await openCustomer(page, open, customer);
      await page.getByRole("button", { name: c("customer-menu", { name: customer.companyName }) }).click();
      await page.getByRole("button", { name: c("action-payment-link"), exact: true }).click();
      const dialog = page.getByRole("dialog");
      await expect(dialog.getByRole("button", { name: c("payment-link-make") })).toBeVisible();
      await isAccessible(page, info, "customer-payment-link", theme);
      await dialog.getByRole("button", { name: c("payment-link-make") }).click();
      await expect(dialog.getByLabel(c("link-label"))).toBeVisible();
      await isAccessible(page, info, "customer-payment-link-made", theme);
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
