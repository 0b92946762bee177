// What every browser test gets. A console error, a breach of the content security policy, a failed request or an
// exception in the page fails the test that caused it, unless the test said before that it provokes that status.
import { test as base, expect } from "@playwright/test";
import { Api } from "../lib/api.js";
import { operator } from "../lib/operators.js";
import { texts } from "../lib/texts.js";

export { expect };

export const test = base.extend({
  language: ["en", { option: true }],

  demo: [async ({}, use) => use(JSON.parse(process.env.PORTICO_TEST_DEMO)), { scope: "worker" }],
  api: [async ({ demo }, use) => use(new Api(demo)), { scope: "worker" }],

  /** `t("cancel-open")` is that text in the language of the project. */
  t: async ({ language }, use) => use(texts(language)),

  /** The same of the console's texts. */
  c: async ({ language }, use) => use(texts(language, "console")),

  /** A customer of this test alone. */
  customer: async ({ api, language }, use) => use(await api.customer({ language })),

  /** `refusals.add(404)` before a test provokes such an answer; also the reason of a request that is not made. */
  refusals: async ({}, use) => use(new Set()),

  page: async ({ page, refusals }, use) => {
    const complaints = [];
    page.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
    page.on("requestfailed", (request) => {
      const reason = request.failure()?.errorText;
      if (reason !== "net::ERR_ABORTED" && !refusals.has(reason)) complaints.push(`request failed: ${request.url()} ${reason}`);
    });
    page.on("response", (answer) => {
      if (answer.status() >= 400 && !refusals.has(answer.status())) complaints.push(`${answer.status()}: ${answer.url()}`);
    });
    page.on("console", (message) => {
      const isStatus = message.text().startsWith("Failed to load resource"); // counted above, with its status
      if (["error", "warning"].includes(message.type()) && !isStatus) complaints.push(`${message.type()}: ${message.text()}`);
    });
    await use(page);
    expect(complaints, "the page's own complaints").toEqual([]);
  },

  /** Opens a page of the console as this operator, who is made where none is given. */
  open: async ({ page, context, api, demo, language }, use) =>
    use(async (path, who) => {
      const staff = who ?? (await operator(api, demo, { language }));
      const [name, value] = staff.cookie.split("=");
      await context.addCookies([{ name, value, domain: new URL(demo.consoleUrl).hostname, path: "/", sameSite: "Strict" }]);
      await page.goto(demo.consoleUrl + path);
      await expect(page.locator("#user")).toBeVisible();
      return staff;
    }),

  /** Opens the portal by a fresh link of this customer and waits for its tabs. */
  signIn: async ({ page, api }, use) =>
    use(async (customer) => {
      const { customerAreaLink } = await api.authenticate(customer.id);
      await page.goto(customerAreaLink);
      await expect(page.getByRole("navigation")).toBeVisible();
    }),
});

/** As the browser would fetch it: names below localhost are known to nothing but browsers. */
export async function fetched(route) {
  const url = new URL(route.request().url());
  const headers = { ...(await route.request().allHeaders()), host: url.host };
  url.hostname = "127.0.0.1";
  return route.fetch({ url: url.href, headers });
}

/** Answers of `GET path` with changes; `change` gets what the API said. */
export async function changed(page, path, change) {
  await page.route(`**/api${path}`, async (route) => {
    if (route.request().method() !== "GET") return route.fallback();
    const answer = await fetched(route);
    const body = await answer.json();
    await route.fulfill({ response: answer, json: change(body) ?? body });
  });
}

/** What a merchant may ask; the last answer takes a comment. */
export const reasons = [
  { code: "t-price", labels: { de: "Der Preis passt nicht mehr", en: "The price is no longer right" } },
  { code: "t-other", labels: { de: "Ein Grund, der hier fehlt", en: "A reason that is missing here" }, allowsComment: true },
];

/** The name of a tab's link: shorter on a phone. */
export const tabName = (page, t, tab) => t(page.viewportSize().width < 600 ? `tab-${tab}-short` : `tab-${tab}`);

/** Waits until the page with this heading is there, with its data. */
export async function shows(page, heading) {
  await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
}

/** A page of the portal by its path, on the demo's host. */
export const at = (demo, path) => new URL(path, demo.portalUrl).href;

/** An address that no page has, as a link within the application would lead there. */
export const goNowhere = (page, path) =>
  page.evaluate((to) => {
    history.pushState(null, "", to);
    dispatchEvent(new PopStateEvent("popstate"));
  }, path);
