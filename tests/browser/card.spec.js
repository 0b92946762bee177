// A card or an IBAN that is typed into the field of Stripe's script: by a link from a mail, and signed in. The stand-in for Stripe
// has a script of its own, so the demo is one of this file's.
import { Api } from "../lib/api.js";
import { startDemo } from "../lib/demo.js";
import { paymentLinkMailedTo } from "../lib/mails.js";
import { PUBLISHABLE_KEY, SECRET_KEY, startStripe } from "../lib/stripe.js";
import { expect, shows, test as base } from "./fixtures.js";

const test = base.extend({
  stripe: [async ({}, use) => {
    const stripe = await startStripe();
    await use(stripe);
    stripe.stop();
  }, { scope: "worker" }],

  demo: [async ({ stripe }, use) => {
    const env = { PORTICO_PAYMENTS_STRIPE_API: stripe.origin, PORTICO_PAYMENTS_STRIPE_SCRIPT: `${stripe.origin}/js.stripe.com/v3/` };
    const demo = await startDemo(process.env.PORTICO_TEST_BINARY, { env });
    const facts = { ...demo.facts, origin: demo.origin, data: demo.data };
    const keys = { stripe: { publishableKey: PUBLISHABLE_KEY, secretKey: SECRET_KEY } };
    await new Api(facts).call("PUT", "/payment-gateways/stripe", keys);
    await use(facts);
    await demo.stop();
  }, { scope: "worker" }],
});

/** Types a card into the stand-in's field. */
async function typeCard(page, number) {
  const field = page.locator("#provider-field");
  for (const [name, value] of [["number", number], ["exp_month", "12"], ["exp_year", "34"], ["cvc", "123"]]) {
    await field.getByPlaceholder(name).fill(value);
  }
}

/** An invoice that could not be collected. */
async function failedInvoice(api, customer) {
  await api.call("POST", "/payment-methods", {
    gateway: "testing", type: "card", customerId: customer.id, testing: { number: "4000000000000341" },
  });
  const invoice = await api.invoice(customer);
  const failed = await api.call("POST", `/invoices/${invoice.id}/pay`, {});
  expect(failed.status).toBe("failed");
  return invoice;
}

test("from a link in a mail to the paid invoice, with a card", async ({ page, demo, api, stripe, customer, t }) => {
  const invoice = await failedInvoice(api, customer);
  const before = (await stripe.paid()).length;
  await api.call("POST", "/payment-methods/link", { customer: customer.id, types: ["card"], sendEmail: true });
  await page.goto(await paymentLinkMailedTo(customer.defaultEmail, demo.data));
  await shows(page, t("add-title"));
  await page.getByRole("radio").first().check();
  await page.getByRole("button", { name: t("add-continue") }).click();
  await typeCard(page, "4242424242424242");
  await page.getByRole("button", { name: t("add-card-save") }).click();
  await expect(page.getByText(t("invoice-paid"), { exact: true })).toBeVisible();
  expect((await api.get(`/invoices/${invoice.id}`)).status).toBe("STATUS_PAID");
  expect(await stripe.paid()).toHaveLength(before + 1);
  const { data } = await api.get(`/payment-methods?customer=${customer.id}&status=active`);
  expect(data.filter((one) => one.gatewayName === "stripe")).toMatchObject([{ default: true, source: "add_link", card: { last4: "4242" } }]);
});

test("from a link in a mail to the paid invoice, with a direct debit by Stripe", async ({ page, demo, api, stripe, customer, t }) => {
  const invoice = await failedInvoice(api, customer);
  const before = (await stripe.paid()).length;
  await api.call("POST", "/payment-methods/link", { customer: customer.id, types: ["sepa_debit"], sendEmail: true });
  await page.goto(await paymentLinkMailedTo(customer.defaultEmail, demo.data));
  await shows(page, t("add-title"));
  // The first is at the merchant's own bank.
  await page.getByRole("radio", { name: t("add-sepa-hint") }).nth(1).check();
  await page.getByRole("button", { name: t("add-continue") }).click();
  await page.getByLabel(t("payment-account-holder")).fill("Ada Lovelace");
  await page.getByLabel(t("sign-in-email")).fill("ada@example.com");
  await page.locator("#provider-field").getByPlaceholder("iban").fill("DE89 3704 0044 0532 0130 00");
  await page.getByRole("button", { name: t("mandate-give") }).click();
  await expect(page.getByText(t("invoice-paid"), { exact: true })).toBeVisible();
  expect((await api.get(`/invoices/${invoice.id}`)).status).toBe("STATUS_PAID");
  expect(await stripe.paid()).toHaveLength(before + 1);
  const { data } = await api.get(`/payment-methods?customer=${customer.id}&status=active`);
  expect(data.filter((one) => one.gatewayName === "stripe")).toMatchObject([
    { default: true, source: "add_link", type: "sepa_debit", sepaDebit: { accountHolder: "Ada Lovelace", iban: expect.stringMatching(/^DE\*+3000$/) } },
  ]);
});

test("a card that Stripe refuses says why in the page's language, and another can be typed in", async ({ page, demo, signIn, stripe, customer, t, refusals }) => {
  refusals.add(402);
  await signIn(customer);
  await page.goto(new URL("/pay/add", demo.portalUrl).href);
  await shows(page, t("add-title"));
  await page.getByRole("radio", { name: t("payment-card") }).first().check();
  await page.getByRole("button", { name: t("add-continue") }).click();
  const [save, told] = [page.getByRole("button", { name: t("add-card-save") }), page.getByRole("alert")];
  await typeCard(page, "4000000000000002");
  await save.click();
  await expect(told).toHaveText(t("refused-declined"));

  // What the stand-in does not tell apart.
  const confirming = `${stripe.origin}/v1/setup_intents/*/confirm`;
  for (const [error, text] of [
    [{ code: "card_declined", decline_code: "insufficient_funds" }, t("refused-funds")],
    [{ code: "card_declined", decline_code: "do_not_honor" }, t("refused-declined")],
    [{ code: "expired_card" }, t("refused-expired")],
    [{ code: "incorrect_cvc" }, t("refused-data")],
    [{ code: "setup_intent_authentication_failure" }, t("refused-authentication")],
    [{ code: "processing_error" }, t("refused-again")],
    [{ code: "something_else" }, "What Stripe says."],
  ]) {
    const answer = { status: 402, headers: { "access-control-allow-origin": "*" }, json: { error: { message: "What Stripe says.", ...error } } };
    await page.route(confirming, (route) => route.fulfill(answer));
    await save.click();
    await expect(told, JSON.stringify(error)).toHaveText(text);
    await page.unroute(confirming);
  }

  await typeCard(page, "4242424242424242");
  await save.click();
  await expect(page.getByText(t("payment-is-default"))).toBeVisible();
});
