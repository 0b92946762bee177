import AxeBuilder from "@axe-core/playwright";
import { at, expect, test } from "./fixtures.js";

test("the API reference needs nothing from elsewhere", async ({ page, demo }) => {
  const hosts = new Set();
  page.on("request", (request) => hosts.add(new URL(request.url()).host));
  await page.goto(at(demo, "/docs"));
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Portico API");
  await page.goto(at(demo, "/docs#cancel_subscription"));
  await expect(page.locator("#cancel_subscription").getByText("PUT", { exact: true })).toBeVisible();
  await page.locator("#cancel_subscription").getByRole("link", { name: "SubscriptionView" }).first().click();
  await expect(page.locator("#shape-SubscriptionView")).toBeInViewport();
  expect([...hosts].filter((host) => host !== "")).toHaveLength(1);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(wide, "nothing is wider than the window").toBe(false);
  // Long, and the same again and again: one operation and one shape tell of all, and the rest would take axe half a minute.
  await page.evaluate(() => {
    const kept = ["cancel_subscription", "shape-SubscriptionView"];
    document.querySelectorAll("article").forEach((article) => kept.includes(article.id) || article.remove());
  });
  const found = await new AxeBuilder({ page }).analyze();
  expect(found.violations).toEqual([]);
});
