// Payment methods: added, changed and removed by their owner; invoices paid with them; and the link that adds one without
// signing in. The gateway `testing` stands for a provider with a page of its own, a stub for one with a script.
import { readFileSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import { codeMailedTo, paymentLinkMailedTo } from "../lib/mails.js";
import { at, changed, expect, shows, test } from "./fixtures.js";

const target = process.env.CARGO_TARGET_DIR ?? "../target";
const IBAN = "DE89 3704 0044 0532 0130 00";
const WORKS = "4242424242424242";
const NO_FUNDS = "4000000000000341";
const ASKS = "4000002760003184";

/** A card of the gateway `testing`, as the merchant takes it over. */
const card = async (api, customer, number = WORKS, fields = {}) =>
  (await api.call("POST", "/payment-methods", { gateway: "testing", type: "card", customerId: customer.id, testing: { number }, ...fields }))
    .paymentMethod;

const dialogOf = (page) => page.getByRole("dialog");
const articleOf = (page, text) => page.getByRole("article").filter({ hasText: text });
const action = (t, key, name) => t("button-of", { action: t(key), name });

async function open(page, demo, path, heading) {
  await page.goto(at(demo, path));
  await shows(page, heading);
}

/** Answers the question for a code by mail. */
async function stepUp(page, demo, t, customer) {
  const dialog = page.getByRole("dialog", { name: t("step-up-title") });
  await expect(dialog).toBeVisible();
  await dialog.getByLabel(t("sign-in-code")).fill(await codeMailedTo(customer.defaultEmail, demo.data));
  await dialog.getByRole("button", { name: t("step-up-confirm") }).click();
  await expect(dialog).toBeHidden();
}

const atGateway = (page, button) => page.getByRole("button", { name: button, exact: true }).click();

/** Picks a card of the gateway `testing` and goes to its page. */
async function toGateway(page, t) {
  const kind = page.getByRole("radio", { name: t("payment-card") }).first();
  await kind.check();
  await page.getByRole("button", { name: t("add-continue") }).click();
  await expect(page.getByRole("heading", { name: "Testing gateway" })).toBeVisible();
}

async function mandateForm(page, t) {
  await page.getByRole("radio", { name: t("add-sepa-hint") }).check();
  await expect(page.getByLabel(t("payment-iban"))).toBeVisible();
}

/** Fills in and sends a mandate; the customer's address stands there already. */
async function giveMandate(page, t) {
  await mandateForm(page, t);
  await page.getByLabel(t("payment-iban")).fill(IBAN);
  await page.getByLabel(t("mandate-consent")).check();
  await page.getByRole("button", { name: t("mandate-give") }).click();
}

test("a mandate is given: a mistake is named at its field, and the document can be kept", async ({ page, demo, signIn, customer, t, refusals }) => {
  [403, 422].forEach((status) => refusals.add(status));
  await signIn(customer);
  await open(page, demo, "/payment-methods", t("tab-payment"));
  await page.getByRole("link", { name: t("payment-add") }).click();
  await shows(page, t("add-title"));
  await mandateForm(page, t);

  const iban = page.getByLabel(t("payment-iban"));
  await iban.fill("DE89 3704 0044 0532 0130 01");
  await page.keyboard.press("Tab");
  await expect(iban).toHaveAccessibleDescription(t("iban-digits"));
  await iban.fill(IBAN);
  await page.keyboard.press("Tab");
  await expect(iban).not.toHaveAttribute("aria-invalid");
  await expect(page.getByText("Commerzbank")).toBeVisible();

  const give = page.getByRole("button", { name: t("mandate-give") });
  const consent = page.getByLabel(t("mandate-consent"));
  await give.click();
  await expect(consent).toBeFocused();
  await expect(consent).toHaveAccessibleDescription(t("consent-missing"));
  await consent.check();
  await give.click();
  await stepUp(page, demo, t, customer);
  await expect(page.getByText(t("add-done-mandate"))).toBeVisible();
  await expect(page.getByRole("heading", { level: 2 })).toBeFocused();

  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: t("mandate-download") }).click();
  const file = await saved;
  const name = file.suggestedFilename();
  expect(readFileSync(await file.path()).subarray(0, 5).toString()).toBe("%PDF-");

  await page.getByRole("link", { name: t("add-back") }).click();
  await shows(page, t("tab-payment"));
  await page.getByRole("button", { name: new RegExp(`^${t("mandate-show")}`) }).click();
  await expect(dialogOf(page)).toContainText(t("mandate-creditor-id"));
  await expect(dialogOf(page)).toContainText("•••• 3000");
  await expect(dialogOf(page).getByText(name.replace(/\.pdf$/, ""), { exact: true }), "its reference is the file's name").toBeVisible();
  await expect(dialogOf(page).getByRole("button", { name: t("mandate-download") })).toBeVisible();
});

