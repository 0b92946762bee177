// Settings › Hosted Pages in the console. What is switched here counts for the whole merchant: these tests have demos of
// their own, one a worker.
import AxeBuilder from "@axe-core/playwright";
import { Api } from "../lib/api.js";
import { startDemo } from "../lib/demo.js";
import { operator } from "../lib/operators.js";
import { expect, shows, tabName, test as base } from "./fixtures.js";

const test = base.extend({
  demo: [
    async ({}, use) => {
      const demo = await startDemo(process.env.PORTICO_TEST_BINARY);
      await use({ ...demo.facts, origin: demo.origin, data: demo.data });
      await demo.stop();
    },
    { scope: "worker" },
  ],
  api: [async ({ demo }, use) => use(new Api(demo)), { scope: "worker" }],

  /** Opens the page with everything as it is in a new tenant. */
  pages: async ({ api, open, page, c }, use) =>
    use(async (who) => {
      const { data } = await api.get("/settings/hosted-pages/versions?order[version]=asc&limit=1");
      await api.call("POST", `/settings/hosted-pages/versions/${data[0].version}/restore`).catch(() => {});
      await open("/settings/hosted-pages", who);
      await shows(page, c("hosted-pages-title"));
    }),
});

const settings = (api) => api.get("/settings/hosted-pages");

async function save(page, c, t) {
  await page.getByRole("region", { name: c("pages-unsaved") }).getByRole("button", { name: t("save") }).click();
}

test("a switch that goes off takes its tab out of the portal", async ({ page, context, api, customer, pages, c, t }) => {
  const { customerAreaLink } = await api.authenticate(customer.id);
  await pages();
  await page.getByRole("switch", { name: c("switch-show-invoices"), exact: true }).uncheck();
  const sent = page.waitForRequest((request) => request.method() === "PATCH");
  await page.getByLabel(c("pages-note")).fill("Ohne Rechnungen");
  await save(page, c, t);
  const body = (await sent).postDataJSON();
  expect(body, "nothing else is sent").toEqual({ showInvoices: false, note: "Ohne Rechnungen", version: expect.any(Number) });
  await expect(page.getByText(c("pages-saved"))).toBeVisible();
  await expect(page.getByRole("region", { name: c("pages-unsaved") })).toHaveCount(0);
  await expect(page.getByText("Ohne Rechnungen")).toBeVisible();

  const portal = await context.newPage();
  await portal.goto(customerAreaLink);
  await shows(portal, t("tab-subscriptions"));
  await expect(portal.getByRole("link", { name: tabName(portal, t, "addresses") })).toBeVisible();
  await expect(portal.getByRole("link", { name: tabName(portal, t, "invoices") })).toHaveCount(0);
});

test("what needs another switch rests while that is off", async ({ page, pages, c }) => {
  await pages();
  const cancel = page.getByRole("switch", { name: c("switch-cancel-subscriptions"), exact: true });
  await expect(cancel).toBeEnabled();
  await page.getByRole("switch", { name: c("switch-view-subscriptions"), exact: true }).uncheck();
  await expect(cancel).toBeDisabled();
  await page.getByRole("switch", { name: c("switch-view-subscriptions"), exact: true }).check();
  await expect(cancel).toBeEnabled();
});

test("the trial rule is saved and decides what a customer reads", async ({ page, context, api, customer, pages, c, t }) => {
  const { name } = await api.subscription(customer, { trialDays: 14 });
  const { customerAreaLink } = await api.authenticate(customer.id);
  await pages();
  await page.getByRole("radio", { name: c("trial-immediately") }).check();
  await save(page, c, t);
  await expect(page.getByText(c("pages-saved"))).toBeVisible();
  expect((await settings(api)).trialCancellation).toBe("immediately");

  const portal = await context.newPage();
  await portal.goto(customerAreaLink);
  await portal.getByRole("button", { name: t("cancel-of", { name }) }).click();
  await expect(portal.getByRole("dialog")).toContainText(t("cancel-at-once"));
});

