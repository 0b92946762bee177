import { at, changed, expect, fetched, shows, test } from "./fixtures.js";

const open = async (page, demo, t) => {
  await page.goto(at(demo, "/billing-addresses"));
  await shows(page, t("tab-addresses"));
};

const fill = async (dialog, t, values) => {
  for (const [key, value] of Object.entries(values)) {
    await dialog.getByLabel(new RegExp(`^${t(`address-${key}`)}`)).fill(value);
  }
};

const town = { company: "Speicher Nord GmbH", street: "Am Sandtorkai", "house-number": "30", zip: "20457", town: "Hamburg" };

test("an address is added by keyboard alone and serves for invoices from then on", async ({ page, demo, api, signIn, customer, t }) => {
  await signIn(customer);
  await open(page, demo, t);
  await page.getByRole("button", { name: t("address-add") }).click();
  const dialog = page.getByRole("dialog", { name: t("address-add") });
  await dialog.getByLabel(t("address-of-company"), { exact: true }).check();
  await fill(dialog, t, town);
  await page.keyboard.press("Enter");

  await expect(dialog).toBeHidden();
  const card = page.getByRole("article").filter({ hasText: "Am Sandtorkai 30" });
  await expect(card.getByText(t("address-added"))).toBeVisible();
  await expect(card.getByText(t("address-for-all"))).toBeVisible();
  await expect(card.locator("[id^=outcome-]")).toBeFocused();
  const { data } = await api.get(`/customer-addresses?customer=${customer.id}`);
  expect(data.find(({ city, type }) => city === "Hamburg" && type === "TYPE_INVOICE")).toMatchObject({
    companyName: "Speicher Nord GmbH",
    houseNumber: "30",
    countryCode: "DE",
    default: true,
  });
});