test("a mandate gets another account, and is withdrawn", async ({ page, demo, signIn, customer, t, refusals }) => {
  [403, 422].forEach((status) => refusals.add(status));
  await signIn(customer);
  await open(page, demo, "/pay/add", t("add-title"));
  await giveMandate(page, t);
  await stepUp(page, demo, t, customer);
  await page.getByRole("link", { name: t("add-back") }).click();
  await shows(page, t("tab-payment"));

  await page.getByRole("button", { name: new RegExp(`^${t("account-change")}`) }).click();
  const change = dialogOf(page);
  const iban = change.getByLabel(t("payment-iban"));
  await iban.fill(IBAN);
  await change.getByLabel(t("account-consent")).check();
  await change.getByRole("button", { name: t("account-change") }).click();
  await expect(iban).toHaveAccessibleDescription(t("iban-unchanged"));
  await iban.fill("DE02 1203 0000 0000 2020 51");
  await change.getByRole("button", { name: t("account-change") }).click();
  await expect(change).toBeHidden();
  await expect(page.getByText(t("account-changed"))).toBeVisible();
  await expect(page.getByText("•••• 2051")).toBeVisible();

  await page.getByRole("button", { name: new RegExp(`^${t("revoke-mandate")}`) }).click();
  await dialogOf(page).getByRole("button", { name: t("revoke-mandate"), exact: true }).click();
  await expect(dialogOf(page)).toBeHidden();
  await expect(page.getByText(t("payment-revoked"), { exact: true })).toBeVisible();
});

test("a provider's page leads back, with success or without", async ({ page, demo, signIn, customer, t }) => {
  await signIn(customer);
  await open(page, demo, "/pay/add", t("add-title"));
  await toGateway(page, t);
  await atGateway(page, "Cancel");
  await expect(page.getByRole("heading", { name: t("add-refused-title") })).toBeFocused();
  await expect(page.getByText(t("refused-cancelled"))).toBeVisible();
  await page.getByRole("button", { name: t("retry") }).click();
  await toGateway(page, t);
  await atGateway(page, "Confirm");
  await expect(page.getByText(t("payment-is-default"))).toBeVisible();
  await expect(page).toHaveURL(/\/pay\/add$/);
  await page.getByRole("link", { name: t("add-back") }).click();
  await shows(page, t("tab-payment"));
  await expect(articleOf(page, "•••• 4242").getByText(t("default-badge"), { exact: true })).toBeVisible();
});

test("who wants to transfer learns where to, and has no more to do", async ({ page, demo, signIn, customer, t }) => {
  await signIn(customer);
  await open(page, demo, "/pay/add", t("add-title"));
  await page.getByRole("radio", { name: t("add-transfer-hint") }).check();
  await expect(page.getByText(t("add-transfer-text"))).toBeVisible();
  await expect(page.getByText("DE89 3704 0044 0532 0130 00")).toBeVisible();
  await page.getByRole("button", { name: t("transfer-choose") }).click();
  await expect(page.getByRole("heading", { level: 2 })).toBeFocused();
  await expect(page.getByText(t("payment-is-default-transfer"))).toBeVisible();
  await page.getByRole("link", { name: t("add-back") }).click();
  await shows(page, t("tab-payment"));
  await expect(articleOf(page, t("payment-transfer-text")).getByText(t("default-badge"), { exact: true })).toBeVisible();
});

test("what was left in the middle is continued, or discarded", async ({ page, demo, signIn, customer, t, refusals }) => {
  refusals.add(403);
  await signIn(customer);
  await open(page, demo, "/pay/add", t("add-title"));
  await toGateway(page, t);
  await open(page, demo, "/payment-methods", t("tab-payment"));
  const begun = t("payment-unconfirmed", { kind: t("payment-card") });
  await expect(page.getByRole("article")).toContainText(begun);
  await page.getByRole("link", { name: action(t, "payment-continue", begun) }).click();
  await expect(page.getByRole("heading", { name: t("add-waiting-title") })).toBeVisible();
  await page.getByRole("link", { name: t("payment-continue") }).click();
  await atGateway(page, "Confirm");
  await expect(page.getByText(t("payment-is-default"))).toBeVisible();

  await open(page, demo, "/pay/add", t("add-title"));
  await toGateway(page, t);
  await open(page, demo, "/payment-methods", t("tab-payment"));
  await page.getByRole("button", { name: new RegExp(`^${t("payment-discard")}`) }).click();
  const code = page.getByRole("dialog", { name: t("step-up-title") });
  const gone = page.locator("#outcome").getByText(/./);
  await expect(code.or(gone).first()).toBeVisible();
  if (await code.isVisible()) await stepUp(page, demo, t, customer);
  await expect(gone).toBeVisible();
  await expect(page.getByRole("article")).toHaveCount(1);
});