test("every text, list and life is saved as it was entered", async ({ page, api, pages, c, t }) => {
  await pages();
  await page.getByLabel(c("pages-portal-title"), { exact: true }).fill("Hafen & Söhne");
  await page.getByLabel(c("pages-accent-colour"), { exact: true }).fill("#0F766E");
  await page.getByLabel(c("pages-contact-email")).fill("service@example.com");
  await page.getByLabel(c("pages-imprint-url")).fill("https://example.com/imprint");
  await page.getByLabel(c("pages-languages")).selectOption("en,de");
  await page.getByLabel(t("payment-sepa")).check();
  await page.getByLabel(c("pages-hosts")).fill("shop.example\napp.example");
  await page.getByLabel(c("life-returned-link"), { exact: true }).fill("2");
  await page.getByLabel(c("life-unit", { label: c("life-returned-link") })).selectOption("hours");
  await save(page, c, t);
  await expect(page.getByText(c("pages-saved"))).toBeVisible();
  expect(await settings(api)).toMatchObject({
    portalTitle: "Hafen & Söhne",
    accentColour: "#0f766e",
    contactEmail: "service@example.com",
    imprintUrl: "https://example.com/imprint",
    languages: ["en", "de"],
    paymentMethodTypes: ["sepa_debit"],
    returnHosts: ["shop.example", "app.example"],
    returnedLinkMinutes: 120,
  });
});

test("what is wrong is said at its field, before sending where it is plain", async ({ page, api, pages, c, t, refusals }) => {
  refusals.add(422);
  await pages();
  const life = page.getByLabel(c("life-sent-link"), { exact: true });
  await life.fill("3");
  await save(page, c, t);
  await expect(life).toBeFocused();
  await expect(life).toHaveAccessibleDescription(new RegExp(c("life-wrong")));
  await life.fill("");
  const url = page.getByLabel(c("pages-terms-url"));
  const before = await url.inputValue();
  await url.fill("http://example.com");
  await save(page, c, t);
  await expect(url).toBeFocused();
  await expect(url).toHaveAttribute("aria-invalid", "true");
  await page.getByRole("button", { name: t("discard") }).click();
  await expect(url).toHaveValue(before);
  await expect(url).not.toHaveAttribute("aria-invalid");
  expect((await settings(api)).termsUrl ?? "").toBe(before);
});

test("a colour that does not stand out is told to come darker or lighter", async ({ page, pages, c }) => {
  await pages();
  const colour = page.getByLabel(c("pages-accent-colour"), { exact: true });
  await colour.fill("#ffe14d");
  await expect(page.getByText(c("pages-colour-darker"))).toBeVisible();
  await colour.fill("#101040");
  await expect(page.getByText(c("pages-colour-lighter"))).toBeVisible();
});

test("changes that are not saved are asked about before they go", async ({ page, open, c, t }) => {
  await open("");
  await page.getByRole("main").locator('a[href="/console/settings/hosted-pages"]').click();
  await shows(page, c("hosted-pages-title"));
  const title = page.getByLabel(c("pages-portal-title"), { exact: true });
  await title.fill("Noch nicht");
  await page.locator(".brand-name").click();
  const dialog = page.getByRole("dialog", { name: t("discard-question") });
  await dialog.getByRole("button", { name: t("discard-keep") }).click();
  await expect(title).toHaveValue("Noch nicht");

  await page.goBack();
  await expect(dialog).toBeVisible();
  await expect(page).toHaveURL(/hosted-pages/);
  await dialog.getByRole("button", { name: t("discard-keep") }).click();
  await expect(title).toHaveValue("Noch nicht");

  await page.locator(".brand-name").click();
  await dialog.getByRole("button", { name: t("discard"), exact: true }).click();
  await shows(page, c("home-title"));
});

test("Back out of unsaved changes leads to all of the address before", async ({ page, open, c, t }) => {
  await open("/customers?status=active");
  await shows(page, c("customers-title"));
  if (page.viewportSize().width < 960) await page.getByRole("button", { name: c("nav-open") }).click();
  await page.getByRole("link", { name: c("hosted-pages-title"), exact: true }).click();
  await shows(page, c("hosted-pages-title"));
  await page.getByLabel(c("pages-portal-title"), { exact: true }).fill("Noch nicht");
  await page.goBack();
  const dialog = page.getByRole("dialog", { name: t("discard-question") });
  await dialog.getByRole("button", { name: t("discard"), exact: true }).click();
  await shows(page, c("customers-title"));
  await expect(page).toHaveURL(/\/customers\?status=active$/);
});

test("who comes second takes over what the first has changed", async ({ page, api, pages, c, t, refusals }) => {
  refusals.add(409);
  await pages();
  await page.getByLabel(c("pages-portal-title"), { exact: true }).fill("Meiner");
  await api.call("PATCH", "/settings/hosted-pages", { showInvoices: false });
  await save(page, c, t);
  await expect(page.getByRole("alert")).toContainText(c("pages-conflict"));
  await page.getByRole("button", { name: c("pages-take-over") }).click();
  await expect(page.getByRole("switch", { name: c("switch-show-invoices"), exact: true })).not.toBeChecked();
  await expect(page.getByLabel(c("pages-portal-title"), { exact: true })).toHaveValue("Meiner");
  await save(page, c, t);
  await expect(page.getByText(c("pages-saved"))).toBeVisible();
  expect(await settings(api)).toMatchObject({ portalTitle: "Meiner", showInvoices: false });
});

