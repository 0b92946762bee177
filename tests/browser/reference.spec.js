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
  // Long, and the same again and again: an operation and a shape tell of all.
  const found = await new AxeBuilder({ page }).include("header").include("#cancel_subscription").include("#shape-SubscriptionView").analyze();
  expect(found.violations).toEqual([]);
});