test("a card is made the default, and gets a name", async ({ page, demo, api, signIn, customer, t }) => {
  await card(api, customer);
  const other = await card(api, customer, NO_FUNDS, { isDefault: false });
  await signIn(customer);
  await open(page, demo, "/payment-methods", t("tab-payment"));
  await page.getByRole("button", { name: action(t, "payment-make-default", other.name) }).click();
  await expect(page.getByText(t("payment-is-default"))).toBeVisible();
  await expect(articleOf(page, other.name).locator("[id^=outcome-]")).toBeFocused();

  await page.getByRole("button", { name: action(t, "payment-rename", other.name) }).click();
  const dialog = dialogOf(page);
  await dialog.getByLabel(t("payment-name")).fill("");
  await page.keyboard.press("Enter");
  await expect(dialog.getByLabel(t("payment-name"))).toHaveAccessibleDescription(t("field-missing"));
  await dialog.getByLabel(t("payment-name")).fill("Firmenkarte");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(articleOf(page, "Firmenkarte")).toContainText(t("payment-renamed"));
  const saved = await api.get(`/payment-methods/${other.id}`);
  expect(saved).toMatchObject({ name: "Firmenkarte", default: true });
});

test("a default goes: another takes its place, and its subscription moves", async ({ page, demo, api, signIn, customer, t, refusals }) => {
  refusals.add(403);
  const old = await card(api, customer);
  const other = await card(api, customer, NO_FUNDS, { isDefault: false });
  const { id, name } = await api.subscription(customer);
  await api.call("PATCH", `/subscriptions/${id}/payment-method`, { paymentMethodId: old.id });
  await signIn(customer);
  await open(page, demo, "/payment-methods", t("tab-payment"));
  await page.getByRole("button", { name: action(t, "payment-remove", old.name) }).click();
  const dialog = page.getByRole("dialog", { name: t("remove-title") });
  await expect(dialog.getByRole("radio", { name: other.name })).toBeChecked();
  await dialog.getByLabel(new RegExp(name)).selectOption({ label: other.name });
  await dialog.getByRole("button", { name: t("payment-remove"), exact: true }).click();
  await stepUp(page, demo, t, customer);
  await expect(page.getByText(t("payment-removed", { name: old.name }))).toBeVisible();
  await expect(page.locator("#outcome")).toBeFocused();
  await expect(page.getByRole("article")).toHaveCount(1);
  await expect(page.getByText(t("default-badge"), { exact: true })).toBeVisible();
  expect((await api.get(`/subscriptions/${id}`)).paymentMethod.id).toBe(other.id);
});

test("the last method in use stays, and the way out is named", async ({ page, demo, api, signIn, customer, t }) => {
  const only = await card(api, customer);
  await api.subscription(customer);
  await signIn(customer);
  await open(page, demo, "/payment-methods", t("tab-payment"));
  await page.getByRole("button", { name: action(t, "payment-remove", only.name) }).click();
  await expect(dialogOf(page)).toContainText(t("remove-last"));
  await expect(dialogOf(page).getByRole("button", { name: t("payment-remove"), exact: true })).toHaveCount(0);
  await dialogOf(page).getByRole("link", { name: t("payment-add") }).click();
  await shows(page, t("add-title"));
});

test("an open invoice is paid, after another card was declined", async ({ page, demo, api, signIn, customer, t }) => {
  const { number } = await api.invoice(customer);
  const poor = await card(api, customer, NO_FUNDS);
  const rich = await card(api, customer, WORKS, { isDefault: false });
  await signIn(customer);
  await open(page, demo, "/invoices", t("tab-invoices"));
  await page.getByRole("link", { name: action(t, "pay-now", number) }).click();
  await shows(page, t("pay-title"));
  await expect(page.getByText(number).first()).toBeVisible();
  await expect(page.getByRole("radio", { name: poor.name })).toBeChecked();
  await page.getByRole("button", { name: t("pay-now") }).click();
  await expect(page.getByRole("heading", { name: t("pay-failed-title") })).toBeFocused();
  await expect(page.getByText(t("refused-funds"))).toBeVisible();

  await page.getByRole("button", { name: t("pay-other") }).click();
  await page.getByRole("radio", { name: rich.name }).check();
  await page.getByRole("button", { name: t("pay-now") }).click();
  await expect(page.getByRole("heading", { name: t("pay-done-title") })).toBeFocused();
  await page.getByRole("link", { name: t("pay-back") }).click();
  await shows(page, t("tab-invoices"));
  await expect(page.getByRole("table").getByText(t("invoice-paid"), { exact: true })).toBeVisible();
});

