import { codeMailedTo, linkMailedTo } from "../lib/mails.js";
import { at, changed, expect, shows, test } from "./fixtures.js";

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
    await page.getByRole("button", { name: t("sign-in-again") }).click();
  }
});

test("the page that a mail leads to comes after signing in by the code, and after a link opened beside it", async ({ page, context, demo, api, customer, t, refusals }) => {
  refusals.add(401);
  const { id, number } = await api.invoice(customer);
  const wanted = `/pay/invoice?invoice=${id}`;
  const ask = async () => {
    await page.goto(at(demo, wanted));
    await page.getByLabel(t("sign-in-email")).fill(customer.defaultEmail);
    await page.getByRole("button", { name: t("sign-in-send") }).click();
    await expect(page.getByRole("heading", { name: t("sign-in-sent-title") })).toBeVisible();
  };
  const isThere = async () => {
    await shows(page, t("pay-title"));
    await expect(page).toHaveURL(at(demo, wanted));
    await expect(page.locator("main")).toContainText(number);
  };
  await ask();
  await page.getByLabel(t("sign-in-code")).fill(await codeMailedTo(customer.defaultEmail, demo.data));
  await page.getByRole("button", { name: t("sign-in-title") }).click();
  await isThere();

  await context.clearCookies();
  await ask();
  const { customerAreaLink } = await api.authenticate(customer.id);
  const beside = await context.newPage();
  await beside.goto(customerAreaLink);
  await isThere();
});

test("nobody is led out of the portal by the address of its door", async ({ page, demo, customer, signIn, t }) => {
  await signIn(customer);
  for (const to of ["//evil.example", "https://evil.example", "/\\evil.example", "/console"]) {
    await page.goto(at(demo, `/login?to=${encodeURIComponent(to)}`));
    await shows(page, t("tab-subscriptions"));
    await expect(page).toHaveURL(at(demo, "/subscriptions"));
  }
});

test("a mailed link waits for its button, also after a reload", async ({ page, demo, customer, t, refusals }) => {
  refusals.add(401);
  await page.goto(at(demo, "/login"));
  await page.getByLabel(t("sign-in-email")).fill(customer.defaultEmail);
  await page.getByRole("button", { name: t("sign-in-send") }).click();
  await expect(page.getByRole("heading", { name: t("sign-in-sent-title") })).toBeVisible();
  const link = await linkMailedTo(customer.defaultEmail, demo.data);

  await page.goto(link);
  const button = page.getByRole("button", { name: new RegExp(t("link-continue", { email: "a" })) });
  await expect(button).toBeVisible();
  await expect(page).not.toHaveURL(/token=/);
  await page.reload();
  await expect(button, "it was not used").toBeVisible();
  await expect(page).not.toHaveURL(/token=/);
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0]);

  await button.click();
  await shows(page, t("tab-subscriptions"));
  expect(await page.evaluate(() => history.state), "signing in takes it away").toBeNull();
});

test("a link for another customer names them, waits for its button, and ends the session that is open", async ({ page, api, customer, language, signIn, t }) => {
  const other = await api.customer({ language, companyName: "Zweigwerk Süd" });
  const sessions = async () => (await api.get(`/sessions?customer=${customer.id}`)).data.length;
  await signIn(customer);
  const before = await sessions();
  const { customerAreaLink } = await api.authenticate(other.id);
  await page.goto(customerAreaLink);
  const { host } = new URL(customerAreaLink);
  await expect(page.getByText(t("link-text-customer", { host, customer: "Zweigwerk Süd" }))).toBeVisible();
  await expect(page).not.toHaveURL(/token=/);
  expect(await sessions(), "looking ends nothing").toBe(before);

  await page.getByRole("button", { name: new RegExp(t("link-continue", { email: "a" })) }).click();
  await shows(page, t("tab-subscriptions"));
  await expect(page.getByRole("banner")).toContainText("Zweigwerk Süd");
  expect(await sessions(), "the other session is over").toBe(before - 1);
});