test("what is wrong is said at its field, and nothing typed is lost", async ({ page, demo, signIn, customer, t, refusals }) => {
  refusals.add(422);
  await signIn(customer);
  await open(page, demo, t);
  await page.getByRole("button", { name: t("address-add") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(t("address-of-company"), { exact: true }).check();
  await fill(dialog, t, { ...town, street: "", zip: "123" });
  await dialog.getByRole("button", { name: t("save") }).click();
  const street = dialog.getByLabel(t("address-street"));
  await expect(street).toBeFocused();
  await expect(street).toHaveAttribute("aria-invalid", "true");
  await expect(street).toHaveAccessibleDescription(t("field-missing"));

  await street.fill("Am Sandtorkai");
  await expect(street).not.toHaveAttribute("aria-invalid");
  await page.keyboard.press("Enter");
  const zip = dialog.getByLabel(t("address-zip"));
  await expect(zip).toBeFocused();
  await expect(zip).toHaveAccessibleDescription(/./);
  await expect(dialog.getByLabel(t("address-company"))).toHaveValue("Speicher Nord GmbH");

  await zip.fill("20457");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Am Sandtorkai 30")).toBeVisible();
});

test("a changed form asks before it goes", async ({ page, demo, api, signIn, customer, t }) => {
  await signIn(customer);
  await open(page, demo, t);
  const opener = page.getByRole("button", { name: t("edit") }).first();
  const dialog = page.getByRole("dialog");

  await opener.click();
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog, "nothing was changed: nothing to ask").toBeHidden();
  await expect(opener).toBeFocused();

  await opener.click();
  const field = dialog.getByLabel(t("address-town"));
  await field.fill("Bremen");
  for (const leave of [
    () => page.keyboard.press("Escape"),
    () => page.keyboard.press("Escape").then(() => page.keyboard.press("Escape")),
    () => page.mouse.click(3, 3),
    () => dialog.getByRole("button", { name: t("go-back") }).click(),
  ]) {
    await leave();
    await expect(dialog.getByText(t("discard-question"))).toBeVisible();
    await expect(dialog.getByRole("button", { name: t("discard-keep") })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(dialog.getByText(t("discard-question"))).toHaveCount(0);
    await expect(field).toHaveValue("Bremen");
  }

  await page.keyboard.press("Escape");
  await dialog.getByRole("button", { name: t("discard"), exact: true }).click();
  await expect(dialog).toBeHidden();
  const { data } = await api.get(`/customer-addresses?customer=${customer.id}`);
  expect(data.map(({ city }) => city)).toEqual(["Hamburg"]);
});

test("a change sends what was changed and nothing else", async ({ page, demo, signIn, customer, t }) => {
  await signIn(customer);
  await open(page, demo, t);
  await page.getByRole("button", { name: t("edit") }).first().click();
  const dialog = page.getByRole("dialog", { name: t("address-edit-title") });
  await dialog.getByLabel(t("address-town")).fill("Hamburg-Altona");
  const sent = page.waitForRequest((request) => request.method() === "PUT");
  await dialog.getByRole("button", { name: t("save") }).click();
  expect((await sent).postDataJSON()).toEqual({ city: "Hamburg-Altona" });
  await expect(page.getByText("20457 Hamburg-Altona")).toBeVisible();
  await expect(page.getByText(t("address-saved"))).toBeVisible();
});

test("pressing twice, and again after a lost answer, adds one address", async ({ page, demo, api, signIn, customer, t }) => {
  await signIn(customer);
  await open(page, demo, t);
  let first = true;
  await page.route("**/api/customer-addresses", async (route) => {
    if (route.request().method() !== "POST" || !first) return route.fallback();
    first = false;
    await fetched(route);
    await route.abort("aborted");
  });
  await page.getByRole("button", { name: t("address-add") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(t("address-of-company"), { exact: true }).check();
  await fill(dialog, t, town);
  await dialog.getByRole("button", { name: t("save") }).dblclick();
  await expect(dialog.getByText(t("error-network"))).toBeVisible();
  await dialog.getByRole("button", { name: t("save") }).click();
  await expect(dialog).toBeHidden();
  const { data } = await api.get(`/customer-addresses?customer=${customer.id}&type=TYPE_INVOICE`);
  expect(data).toHaveLength(1);
});

test("removing says which subscriptions move, and where", async ({ page, demo, api, signIn, customer, t }) => {
  const address = await api.address(customer);
  const subscription = await api.subscription(customer);
  await api.call("PUT", `/subscriptions/${subscription.id}/invoice-address`, { invoiceAddress: address.id });
  await signIn(customer);
  await open(page, demo, t);
  const card = page.getByRole("article").filter({ hasText: "Speicherweg 12" });
  await expect(card).toContainText(t("address-for-some", { names: subscription.name }));

  const name = t("button-of", { action: t("address-remove"), name: "Buchhaltung Nord GmbH, Hamburg" });
  await card.getByRole("button", { name }).click();
  const dialog = page.getByRole("dialog", { name: t("address-remove-title") });
  await expect(dialog).toContainText(subscription.name);
  await expect(dialog).toContainText(t("address-remove-stays"));
  expect((await api.get(`/customer-addresses/${address.id}`)).status, "a preview changes nothing").toBe("active");

  await dialog.getByRole("button", { name: t("address-remove-now") }).click();
  await expect(dialog).toBeHidden();
  await expect(card).toHaveCount(0);
  await expect(page.locator("#outcome")).toBeFocused();
  expect((await api.get(`/customer-addresses/${address.id}`)).status).toBe("archived");
  expect((await api.get(`/subscriptions/${subscription.id}`)).invoiceAddress).toBeNull();
});

test("the default moves, and back", async ({ page, demo, api, signIn, customer, t }) => {
  const address = await api.address(customer);
  await signIn(customer);
  await open(page, demo, t);
  const card = page.getByRole("article").filter({ hasText: "Speicherweg 12" });
  await card.getByRole("button", { name: new RegExp(`^${t("address-make-invoice")}`) }).click();
  await expect(card.getByText(t("address-is-invoice"))).toBeVisible();
  await expect(card.getByText(t("default-badge"), { exact: true })).toBeVisible();
  await expect(card.getByRole("button", { name: new RegExp(`^${t("address-remove")}:`) }), "a default cannot go").toHaveCount(0);
  expect((await api.get(`/customer-addresses/${address.id}`)).default).toBe(true);

  await card.getByRole("button", { name: new RegExp(`^${t("address-unset")}`) }).click();
  await expect(card.getByText(t("address-is-unset"))).toBeVisible();
  expect((await api.get(`/customer-addresses/${address.id}`)).default).toBe(false);
});

test("without an address there is one button, and the first one is the main one", async ({ page, demo, api, signIn, language, t }) => {
  const none = { street: undefined, houseNumber: undefined, zip: undefined, city: undefined };
  const customer = await api.customer({ language, ...none });
  await signIn(customer);
  await open(page, demo, t);
  await expect(page.getByText(t("addresses-empty-title"))).toBeVisible();
  await page.getByRole("button", { name: t("address-add") }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText(t("address-kind")), "nothing to choose").toHaveCount(0);
  await expect(dialog.getByLabel(t("address-last-name"))).toHaveValue(customer.lastName);
  await fill(dialog, t, { street: "Hauptstraße", zip: "10115", town: "Berlin" });
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: t("address-main") })).toBeVisible();
  const { data } = await api.get(`/customer-addresses?customer=${customer.id}`);
  expect(data).toMatchObject([{ type: "TYPE_DEFAULT", default: true, salutation: null }]);
});

test("countries are named in the reader's language, those nearby first", async ({ page, demo, signIn, customer, language, t }) => {
  await signIn(customer);
  await open(page, demo, t);
  await page.getByRole("button", { name: t("address-add") }).click();
  const options = await page.getByLabel(t("address-country")).locator("option").allInnerTexts();
  expect(options.slice(0, 3)).toEqual(
    language === "de" ? ["Deutschland", "Österreich", "Schweiz"] : ["Germany", "Austria", "Switzerland"],
  );
  expect(options).toHaveLength(249);
  for (const [first, second] of [["Guinea", "Guinea-Bissau"], ["Niger", "Nigeria"]]) {
    expect(options.indexOf(second), "a name before those that begin with it").toBe(options.indexOf(first) + 1);
  }
});

test("switched off, the addresses are nowhere", async ({ page, demo, api, signIn, customer, t }) => {
  await api.subscription(customer);
  await changed(page, "/portal", (portal) => {
    portal.settings.manageBillingAddress = false;
    portal.settings.managePaymentMethods = false;
  });
  await signIn(customer);
  await shows(page, t("tab-subscriptions"));
  await expect(page.getByRole("navigation", { name: t("sections") }).getByRole("link")).toHaveCount(3);
  await expect(page.getByRole("button", { name: t("change"), exact: true })).toHaveCount(0);
  await expect(page.getByRole("article").getByText(t("subscription-address"))).toHaveCount(0);
  await page.goto(at(demo, "/billing-addresses"));
  await shows(page, t("unavailable-title"));
});