test("what is said of the last payment gives way to what is chosen next", async ({ page, demo, api, signIn, customer, t }) => {
  const { id } = await api.invoice(customer);
  await card(api, customer, NO_FUNDS);
  const rich = await card(api, customer, WORKS, { isDefault: false });
  await api.call("POST", `/invoices/${id}/pay`, {});
  await signIn(customer);
  await open(page, demo, `/pay/invoice?invoice=${id}`, t("pay-title"));
  await expect(page.getByText(t("pay-failed-before"))).toBeVisible();
  await page.getByRole("radio", { name: rich.name }).check();
  await page.getByRole("button", { name: t("pay-keep") }).click();
  await expect(page.getByText(t("pay-kept"))).toBeVisible();
  await expect(page.getByText(t("pay-failed-before"))).toHaveCount(0);
});

test("an invoice that was paid meanwhile says so in place of the form", async ({ page, demo, api, signIn, customer, t, refusals }) => {
  refusals.add(409);
  const { id } = await api.invoice(customer);
  await card(api, customer);
  await signIn(customer);
  await open(page, demo, `/pay/invoice?invoice=${id}`, t("pay-title"));
  await api.call("POST", `/invoices/${id}/pay`, {});
  await page.getByRole("button", { name: t("pay-now") }).click();
  await expect(page.getByText(t("pay-nothing"))).toBeVisible();
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("a bank that asks leads to its page and back, and what was broken off is paid in another way", async ({ page, demo, api, signIn, customer, t }) => {
  const { id } = await api.invoice(customer);
  const asks = await card(api, customer, ASKS);
  await signIn(customer);
  await open(page, demo, `/pay/invoice?invoice=${id}`, t("pay-title"));
  await page.getByRole("button", { name: t("pay-now") }).click();
  await expect(page.getByRole("heading", { name: "Testing gateway" })).toBeVisible();
  await atGateway(page, "Cancel");
  await expect(page.getByRole("heading", { name: t("pay-failed-title") })).toBeFocused();
  await expect(page.getByText(t("refused-authentication"))).toBeVisible();

  await page.getByRole("button", { name: t("pay-other") }).click();
  await expect(page.getByRole("radio", { name: asks.name })).toBeChecked();
  await page.getByRole("button", { name: t("pay-now") }).click();
  await expect(page.getByRole("heading", { name: "Testing gateway" })).toBeVisible();
  await atGateway(page, "Confirm");
  await expect(page.getByRole("heading", { name: t("pay-done-title") })).toBeFocused();
  expect((await api.get(`/invoices/${id}`)).status).toBe("STATUS_PAID");
});

test("the amount can be transferred, by hand or by a code", async ({ page, demo, api, signIn, customer, t }) => {
  const { id, number } = await api.invoice(customer);
  await signIn(customer);
  await open(page, demo, `/pay/invoice?invoice=${id}`, t("pay-title"));
  await page.getByText(t("transfer-instead")).click();
  const transfer = page.getByRole("group").filter({ hasText: t("transfer-reference") });
  await expect(transfer).toContainText("DE89 3704 0044 0532 0130 00");
  await expect(transfer).toContainText(number);
  await expect(transfer.getByRole("img", { name: t("transfer-code") })).toBeVisible();
});

test("without a method the way leads over adding one, back to the invoice", async ({ page, demo, api, signIn, customer, t }) => {
  const { id } = await api.invoice(customer);
  await signIn(customer);
  await open(page, demo, `/pay/invoice?invoice=${id}`, t("pay-title"));
  await page.getByRole("link", { name: t("payment-add") }).click();
  await shows(page, t("add-title"));
  await toGateway(page, t);
  await atGateway(page, "Confirm");
  await shows(page, t("pay-title"));
  await expect(page.getByRole("radio")).toBeChecked();
  await page.getByRole("button", { name: t("pay-keep") }).click();
  await expect(page.getByText(t("pay-kept"))).toBeVisible();
  await expect.poll(async () => (await api.get(`/invoices/${id}`)).status).toBe("STATUS_PAID");
});

test("whoever adds on the way to paying sees the invoice, and finds back; one that is not there is said so", async ({ page, demo, api, signIn, customer, t, refusals }) => {
  refusals.add(404);
  const { id, number } = await api.invoice(customer);
  await signIn(customer);
  await open(page, demo, `/pay/add?invoice=${id}`, t("add-title"));
  const main = page.locator("main");
  await expect(main).toContainText(number);
  await expect(main).toContainText("119");
  await page.getByRole("link", { name: t("add-to-invoice") }).click();
  await shows(page, t("pay-title"));
  await expect(main).toContainText(number);
  for (const none of ["junk", "01a20397-b036-7000-8004-e9cb25c4b054"]) {
    await open(page, demo, `/pay/add?invoice=${none}`, t("missing-title"));
    await open(page, demo, `/pay/invoice?invoice=${none}`, t("missing-title"));
  }
});

test("a debit is announced, which is said before; while it is on its way nothing is added for its invoice", async ({ page, demo, api, signIn, customer, t }) => {
  const address = { street: "Hafenstraße 5", zip: "20457", city: "Hamburg", countryCode: "DE" };
  const sepaDebit = { iban: IBAN.replaceAll(" ", ""), accountHolder: "Ada Lovelace", consent: true, address };
  await api.call("POST", "/payment-methods", { gateway: "sepa_debit", type: "sepa_debit", customerId: customer.id, sepaDebit });
  const { id, number } = await api.invoice(customer);
  await signIn(customer);
  await open(page, demo, `/pay/invoice?invoice=${id}`, t("pay-title"));
  await expect(page.getByText(t("pay-announced"))).toBeVisible();

  await api.call("POST", `/invoices/${id}/pay`, {});
  await open(page, demo, `/pay/add?invoice=${id}`, t("add-title"));
  const main = page.locator("main");
  await expect(main).toContainText(number);
  await expect(main.getByText(new RegExp(t("pay-underway-on", { amount: ".*119.*", date: ".*" })))).toBeVisible();
  await expect(main.getByRole("radio")).toHaveCount(0);
  await page.getByRole("link", { name: t("add-to-invoice") }).click();
  await shows(page, t("pay-title"));
  await expect(page.getByRole("heading", { name: t("pay-underway-title") })).toBeVisible();
});

test("a method is for one invoice alone: another text needs another consent, and it is gone when that is paid", async ({ page, demo, api, signIn, customer, t }) => {
  const { id } = await api.invoice(customer);
  const other = await api.invoice(customer);
  await signIn(customer);
  await open(page, demo, `/pay/invoice?invoice=${id}`, t("pay-title"));
  await page.getByRole("link", { name: t("payment-add") }).click();
  await shows(page, t("add-title"));
  await mandateForm(page, t);
  const once = page.getByRole("radio", { name: t("add-use-once") });
  const text = page.locator(".mandate-text");
  const lasting = await text.textContent();
  await expect(page.getByRole("radio", { name: t("add-use-kept") })).toBeChecked();
  await page.getByLabel(t("mandate-consent")).check();
  await once.check();
  await expect(text).not.toHaveText(lasting);
  await expect(page.getByLabel(t("mandate-consent"))).not.toBeChecked();

  await page.getByRole("radio", { name: t("payment-card") }).first().check();
  await expect(once).toBeChecked();
  await toGateway(page, t);
  await atGateway(page, "Confirm");
  await shows(page, t("pay-title"));
  await expect(page.getByRole("radio")).toBeChecked();
  await expect(page.getByRole("button", { name: t("pay-keep") })).toHaveCount(0);
  await open(page, demo, "/payment-methods", t("tab-payment"));
  await expect(page.getByRole("article")).toContainText(t("payment-once"));
  await expect(page.getByRole("button", { name: new RegExp(`^${t("payment-make-default")}`) })).toHaveCount(0);
  await open(page, demo, `/pay/invoice?invoice=${other.id}`, t("pay-title"));
  await expect(page.getByText(t("pay-no-method"))).toBeVisible();
  await open(page, demo, `/pay/invoice?invoice=${id}`, t("pay-title"));
  await page.getByRole("button", { name: t("pay-now") }).click();
  await expect(page.getByRole("heading", { name: t("pay-done-title") })).toBeFocused();
  await open(page, demo, "/payment-methods", t("tab-payment"));
  await expect(page.getByText(t("payment-empty-title"))).toBeVisible();
});

/** A customer whose last payment failed, with the mailed link that mends it. */
async function mailedLink(api, demo, customer) {
  const { id, number } = await api.invoice(customer);
  await card(api, customer, NO_FUNDS);
  await api.subscription(customer);
  await api.call("POST", `/invoices/${id}/pay`, {});
  await api.call("POST", "/payment-methods/link", { customer: customer.id, sendEmail: true });
  return { number, link: await paymentLinkMailedTo(customer.defaultEmail, demo.data) };
}

test("a mailed link leads to a paid invoice without signing in, once", async ({ page, demo, api, customer, t, refusals }) => {
  [401, 410].forEach((status) => refusals.add(status));
  const { number, link } = await mailedLink(api, demo, customer);
  await page.goto(link);
  await expect(page).not.toHaveURL(/token=/);
  await expect(page.getByText(t("link-hello", { customer: `Ada ${customer.lastName}` }))).toBeVisible();
  await expect(page.getByRole("navigation")).toHaveCount(0);
  await page.reload();
  await page.getByRole("radio", { name: t("payment-card") }).first().check();
  await expect(page.getByRole("checkbox", { name: t("link-use-existing") })).toBeChecked();
  await expect(page.getByRole("checkbox", { name: t("link-use-future") })).toBeChecked();
  await toGateway(page, t);
  await atGateway(page, "Confirm");
  const row = page.getByRole("listitem").filter({ hasText: number });
  await expect(row).toContainText(t("invoice-paid"), { timeout: 30_000 });
  await expect(page.getByText(t("link-close"))).toBeVisible();
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0]);

  await page.context().clearCookies();
  await page.goto(link);
  await shows(page, t("link-dead-title"));
  await expect(page.getByText(t("link-pay-dead"))).toBeVisible();
});