test("an address that a link hands on stands in the field, and nothing is sent by itself", async ({ page, demo, t, refusals }) => {
  refusals.add(401);
  const address = "ada+portal@example.com";
  const asked = [];
  page.on("request", (request) => request.url().includes("request-otp") && asked.push(request.postDataJSON()));
  await page.goto(at(demo, `/login?email=${encodeURIComponent(address)}`));
  await shows(page, t("sign-in-title"));
  await expect(page.getByLabel(t("sign-in-email"))).toHaveValue(address);
  expect(asked).toEqual([]);
  await page.getByRole("button", { name: t("sign-in-send") }).click();
  await expect(page.getByRole("heading", { name: t("sign-in-sent-title") })).toBeVisible();
  expect(asked).toEqual([{ email: address }]);
});

test("the page of a link without its link calls nothing dead", async ({ page, demo, t }) => {
  await page.goto(at(demo, "/customer-area/login"));
  await shows(page, t("link-again-title"));
  await expect(page.getByLabel(t("sign-in-email"))).toBeVisible();
});

test("the language that somebody chose survives a reload, before and after signing in", async ({ page, demo, api, language, refusals }) => {
  refusals.add(401);
  const other = language === "de" ? "en" : "de";
  const customer = await api.customer({ language });
  const html = page.locator("html");
  await page.goto(at(demo, "/login"));
  await expect(html).toHaveAttribute("lang", language);
  await page.locator("#language").click();
  await expect(html).toHaveAttribute("lang", other);
  await page.reload();
  await expect(html).toHaveAttribute("lang", other);

  const { customerAreaLink } = await api.authenticate(customer.id);
  await page.goto(customerAreaLink);
  await expect(page.getByRole("navigation")).toBeVisible();
  await expect(html, "a new visit begins in the language of the person").toHaveAttribute("lang", language);
  const stored = page.waitForResponse((answer) => answer.request().method() === "PATCH");
  await page.locator("#language").click();
  await expect(html).toHaveAttribute("lang", other);
  expect((await stored).status()).toBe(200);
  await page.reload();
  await expect(page.getByRole("navigation")).toBeVisible();
  await expect(html).toHaveAttribute("lang", other);
});

const brand = {
  portalTitle: "Hafen & Söhne",
  logoUrl: "/logo-of-this-test.svg",
  contactEmail: "service@example.com",
  contactPhone: "+49 (0)40 1234",
  imprintUrl: "https://example.com/imprint",
  privacyUrl: "https://example.com/privacy",
  termsUrl: "https://example.com/terms",
};

test("the door says whose it is, and where to turn to", async ({ page, demo, customer, signIn, t, refusals }) => {
  refusals.add(401);
  await page.route("**/logo-of-this-test.svg", (route) =>
    route.fulfill({ contentType: "image/svg+xml", body: '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="36"/>' }),
  );
  await changed(page, "/public/portal", (portal) => ({ ...portal, ...brand }));
  await changed(page, "/portal", (portal) => ({ ...portal, brand: { ...portal.brand, ...brand } }));
  const isBranded = async () => {
    const header = page.getByRole("banner");
    await expect(header).toContainText(brand.portalTitle);
    await expect(header.locator("img")).toHaveJSProperty("complete", true);
    expect(await page.title()).toContain(brand.portalTitle);
    const footer = page.getByRole("contentinfo");
    await expect(footer.getByRole("link", { name: t("footer-imprint") })).toHaveAttribute("href", brand.imprintUrl);
    await expect(footer.getByRole("link", { name: t("footer-privacy") })).toHaveAttribute("href", brand.privacyUrl);
    await expect(footer.getByRole("link", { name: t("footer-terms") })).toHaveAttribute("href", brand.termsUrl);
    await expect(footer.getByRole("link", { name: brand.contactPhone })).toHaveAttribute("href", "tel:+49401234");
  };
  await page.goto(at(demo, "/login"));
  await shows(page, t("sign-in-title"));
  await isBranded();
  await signIn(customer);
  await isBranded();
});

test("a merchant with one language offers no other", async ({ page, demo, language, refusals }) => {
  refusals.add(401);
  await changed(page, "/public/portal", (portal) => ({ ...portal, languages: [language === "de" ? "en" : "de"] }));
  await page.goto(at(demo, `/login?lang=${language}`));
  await expect(page.getByRole("textbox")).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", language === "de" ? "en" : "de");
  await expect(page.locator("#language")).toHaveCount(0);
});
