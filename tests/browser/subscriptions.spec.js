import { changed, expect, reasons, test } from "./fixtures.js";

test("cancelling shows what it will do, does that, and can be withdrawn at once", async ({ page, api, signIn, customer, language, t }) => {
  const before = await api.subscription(customer);
  const preview = await api.get(`/subscriptions/${before.id}/cancellation-preview`);
  await signIn(customer);

  await page.getByRole("button", { name: t("cancel-of", { name: before.name }) }).click();
  const dialog = page.getByRole("dialog", { name: t("cancel-title") });
  await expect(dialog).toContainText(day(preview.cancellationLastDay, language));
  await expect(dialog).toContainText(customer.defaultEmail);
  await expect(dialog.getByRole("radio"), "nothing stands before the button").toHaveCount(0);
  expect(lasting(await api.get(`/subscriptions/${before.id}`)), "a preview changes nothing").toEqual(lasting(before));

  await dialog.getByRole("button", { name: t("cancel-now") }).click();
  const result = page.getByRole("dialog", { name: t("cancelled-title") });
  await expect(result.getByRole("heading", { name: t("cancelled-title") })).toBeFocused();
  await expect(result).toContainText(t("cancelled-received"));
  await expect(result).toContainText(day(preview.cancellationLastDay, language));
  await expect(result).toContainText(customer.defaultEmail);
  const cancelled = await api.get(`/subscriptions/${before.id}`);
  expect(cancelled).toMatchObject({
    status: "active",
    isCancellationPending: true,
    cancellationLastDay: preview.cancellationLastDay,
    cancellationReason: null,
  });

  await result.getByRole("button", { name: t("revoke") }).click();
  await expect(result).toBeHidden();
  await expect(page.getByText(t("revoke-done"))).toBeVisible();
  await expect(page.getByText(t("status-pending"))).toHaveCount(0);
  expect(lasting(await api.get(`/subscriptions/${before.id}`)), "all is as it was").toEqual(lasting(before));
});