test("by a link a subscription with a method of its own is moved, and nothing is asked that has no choice", async ({ page, api, language, customer, t, refusals }) => {
  refusals.add(401);
  const own = await card(api, customer, ASKS);
  const { id } = await api.subscription(customer, { paymentMethod: own.id });
  await api.call("PUT", `/payment-methods/${(await card(api, customer, NO_FUNDS)).id}/default`, {});
  await page.goto((await api.call("POST", "/payment-methods/link", { customer: customer.id })).link);
  await shows(page, t("add-title"));
  await page.getByRole("radio", { name: t("payment-card") }).first().check();
  const [existing, future] = ["link-use-existing", "link-use-future"].map((key) => page.getByRole("checkbox", { name: t(key) }));
  await expect(existing).toBeChecked();
  await future.uncheck();
  await toGateway(page, t);
  await atGateway(page, "Confirm");
  await expect(page.getByText(t("link-close"))).toBeVisible();
  expect((await api.get(`/subscriptions/${id}`)).defaultPaymentMethod).toBe(true);

  await page.context().clearCookies();
  const another = await api.customer({ language });
  await page.goto((await api.call("POST", "/payment-methods/link", { customer: another.id })).link);
  await shows(page, t("add-title"));
  await page.getByRole("radio", { name: t("payment-card") }).first().check();
  await expect(page.getByRole("button", { name: t("add-continue") })).toBeVisible();
  await expect(page.getByRole("checkbox")).toHaveCount(0);
});

