import { at, expect, shows, test } from "./fixtures.js";

test("a link opens the portal signed in, and its token leaves the address bar", async ({ page, api, customer, t }) => {
  const { customerAreaLink } = await api.authenticate(customer.id);
  await page.goto(customerAreaLink);
  await shows(page, t("tab-subscriptions"));
  await expect(page).toHaveURL(/\/subscriptions$/);
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0]);

  await page.goBack();
  await expect(page).not.toHaveURL(/token=/);
});

test("a reload stays signed in", async ({ page, signIn, customer, t }) => {
  await signIn(customer);
  await page.reload();
  await shows(page, t("tab-subscriptions"));
});

test("a used link leads to the page that sends a new one", async ({ page, context, api, customer, t, refusals }) => {
  const { customerAreaLink } = await api.authenticate(customer.id);
  await page.goto(customerAreaLink);
  await shows(page, t("tab-subscriptions"));

  await context.clearCookies();
  [401, 404, 410].forEach((status) => refusals.add(status));
  await page.goto(customerAreaLink);
  await shows(page, t("link-dead-title"));
  await expect(page).not.toHaveURL(/token=/);
  await expect(page.getByLabel(t("sign-in-email"))).toBeVisible();
});

test("an invented link leads to the same page", async ({ page, demo, t, refusals }) => {
  [401, 404, 410].forEach((status) => refusals.add(status));
  await page.goto(at(demo, "/customer-area/login?token=invented"));
  await shows(page, t("link-dead-title"));
  await expect(page).not.toHaveURL(/token=/);
});

test("signing out ends the session", async ({ page, demo, signIn, customer, t, refusals }) => {
  await signIn(customer);
  refusals.add(401);
  await page.getByRole("button", { name: t("sign-out") }).click();
  await expect(page.getByLabel(t("sign-in-email"))).toBeVisible();

  await page.goto(at(demo, "/invoices"));
  await expect(page.getByLabel(t("sign-in-email"))).toBeVisible();
});

test("a request for a link says the same for known and unknown addresses", async ({ page, demo, customer, t, refusals }) => {
  refusals.add(401);
  for (const address of [customer.defaultEmail, "nobody@example.com"]) {
    await page.goto(at(demo, "/login"));
    await page.getByLabel(t("sign-in-email")).fill(address);
    await page.getByRole("button", { name: t("sign-in-send") }).click();
    await expect(page.getByRole("heading", { name: t("sign-in-sent-title") })).toBeVisible();
    await expect(page.getByText(address)).toBeVisible();
  }
});
