// A card that is typed into the field of Stripe's script: by a link from a mail, and signed in. The stand-in for Stripe has a
// script of its own, so the demo is one of this file's.
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

test("from a link in a mail to the paid invoice, with a card", async ({ page, demo, api, stripe, customer, t }) => {
  await api.call("POST", "/payment-methods", {
    gateway: "testing", type: "card", customerId: customer.id, testing: { number: "4000000000000341" },
  });
  const invoice = await api.invoice(customer);
  const failed = await api.call("POST", `/invoices/${invoice.id}/pay`, {});
  expect(failed.status).toBe("failed");
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

test("a card that Stripe refuses says why, and another can be typed in", async ({ page, demo, signIn, customer, t, refusals }) => {
  refusals.add(402);
  await signIn(customer);
  await page.goto(new URL("/pay/add", demo.portalUrl).href);
  await shows(page, t("add-title"));
  await page.getByRole("radio", { name: t("payment-card") }).first().check();
  await page.getByRole("button", { name: t("add-continue") }).click();
  await typeCard(page, "4000000000000002");
  await page.getByRole("button", { name: t("add-card-save") }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await typeCard(page, "4242424242424242");
  await page.getByRole("button", { name: t("add-card-save") }).click();
  await expect(page.getByText(t("add-done-default"))).toBeVisible();
});