test("a link leads on by itself to where its maker wants", async ({ page, api, customer, t, refusals }) => {
  refusals.add(401);
  const shop = "https://shop.example/done";
  // Hosts to return to are the merchant's, whom other tests share.
  await changed(page, "/payment-methods/link", (standing) => ({ ...standing, redirectUrl: shop }));
  await page.route("https://shop.example/**", (route) => route.fulfill({ contentType: "text/html", body: "<title>Shop</title>" }));
  const { link } = await api.call("POST", "/payment-methods/link", { customer: customer.id });
  await page.goto(link);
  await shows(page, t("add-title"));
  await toGateway(page, t);
  await atGateway(page, "Confirm");
  await expect(page.getByRole("link", { name: t("link-way-on") })).toHaveAttribute("href", shop);
  await expect(page).toHaveURL(shop, { timeout: 30_000 });
});

test("a mandate is given by a link: its form knows no address, and the document can be kept", async ({ page, demo, api, customer, t, refusals }) => {
  refusals.add(401);
  await api.call("POST", "/payment-methods/link", { customer: customer.id, sendEmail: true });
  await page.goto(await paymentLinkMailedTo(customer.defaultEmail, demo.data));
  await shows(page, t("add-title"));
  await mandateForm(page, t);
  await expect(page.getByLabel(t("payment-account-holder"))).toHaveValue(`Ada ${customer.lastName}`);
  const address = { "mandate-street": "Hafenstraße 5", "address-zip": "20457", "address-town": "Hamburg" };
  for (const [label, value] of Object.entries(address)) {
    await expect(page.getByLabel(t(label)), "nobody told who opens it").toHaveValue("");
    await page.getByLabel(t(label)).fill(value);
  }
  await page.getByLabel(t("payment-iban")).fill(IBAN);
  await page.getByLabel(t("mandate-consent")).check();
  await page.getByRole("button", { name: t("mandate-give") }).click();
  await expect(page.getByText(t("link-mandate"))).toBeVisible();
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: t("mandate-download") }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe(t("mandate-file"));
  expect(readFileSync(await file.path()).subarray(0, 5).toString()).toBe("%PDF-");
});

test("a broken-off page of a provider's leaves the link as it was", async ({ page, demo, api, customer, t, refusals }) => {
  refusals.add(401);
  const { link } = await mailedLink(api, demo, customer);
  await page.goto(link);
  await shows(page, t("add-title"));
  await toGateway(page, t);
  await atGateway(page, "Cancel");
  await expect(page.getByText(t("refused-cancelled"))).toBeVisible();
  await page.getByRole("button", { name: t("retry") }).click();
  await expect(page.getByRole("radio").first()).toBeVisible();
});

