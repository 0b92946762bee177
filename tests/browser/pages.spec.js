// Every page in both languages, both themes and both widths: no violation of WCAG 2.2 AA that axe can find, and a
// screenshot for people to look at in target/screenshots/.
import AxeBuilder from "@axe-core/playwright";
import { at, expect, shows, test } from "./fixtures.js";

const target = process.env.CARGO_TARGET_DIR ?? "../target";
const signedIn = {
  subscriptions: ["/subscriptions", "tab-subscriptions"],
  addresses: ["/billing-addresses", "tab-addresses"],
  payment: ["/payment-methods", "tab-payment"],
  invoices: ["/invoices", "tab-invoices"],
  contact: ["/contact", "tab-contact"],
};

for (const theme of ["light", "dark"]) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme });

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
