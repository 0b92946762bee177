import { expect, test } from "./fixtures.js";

test("cancelling shows what it will do, does that, and can be withdrawn", async ({ page, api, signIn, customer, language, t }) => {
  const before = await api.subscription(customer);
  const preview = await api.get(`/subscriptions/${before.id}/cancellation-preview`);
  await signIn(customer);

  await page.getByRole("button", { name: t("cancel-of", { name: before.name }) }).click();
  const dialog = page.getByRole("dialog", { name: t("cancel-title") });
  await expect(dialog).toContainText(day(preview.cancellationLastDay, language));
  await expect(dialog).toContainText(customer.defaultEmail);
  expect(lasting(await api.get(`/subscriptions/${before.id}`)), "a preview changes nothing").toEqual(lasting(before));

  await dialog.getByRole("button", { name: t("cancel-now") }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(t("status-pending"))).toBeVisible();
  const cancelled = await api.get(`/subscriptions/${before.id}`);
  expect(cancelled).toMatchObject({
    status: "active",
    isCancellationPending: true,
    cancellationLastDay: preview.cancellationLastDay,
  });

  await page.getByRole("button", { name: t("revoke-of", { name: before.name }) }).click();
  await expect(page.getByText(t("revoke-done"))).toBeVisible();
  await expect(page.getByText(t("status-pending"))).toHaveCount(0);
  expect(lasting(await api.get(`/subscriptions/${before.id}`)), "all is as it was").toEqual(lasting(before));
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

test("a customer without subscriptions reads so", async ({ page, signIn, customer, t }) => {
  await signIn(customer);
  await expect(page.getByText(t("subscriptions-empty-title"))).toBeVisible();
});

const lasting = ({ updatedAt: _, ...rest }) => rest;

const day = (date, language) =>
  new Intl.DateTimeFormat(language === "de" ? "de-DE" : "en-GB", { dateStyle: "long", timeZone: "UTC" }).format(new Date(date));