test("a provider's script may run where a method is added, and nowhere else", async ({ page, signIn, customer }) => {
  await signIn(customer);
  // Fetched, not opened: a page that is left while its program still loads complains of that.
  const policy = (path) => page.evaluate(async (asked) => (await fetch(asked)).headers.get("content-security-policy"), path);
  for (const path of ["/pay/add", "/pay/invoice", "/pay/link"]) {
    expect(await policy(path), path).toContain("frame-src https://js.stripe.com");
  }
  for (const path of ["/subscriptions", "/payment-methods", "/invoices", "/account"]) {
    expect(await policy(path), path).not.toMatch(/https?:/);
  }
});

test("a card goes from the provider's field past us, and a script that is missing can be asked for again", async ({ page, demo, signIn, customer, t, refusals }) => {
  refusals.add("net::ERR_FAILED");
  const id = "01a20397-b036-7000-8004-e9cb25c4b054";
  const script = "https://js.stripe.com/v3/";
  const method = {
    id, customer: customer.id, referenceId: null, gatewayName: "stripe", type: "card", default: true, status: "active", source: "customerfront", enabled: true, futureUsageAllowed: true,
    name: "Visa (4242)", creationDate: "2026-01-01T00:00:00Z", expirationDate: null, card: null, sepaDebit: null, paypal: null,
  };
  const details = { clientSecret: "seti_1_secret_2", publishableKey: "pk_test_1", accountId: null };
  const begun = {
    status: "action_required", id, failReason: null, paymentMethod: null,
    actionRequired: { action: "client_site_action", redirectUrl: null, details },
  };
  await changed(page, "/payment-methods/options*", () => ({ data: [{ gateway: "stripe", type: "card", oneOff: true, scriptUrl: script }] }));
  const bodies = [];
  await page.route("**/api/payment-methods", (route) => {
    if (route.request().method() !== "POST") return route.fallback();
    bodies.push(route.request().postDataJSON());
    return route.fulfill({ status: 201, json: begun });
  });
  await page.route(`**/api/payment-methods/${id}/confirm`, (route) =>
    route.fulfill({ json: { ...begun, status: "success", actionRequired: null, paymentMethod: method } }),
  );
  let isThere = false;
  await page.route(`${script}**`, (route) =>
    isThere
      ? route.fulfill({
          contentType: "text/javascript",
          body: `let tries = 0; globalThis.Stripe = (key, options) => ({
            elements: () => ({ create: (kind) => ({ mount: (place) => { place.textContent = [kind, key, options.locale].join(" "); } }) }),
            confirmCardSetup: async (secret, data) => (tries += 1) === 1 ? { error: { message: "declined by the stub" } } : {},
          });`,
        })
      : route.abort(),
  );
  await signIn(customer);
  await open(page, demo, "/pay/add", t("add-title"));
  await page.getByRole("button", { name: t("add-continue") }).click();
  await expect(page.getByText(t("add-script-missing"))).toBeVisible();
  isThere = true;
  await page.getByRole("button", { name: t("retry") }).click();
  await expect(page.locator("#provider-field")).toContainText("card pk_test_1");
  await page.getByRole("button", { name: t("add-card-save") }).click();
  await expect(page.getByText("declined by the stub")).toBeVisible();
  await page.getByRole("button", { name: t("add-card-save") }).click();
  await expect(page.getByText(t("payment-is-default"))).toBeVisible();
  expect(bodies).toEqual([{ gateway: "stripe", type: "card" }]);
});

test("who may only look is offered nothing", async ({ page, demo, api, customer, t, refusals }) => {
  refusals.add(401);
  await card(api, customer);
  const { number } = await api.invoice(customer);
  const { data } = await api.call("POST", `/customers/${customer.id}/view`, { reason: "Ticket 4711" });
  await page.goto(data.customerAreaLink);
  await shows(page, t("tab-subscriptions"));
  const main = page.locator("main");
  await open(page, demo, "/payment-methods", t("tab-payment"));
  await expect(main.getByRole("button")).toHaveCount(0);
  await expect(main.getByRole("link")).toHaveCount(0);
  await open(page, demo, "/invoices", t("tab-invoices"));
  await expect(main.getByRole("button")).toHaveCount(0);
  await expect(main.getByRole("checkbox")).toHaveCount(0);
  await main.getByRole("link").click(); // the only one leads to the invoice, to read it
  await shows(page, t("reader-invoice", { number }));
  await expect(main.getByRole("button")).toHaveText([t("reader-print")]);
  await open(page, demo, "/pay/add", t("add-title"));
  await expect(page.getByText(t("pay-forbidden"))).toBeVisible();
});

test("options that do not load can be asked for again", async ({ page, demo, signIn, customer, t, refusals }) => {
  refusals.add(503);
  await signIn(customer);
  await page.route("**/api/payment-methods/options*", (route) => route.fulfill({ status: 503, body: "" }));
  await open(page, demo, "/pay/add", t("add-title"));
  await expect(page.getByRole("heading", { name: t("error-title") })).toBeVisible();
  await page.unrouteAll();
  await page.getByRole("button", { name: t("retry") }).click();
  await expect(page.getByRole("radio").first()).toBeVisible();
});

