import { at, expect, goNowhere, shows, tabName, test } from "./fixtures.js";

const tabs = {
  subscriptions: "/subscriptions",
  addresses: "/billing-addresses",
  payment: "/payment-methods",
  invoices: "/invoices",
  contact: "/contact",
};

test("the five tabs open their pages", async ({ page, signIn, customer, t }) => {
  await signIn(customer);
  const navigation = page.getByRole("navigation", { name: t("sections") });
  await expect(navigation.getByRole("link")).toHaveCount(5);
  for (const [tab, path] of Object.entries(tabs)) {
    await navigation.getByRole("link", { name: tabName(page, t, tab) }).click();
    await expect(page).toHaveURL(new RegExp(`${path}$`));
    await shows(page, t(`tab-${tab}`));
    await expect(navigation.locator("[aria-current=page]")).toHaveCount(1);
  }
});

test("a deep link opens its tab", async ({ page, demo, signIn, customer, t }) => {
  await signIn(customer);
  for (const [tab, path] of Object.entries(tabs)) {
    await page.goto(at(demo, path));
    await shows(page, t(`tab-${tab}`));
  }
});

test("an address without a page leads on, within the frame", async ({ page, signIn, customer, t }) => {
  await signIn(customer);
  await goNowhere(page, "/nowhere");
  await shows(page, t("missing-title"));
  await expect(page.getByRole("navigation", { name: t("sections") })).toBeVisible();
  await page.getByRole("link", { name: t("missing-back") }).click();
  await shows(page, t("tab-subscriptions"));
});

test("the keyboard reaches the content at once", async ({ page, demo, signIn, customer, t }) => {
  await signIn(customer);
  await page.goto(at(demo, "/invoices"));
  await shows(page, t("tab-invoices"));
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: t("skip-link") })).toBeFocused();
});

test("nothing is wider than the window", async ({ page, demo, signIn, customer, api, t }) => {
  await api.subscription(customer, { plan: { name: "Donaudampfschifffahrtsgesellschaftskapitänspatentversicherung" } });
  await api.invoice(customer);
  await signIn(customer);
  for (const [tab, path] of Object.entries(tabs)) {
    await page.goto(at(demo, path));
    await shows(page, t(`tab-${tab}`));
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow, path).toBeLessThanOrEqual(0);
  }
});

test("the language can be switched", async ({ page, demo, signIn, customer, language, t }) => {
  await signIn(customer);
  await expect(page.locator("html")).toHaveAttribute("lang", language);
  await page.getByRole("button", { name: t("language-other") }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", language === "de" ? "en" : "de");
});

test("an unknown host gets a plain 404 that names no tenant", async ({ page, demo, refusals }) => {
  refusals.add(404);
  const answer = await page.goto(demo.portalUrl.replace("//demo.", "//nobody."));
  expect(answer.status()).toBe(404);
  const text = await page.locator("body").innerText();
  expect(text).not.toMatch(/demo/i);
  expect(text.length).toBeGreaterThan(10);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the page says what is needed", async ({ page, demo, refusals }) => {
    refusals.add("csp"); // so Chromium calls a script that is switched off
    await page.goto(at(demo, "/subscriptions"));
    await expect(page.getByText(/JavaScript/).first()).toBeVisible();
  });
});

test("an address that is nobody's leads to the start, before any program ran", async ({ page, demo, refusals }) => {
  [401, 404].forEach((status) => refusals.add(status));
  for (const [path, start] of [["/nowhere", "/login"], ["/console/nowhere", "/console/sign-in"]]) {
    const answer = await page.goto(at(demo, path));
    expect(answer.status()).toBe(404);
    await page.getByRole("link").first().click();
    await expect(page).toHaveURL(new RegExp(start));
  }
});
