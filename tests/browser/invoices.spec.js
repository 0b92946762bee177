import { at, expect, shows, test } from "./fixtures.js";

test("invoices come a page at a time, each once", async ({ page, demo, api, signIn, customer, t }) => {
  const numbers = [];
  for (let n = 0; n < 35; n += 1) numbers.push((await api.invoice(customer)).number);
  await signIn(customer);
  await page.goto(at(demo, "/invoices"));
  await shows(page, t("tab-invoices"));

  await expect(page.getByRole("rowheader")).toHaveCount(30);
  await page.getByRole("button", { name: t("invoices-more") }).click();
  await expect(page.getByRole("rowheader")).toHaveCount(35);
  await expect(page.getByRole("button", { name: t("invoices-more") })).toHaveCount(0);
  const shown = (await page.getByRole("rowheader").allInnerTexts()).sort();
  expect(shown).toEqual(numbers.sort());
});

test("status and amount are written out", async ({ page, demo, api, signIn, customer, language, t }) => {
  await api.invoice(customer, { status: "STATUS_PAID", payDate: "2026-01-20" });
  await api.invoice(customer, { dueDate: "2026-01-29" });
  await signIn(customer);
  await page.goto(at(demo, "/invoices"));
  await shows(page, t("tab-invoices"));
  await expect(page.getByText(t("invoice-paid"), { exact: true })).toBeVisible();
  await expect(page.getByText(t("invoice-overdue"), { exact: true })).toBeVisible();
  await expect(page.getByText(language === "de" ? /119,00\s€/ : /€119\.00/).first()).toBeVisible();
});

test("a customer without invoices reads so", async ({ page, demo, signIn, customer, t }) => {
  await signIn(customer);
  await page.goto(at(demo, "/invoices"));
  await expect(page.getByText(t("invoices-empty-title"))).toBeVisible();
});