test("nothing is wider than a narrow phone", async ({ page, demo, api, signIn, customer, t }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await card(api, customer, WORKS, { name: "Donaudampfschifffahrtsgesellschaftskapitänskarte" });
  const { id } = await api.invoice(customer);
  await signIn(customer);
  const isNarrow = async () => {
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow, page.url()).toBeLessThanOrEqual(0);
  };
  for (const [path, heading] of [["/payment-methods", "tab-payment"], ["/invoices", "tab-invoices"], [`/pay/invoice?invoice=${id}`, "pay-title"], ["/pay/add", "add-title"]]) {
    await open(page, demo, path, t(heading));
    await isNarrow();
  }
  await mandateForm(page, t);
  await isNarrow();
});

// ---- how it looks, and what axe finds ----------------------------------------------------------------------------------

for (const theme of ["light", "dark"]) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme, contextOptions: { reducedMotion: "reduce" } });

    test("page methods", async ({ page, demo, api, customer, signIn, t, refusals }, info) => {
      refusals.add(403);
      const first = await card(api, customer);
      await api.subscription(customer);
      await signIn(customer);
      await open(page, demo, "/pay/add", t("add-title"));
      await isAccessible(page, info, "pay-add", theme);
      await giveMandate(page, t);
      await stepUp(page, demo, t, customer);
      await expect(page.getByText(t("add-done-mandate"))).toBeVisible();
      await isAccessible(page, info, "pay-added", theme);
      await page.getByRole("link", { name: t("add-back") }).click();
      await shows(page, t("tab-payment"));
      await isAccessible(page, info, "payment-methods", theme);
      await page.getByRole("button", { name: new RegExp(`^${t("mandate-show")}`) }).click();
      await expect(dialogOf(page)).toContainText(t("mandate-creditor-id"));
      await isAccessible(page, info, "mandate", theme);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: new RegExp(`^${t("account-change")}`) }).click();
      await isAccessible(page, info, "mandate-account", theme);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: action(t, "payment-remove", first.name) }).click();
      await expect(dialogOf(page).getByRole("button", { name: t("payment-remove"), exact: true })).toBeEnabled();
      await isAccessible(page, info, "payment-remove", theme);
    });

    test("page mandate-form", async ({ page, demo, customer, signIn, t, refusals }, info) => {
      refusals.add(422);
      await signIn(customer);
      await open(page, demo, "/pay/add", t("add-title"));
      await mandateForm(page, t);
      await page.getByRole("button", { name: t("mandate-give") }).click();
      await expect(page.getByText(t("consent-missing"))).toBeVisible();
      await isAccessible(page, info, "mandate-form-wrong", theme);
    });

    test("page pay-invoice", async ({ page, demo, api, customer, signIn, t }, info) => {
      const { id } = await api.invoice(customer, { dueDate: "2026-01-29" });
      await card(api, customer, NO_FUNDS);
      await signIn(customer);
      await open(page, demo, "/invoices", t("tab-invoices"));
      await isAccessible(page, info, "invoices-open", theme);
      await open(page, demo, `/pay/invoice?invoice=${id}`, t("pay-title"));
      await page.getByText(t("transfer-instead")).click();
      await isAccessible(page, info, "pay-invoice", theme);
      await page.getByRole("button", { name: t("pay-now") }).click();
      await expect(page.getByRole("heading", { name: t("pay-failed-title") })).toBeVisible();
      await isAccessible(page, info, "pay-failed", theme);
      await open(page, demo, `/pay/add?invoice=${id}`, t("add-title"));
      await mandateForm(page, t);
      await page.getByRole("radio", { name: t("add-use-once") }).check();
      await isAccessible(page, info, "pay-add-once", theme);
    });

    test("page pay-link", async ({ page, demo, api, customer, t, refusals }, info) => {
      [401, 410].forEach((status) => refusals.add(status));
      const { number, link } = await mailedLink(api, demo, customer);
      await page.goto(link);
      await shows(page, t("add-title"));
      await page.getByRole("radio", { name: t("payment-card") }).first().check();
      await isAccessible(page, info, "pay-link", theme);
      await toGateway(page, t);
      await atGateway(page, "Confirm");
      await expect(page.getByText(number)).toBeVisible();
      await isAccessible(page, info, "pay-link-done", theme);
      await page.goto(at(demo, "/pay/link?token=invented"));
      await shows(page, t("link-dead-title"));
      await isAccessible(page, info, "pay-link-dead", theme);
    });
  });
}

async function isAccessible(page, info, name, theme) {
  await page.screenshot({ path: `${target}/screenshots/${info.project.name}/${name}-${theme}.png`, fullPage: true });
  const axe = new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]);
  const { violations } = await axe.analyze();
  const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
  expect(found).toEqual([]);
}