test.describe("a reader far away", () => {
  test.use({ timezoneId: "Pacific/Auckland" });

  test("sees when the cancellation was received in the merchant's time, as the mail says it", async ({ page, api, signIn, customer, language, t }) => {
    const { id, name } = await api.subscription(customer);
    await signIn(customer);
    await page.getByRole("button", { name: t("cancel-of", { name }) }).click();
    await page.getByRole("button", { name: t("cancel-now") }).click();
    const result = page.getByRole("dialog", { name: t("cancelled-title") });
    await expect(result).toBeVisible();
    const at = new Date((await api.get(`/subscriptions/${id}`)).cancelledAt);
    const clock = new Intl.DateTimeFormat(language, { timeZone: "Europe/Berlin", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
    await expect(result.getByText(clock)).toContainText(language === "de" ? /MES?Z/ : /CES?T/);
  });
});

test("a cancellation can be withdrawn later too", async ({ page, api, signIn, customer, t }) => {
  const before = await api.subscription(customer);
  await signIn(customer);
  await page.getByRole("button", { name: t("cancel-of", { name: before.name }) }).click();
  await page.getByRole("button", { name: t("cancel-now") }).click();
  await expect(page.getByRole("dialog", { name: t("cancelled-title") })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByText(t("status-pending"))).toBeVisible();
  await expect(page.locator("[id^=outcome-]")).toBeFocused();

  await page.getByRole("button", { name: t("revoke-of", { name: before.name }) }).click();
  await expect(page.getByText(t("revoke-done"))).toBeVisible();
  expect(lasting(await api.get(`/subscriptions/${before.id}`)), "all is as it was").toEqual(lasting(before));
});

test("why is asked afterwards, and may be left out", async ({ page, api, signIn, customer, language, t }) => {
  await api.reasons(reasons);
  const [skipped, told] = [
    await api.subscription(customer, { plan: { name: "Hafenblick Eins" } }),
    await api.subscription(customer, { plan: { name: "Hafenblick Zwei" } }),
  ];
  await signIn(customer);
  const cancel = async ({ name }) => {
    await page.getByRole("button", { name: t("cancel-of", { name }) }).click();
    await page.getByRole("button", { name: t("cancel-now") }).click();
    await expect(page.getByRole("group", { name: t("reason-question") })).toBeVisible();
  };

  await cancel(skipped);
  await page.getByRole("button", { name: t("reason-skip") }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  expect((await api.get(`/subscriptions/${skipped.id}`)).cancellationReason).toBeNull();

  await cancel(told);
  await page.getByRole("button", { name: t("reason-send") }).click();
  await expect(page.getByText(t("reason-choose"))).toBeVisible();
  await page.getByLabel(reasons[0].labels[language]).check();
  await expect(page.getByLabel(t("reason-comment"))).toHaveCount(0);
  await page.getByLabel(reasons[1].labels[language]).check();
  await page.getByLabel(t("reason-comment")).fill("Wir ziehen um.");
  await page.getByRole("button", { name: t("reason-send") }).click();
  await expect(page.getByText(t("reason-thanks"))).toBeVisible();
  expect((await api.get(`/subscriptions/${told.id}`)).cancellationReason).toMatchObject({
    code: "t-other",
    comment: "Wir ziehen um.",
  });
  await page.getByRole("button", { name: t("close"), exact: true }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
});

test("a trial says when it ends, under either rule", async ({ page, api, signIn, customer, language, t }) => {
  const { id, name } = await api.subscription(customer, { trialDays: 30, contractPeriod: undefined, laterContractPeriod: undefined });
  const { trialLastDay } = await api.get(`/subscriptions/${id}`);
  const date = day(trialLastDay, language);
  await signIn(customer);
  const opener = page.getByRole("button", { name: t("cancel-of", { name }) });
  await opener.click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText(t("cancel-then-trial-end", { date }));
  await page.keyboard.press("Escape");

  await changed(page, `/subscriptions/${id}/cancellation-preview`, (preview) => {
    Object.assign(preview, { immediate: true, cancellationLastDay: null });
  });
  await opener.click();
  await expect(dialog).toContainText(t("cancel-then-trial-at-once", { date }));
});

test("leaving the dialog cancels nothing", async ({ page, api, signIn, customer, t }) => {
  const before = await api.subscription(customer);
  await signIn(customer);
  const opener = page.getByRole("button", { name: t("cancel-of", { name: before.name }) });
  await opener.click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(opener).toBeFocused();
  expect((await api.get(`/subscriptions/${before.id}`)).isCancellationPending).toBe(false);
});

test("a subscription gets an invoice address of its own, and the default again", async ({ page, api, signIn, customer, t }) => {
  const address = await api.address(customer);
  const { id, name } = await api.subscription(customer);
  await signIn(customer);
  const opener = page.getByRole("button", { name: t("change-address-of", { name }) });
  await opener.click();
  const dialog = page.getByRole("dialog", { name: t("choose-address-title") });
  await expect(dialog.getByRole("radio")).toHaveCount(3);
  const standard = dialog.getByLabel(t("choose-default-which", { name: "" }).trim());
  await expect(standard).toBeChecked();
  await dialog.getByLabel(/^Buchhaltung Nord GmbH/).check();
  await dialog.getByRole("button", { name: t("save") }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(t("choose-address-done"))).toBeVisible();
  await expect(page.getByRole("article")).toContainText("Buchhaltung Nord GmbH, Hamburg");
  expect((await api.get(`/subscriptions/${id}`)).invoiceAddress.id).toBe(address.id);

  await opener.click();
  await expect(dialog.getByLabel(/^Buchhaltung Nord GmbH/)).toBeChecked();
  await standard.check();
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  expect((await api.get(`/subscriptions/${id}`)).invoiceAddress).toBeNull();
});

test("a subscription gets a payment method of its own", async ({ page, api, signIn, customer, t }) => {
  const { id, name } = await api.subscription(customer);
  const methods = [method("Visa (4242)", 1, { default: true }), method("Mastercard (4444)", 2), method("Visa (1881)", 3, { status: "expired" })];
  await changed(page, "/payment-methods*", (list) => {
    list.data = methods;
  });
  let sent;
  await page.route(`**/api/subscriptions/${id}/payment-method`, async (route) => {
    sent = route.request().postDataJSON();
    const { id: own, gatewayName, type, default: isDefault, status, name } = methods[1];
    const subscription = await api.get(`/subscriptions/${id}`);
    const paymentMethod = { id: own, gatewayName, type, default: isDefault, status, name };
    await route.fulfill({ json: { ...subscription, paymentMethod, defaultPaymentMethod: false } });
  });
  await signIn(customer);
  await expect(page.getByRole("article"), "the default is named").toContainText(t("choose-default-which", { name: "Visa (4242)" }));
  await page.getByRole("button", { name: t("change-method-of", { name }) }).click();
  const dialog = page.getByRole("dialog", { name: t("choose-method-title") });
  await expect(dialog.getByRole("radio"), "what cannot pay is not offered").toHaveCount(3);
  await dialog.getByLabel("Mastercard (4444)").check();
  await dialog.getByRole("button", { name: t("save") }).click();
  await expect(page.getByText(t("choose-method-done"))).toBeVisible();
  await expect(page.getByRole("article")).toContainText("Mastercard (4444)");
  expect(sent).toEqual({ paymentMethodId: methods[1].id });
});

test("a first term that runs on says so", async ({ page, api, signIn, customer, t }) => {
  await api.subscription(customer, { laterContractPeriod: undefined });
  await signIn(customer);
  await expect(page.getByRole("article")).toContainText(t("subscription-end-then-open"));
});

test("a customer without subscriptions reads so", async ({ page, signIn, customer, t }) => {
  await signIn(customer);
  await expect(page.getByText(t("subscriptions-empty-title"))).toBeVisible();
});

const lasting = ({ updatedAt: _, ...rest }) => rest;

const day = (date, language) =>
  new Intl.DateTimeFormat(language === "de" ? "de-DE" : "en-GB", { dateStyle: "long", timeZone: "UTC" }).format(new Date(date));

const method = (name, n, fields) => ({
  id: `01930000-0000-7000-8000-00000000000${n}`,
  customer: "01930000-0000-7000-8000-000000000009",
  referenceId: null,
  gatewayName: "stripe",
  type: "card",
  default: false,
  status: "active",
  source: "api",
  enabled: true,
  futureUsageAllowed: true,
  name,
  creationDate: "2026-01-01T00:00:00Z",
  expirationDate: null,
  card: null,
  sepaDebit: null,
  paypal: null,
  ...fields,
});