test("an old version is restored as a new one", async ({ page, api, pages, c, t }) => {
  await pages();
  const before = await settings(api);
  await api.call("PATCH", "/settings/hosted-pages", { manageUsers: false, note: "Falsch" });
  await page.reload();
  const people = page.getByRole("switch", { name: c("switch-manage-users"), exact: true });
  await expect(people).not.toBeChecked();
  const name = t("button-of", { action: c("version-restore"), name: c("version-title", { number: before.version }) });
  await page.getByRole("button", { name, exact: true }).click();
  const dialog = page.getByRole("dialog", { name: c("version-restore-title") });
  await dialog.getByRole("button", { name: c("version-restore") }).click();
  await expect(people).toBeChecked();
  const now = await settings(api);
  expect(now).toMatchObject({ manageUsers: true, version: before.version + 2 });
  const newest = page.getByRole("listitem").filter({ hasText: c("version-restored", { number: before.version }) });
  await expect(newest.first()).toContainText(c("version-current"));
});

test("a logo is shown in the portal and taken away again", async ({ page, api, pages, c }) => {
  await pages();
  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAGAAAAAgCAIAAABiouoDAAAATUlEQVR4nO3QMQ0AIBDAwHeAU0b044CVDpdUQHOzztaj+X4QDxAgQIAAhQMECBAgQOEAAQIECFA4QIAAAQIUDhAgQIAAhQMECBAgQOEu/qtkpu4hgOsAAAAASUVORK5CYII=",
    "base64",
  );
  await page.locator("#logo-file").setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: png });
  await expect(page.getByText(c("pages-logo-saved"))).toBeVisible();
  await expect(page.getByRole("img", { name: c("pages-logo") })).toBeVisible();
  expect((await settings(api)).logoUrl).toMatch(/^\/media\//);
  await page.getByRole("button", { name: c("pages-logo-remove") }).click();
  await page.getByRole("dialog").getByRole("button", { name: c("pages-logo-remove") }).click();
  await expect(page.getByText(c("pages-logo-none"))).toBeVisible();
  expect((await settings(api)).logoUrl).toBeNull();
});

test("a viewer sees the settings and can change none", async ({ page, demo, api, language, pages, c }) => {
  await pages(await operator(api, demo, { language, role: "viewer" }));
  await expect(page.getByText(c("pages-read-only"))).toBeVisible();
  for (const one of await page.getByRole("main").locator("input, select, textarea").all()) await expect(one).toBeDisabled();
  await expect(page.getByRole("main").getByRole("button")).toHaveCount(0);
});

// ---- how it looks, and what axe finds ----------------------------------------------------------------------------------

const target = process.env.CARGO_TARGET_DIR ?? "../target";

for (const theme of ["light", "dark"]) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme, contextOptions: { reducedMotion: "reduce" } });

    test("console hosted-pages", async ({ page, pages, c, t, refusals }, info) => {
      refusals.add(422);
      await pages();
      await isAccessible(page, info, "hosted-pages", theme);
      await page.getByLabel(c("pages-terms-url")).fill("http://example.com");
      await page.getByRole("switch", { name: c("switch-view-subscriptions"), exact: true }).uncheck();
      await save(page, c, t);
      await expect(page.getByLabel(c("pages-terms-url"))).toBeFocused();
      await isAccessible(page, info, "hosted-pages-wrong", theme);
      await page.locator(".brand-name").click();
      await isAccessible(page, info, "hosted-pages-leave", theme);
    });

    test("console hosted-pages-restore", async ({ page, api, pages, c }, info) => {
      await api.call("PATCH", "/settings/hosted-pages", { accentColour: theme === "light" ? "#0e7490" : "#7c3aed", note: "Neue Farbe" });
      await pages();
      await page.getByRole("button", { name: new RegExp(c("version-restore")) }).first().click();
      await isAccessible(page, info, "hosted-pages-restore", theme);
    });
  });
}

async function isAccessible(page, info, name, theme) {
  const file = `${target}/screenshots/${info.project.name}/console-${name}-${theme}.png`;
  await page.screenshot({ path: file, fullPage: true });
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is cut off").toBe(true);
  const axe = new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]);
  const { violations } = await axe.analyze();
  const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
  expect(found).toEqual([]);
}
