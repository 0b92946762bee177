// Every page in both languages, both themes and both widths: no violation of WCAG 2.2 AA that axe can find, and a
// screenshot for people to look at in target/screenshots/.
import AxeBuilder from "@axe-core/playwright";
import { linkMailedTo } from "../lib/mails.js";
import { at, changed, expect, fetched, reasons, shows, test } from "./fixtures.js";

const target = process.env.CARGO_TARGET_DIR ?? "../target";
const signedIn = {
  subscriptions: ["/subscriptions", "tab-subscriptions"],
  addresses: ["/billing-addresses", "tab-addresses"],
  payment: ["/payment-methods", "tab-payment"],
  invoices: ["/invoices", "tab-invoices"],
  contact: ["/contact", "tab-contact"],
  account: ["/account", "account-title"],
};

for (const theme of ["light", "dark"]) {
  test.describe(theme, () => {
    // Without motion: a picture of a dialog that is half there helps nobody.
    test.use({ colorScheme: theme, contextOptions: { reducedMotion: "reduce" } });

    for (const [name, [path, heading]] of Object.entries(signedIn)) {
      test(`page ${name}`, async ({ page, demo, signIn, language, t }, info) => {
        await signIn({ id: demo.customerId });
        await page.goto(at(demo, `${path}?lang=${language}`));
        await shows(page, t(heading));
        await isAccessible(page, info, name, theme);
      });
    }

    test("page cancel", async ({ page, api, customer, signIn, t }, info) => {
      const { name } = await api.subscription(customer);
      await signIn(customer);
      await page.getByRole("button", { name: t("cancel-of", { name }) }).click();
      await expect(page.getByRole("button", { name: t("cancel-now") })).toBeEnabled();
      await isAccessible(page, info, "cancel", theme);
    });

    test("page cancelled", async ({ page, api, customer, signIn, language, t }, info) => {
      await api.reasons(reasons);
      const { name } = await api.subscription(customer);
      await signIn(customer);
      await page.getByRole("button", { name: t("cancel-of", { name }) }).click();
      await page.getByRole("button", { name: t("cancel-now") }).click();
      await page.getByLabel(reasons[1].labels[language]).check();
      await isAccessible(page, info, "cancelled", theme);
      await page.getByRole("button", { name: t("reason-skip") }).click();
      await expect(page.getByRole("dialog")).toBeHidden();
      await isAccessible(page, info, "cancelled-card", theme);
    });

    test("page choose", async ({ page, api, customer, signIn, t }, info) => {
      await api.address(customer);
      const { name } = await api.subscription(customer, { trialDays: 14, laterContractPeriod: undefined });
      await signIn(customer);
      await page.getByRole("button", { name: t("change-address-of", { name }) }).click();
      await expect(page.getByRole("radio")).toHaveCount(3);
      await isAccessible(page, info, "choose", theme);
    });

    test("page address-form", async ({ page, demo, customer, signIn, t }, info) => {
      await signIn(customer);
      await page.goto(at(demo, "/billing-addresses"));
      await page.getByRole("button", { name: t("address-add") }).click();
      await isAccessible(page, info, "address-form", theme);
      await page.getByRole("button", { name: t("save") }).click();
      await page.getByText(t("address-more")).click();
      await isAccessible(page, info, "address-form-wrong", theme);
      await page.getByLabel(t("address-town")).fill("Hamburg");
      await page.keyboard.press("Escape");
      await isAccessible(page, info, "address-form-discard", theme);
    });

    test("page addresses-all", async ({ page, demo, api, customer, signIn, t }, info) => {
      const address = await api.address(customer, { vatId: "DE136695976", costCentre: "Buchhaltung 4711" });
      await api.address(customer, { street: "Kehrwieder", default: true });
      const { id } = await api.subscription(customer);
      await api.call("PUT", `/subscriptions/${id}/invoice-address`, { invoiceAddress: address.id });
      await signIn(customer);
      await page.goto(at(demo, "/billing-addresses"));
      await shows(page, t("tab-addresses"));
      await isAccessible(page, info, "addresses-all", theme);
      await page.getByRole("button", { name: new RegExp(`^${t("address-remove")}:`) }).click();
      await expect(page.getByText(t("address-remove-moves"))).toBeVisible();
      await isAccessible(page, info, "address-remove", theme);
      await page.getByRole("button", { name: t("address-remove-now") }).click();
      await expect(page.getByRole("dialog")).toBeHidden();
      await isAccessible(page, info, "address-removed", theme);
    });

    test("page link", async ({ page, demo, customer, t, refusals }, info) => {
      refusals.add(401);
      await page.goto(at(demo, `/login?email=${customer.defaultEmail}`));
      await page.getByRole("button", { name: t("sign-in-send") }).click();
      await expect(page.getByLabel(t("sign-in-code"))).toBeVisible();
      await isAccessible(page, info, "code", theme);
      await page.goto(await linkMailedTo(customer.defaultEmail, demo.data));
      await expect(page.getByRole("button", { name: /@/ })).toBeVisible();
      await isAccessible(page, info, "link", theme);
    });

    test("page choose-customer", async ({ page, demo, api, customer, t, refusals }, info) => {
      refusals.add(401);
      await api.customer({ email: customer.defaultEmail, companyName: "Zweigwerk Süd" });
      await page.goto(at(demo, `/login?email=${customer.defaultEmail}`));
      await page.getByRole("button", { name: t("sign-in-send") }).click();
      await page.goto(await linkMailedTo(customer.defaultEmail, demo.data));
      await page.getByRole("button", { name: /@/ }).click();
      await shows(page, t("choose-title"));
      await isAccessible(page, info, "choose-customer", theme);
    });

    test("page account-dialogs", async ({ page, demo, customer, signIn, t, refusals }, info) => {
      refusals.add(403);
      await signIn(customer);
      await page.goto(at(demo, "/account"));
      await page.getByRole("button", { name: t("email-change") }).click();
      await isAccessible(page, info, "email-change", theme);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: t("people-invite") }).click();
      await isAccessible(page, info, "invite", theme);
      await page.getByLabel(t("sign-in-email")).fill("eva@example.com");
      await page.getByRole("button", { name: t("people-send") }).click();
      await expect(page.getByRole("heading", { name: t("step-up-title") })).toBeVisible();
      await isAccessible(page, info, "step-up", theme);
    });

    test("page look", async ({ page, demo, api, customer, t }, info) => {
      await api.subscription(customer);
      const { data } = await api.call("POST", `/customers/${customer.id}/view`, { reason: "Ticket 4711" });
      await page.goto(data.customerAreaLink);
      await shows(page, t("tab-subscriptions"));
      await isAccessible(page, info, "look", theme);
      await page.goto(at(demo, "/account"));
      await shows(page, t("account-title"));
      await isAccessible(page, info, "look-account", theme);
    });

    test("page ending", async ({ page, demo, customer, signIn, t }, info) => {
      await signIn(customer);
      await page.clock.install();
      await page.route("**/api/session/portal/refresh", async (route) => {
        const answer = await fetched(route);
        await route.fulfill({ response: answer, json: { ...(await answer.json()), idleAfter: 100 } });
      });
      await page.goto(at(demo, "/contact"));
      await shows(page, t("tab-contact"));
      await page.clock.fastForward(20_000);
      await expect(page.getByRole("dialog", { name: t("ending-title") })).toBeVisible();
      await isAccessible(page, info, "ending", theme);
    });

    test("page signed-out", async ({ page, demo, t, refusals }, info) => {
      refusals.add(401);
      for (const reason of ["left", "ended", "again"]) {
        await page.goto(at(demo, `/login?reason=${reason}`));
        await shows(page, t(reason === "again" ? "link-again-title" : "sign-in-title"));
        await isAccessible(page, info, `signed-out-${reason}`, theme);
      }
    });

    test("page email-links", async ({ page, demo, t }, info) => {
      for (const [path, title] of [["email", "email-prove-title"], ["undo", "email-undo-title"]]) {
        await page.goto(at(demo, `/customer-area/${path}?token=not-used-here`));
        await shows(page, t(title));
        await isAccessible(page, info, `link-${path}`, theme);
      }
    });

    test("page erasure", async ({ page, demo, api, customer, signIn, t }, info) => {
      await api.subscription(customer);
      await api.invoice(customer);
      await signIn(customer);
      await page.goto(at(demo, "/account"));
      await page.getByRole("button", { name: t("erasure-ask") }).click();
      await expect(page.getByRole("dialog")).toContainText(t("erasure-name"));
      await isAccessible(page, info, "erasure", theme);
      await page.getByRole("button", { name: t("erasure-send") }).click();
      await expect(page.getByRole("button", { name: t("erasure-withdraw") })).toBeVisible();
      await isAccessible(page, info, "erasure-asked", theme);
    });

    test("page branded", async ({ page, demo, customer, signIn, t, refusals }, info) => {
      refusals.add(401);
      const svg = (width, body) => ({
        contentType: "image/svg+xml",
        body: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 40" width="${width}" height="40">${body}</svg>`,
      });
      await page.route("**/test-logo.svg", (route) =>
        route.fulfill(svg(120, '<rect width="120" height="40" rx="8" fill="#0f766e"/><circle cx="20" cy="20" r="9" fill="#fff"/>')),
      );
      await page.route("**/test-photo.svg", (route) =>
        route.fulfill(svg(40, '<rect width="40" height="40" fill="#c9b79c"/><circle cx="20" cy="16" r="8" fill="#7a5c3e"/>')),
      );
      const brand = {
        portalTitle: "Hafen & Söhne Kundenbereich",
        logoUrl: "/test-logo.svg",
        contactEmail: "service@example.com",
        contactPhone: "+49 40 123456",
        imprintUrl: "https://example.com/imprint",
        privacyUrl: "https://example.com/privacy",
        termsUrl: "https://example.com/terms",
      };
      await changed(page, "/public/portal", (portal) => ({ ...portal, ...brand }));
      await changed(page, "/portal", (portal) => {
        Object.assign(portal.brand, brand);
        portal.contact = {
          id: customer.id,
          name: "Jana Maria Özdemir",
          role: "Kundenbetreuung",
          email: "jana@example.com",
          phone: "+49 40 1234",
          bookingUrl: "https://example.com/jana",
          languages: ["de", "en"],
          photoUrl: "/test-photo.svg",
          isDefault: false,
        };
      });
      await page.goto(at(demo, "/login"));
      await shows(page, t("sign-in-title"));
      await isAccessible(page, info, "branded-login", theme);
      await signIn(customer);
      await page.goto(at(demo, "/contact"));
      await shows(page, t("tab-contact"));
      await isAccessible(page, info, "branded-contact", theme);
    });

    test("page login", async ({ page, demo, t, refusals }, info) => {
      refusals.add(401);
      await page.goto(at(demo, "/login"));
      await shows(page, t("sign-in-title"));
      await isAccessible(page, info, "login", theme);
    });

    test("page link-dead", async ({ page, demo, t, refusals }, info) => {
      [401, 404, 410].forEach((status) => refusals.add(status));
      await page.goto(at(demo, "/customer-area/login?token=invented"));
      await shows(page, t("link-dead-title"));
      await isAccessible(page, info, "link-dead", theme);
    });

    test("page empty", async ({ page, signIn, customer }, info) => {
      await signIn(customer);
      await isAccessible(page, info, "empty", theme);
    });
  });
}

test("axe finds what is wrong", async ({ page }) => {
  await page.setContent('<html lang="en"><title>x</title><main><h1>x</h1><img src="data:,"></main></html>');
  const { violations } = await axe(page);
  expect(violations.map(({ id }) => id)).toEqual(["image-alt"]);
});

const axe = (page) => new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();

async function isAccessible(page, info, name, theme) {
  await page.screenshot({ path: `${target}/screenshots/${info.project.name}/${name}-${theme}.png`, fullPage: true });
  const { violations } = await axe(page);
  const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
  expect(found).toEqual([]);
}
