// The console of the merchant's staff: signing in, the account, the team, keys, the log.
import AxeBuilder from "@axe-core/playwright";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { welcomeMailedTo } from "../lib/mails.js";
import { codeOf, operator, password } from "../lib/operators.js";
import { expect, fetched, goNowhere, shows, test } from "./fixtures.js";

/** Fills in the page of signing in, wherever it opened. */
async function signIn(page, c, email, secret = password) {
  await page.getByLabel(c("email")).fill(email);
  await page.getByLabel(c("password"), { exact: true }).fill(secret);
  await page.keyboard.press("Enter");
}

/** Switches a second factor on; gives its secret and the recovery codes. */
async function enrol(page, c) {
  await page.getByRole("button", { name: c("totp-set-up") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(c("password"), { exact: true }).fill(password);
  await dialog.getByRole("button", { name: c("go-on") }).click();
  await expect(dialog.getByRole("img", { name: c("totp-qr") })).toBeVisible();
  const secret = await dialog.locator("code.secret").innerText();
  await dialog.getByLabel(c("totp-confirm")).fill(codeOf(secret));
  await dialog.getByRole("button", { name: c("totp-switch-on") }).click();
  const list = dialog.getByRole("list", { name: c("recovery-title") });
  await expect(list.getByRole("listitem")).toHaveCount(10);
  return { secret, codes: await list.getByRole("listitem").allInnerTexts() };
}

test("the demo's operator signs in and gets where they wanted to go", async ({ page, demo, c, refusals }) => {
  refusals.add(401);
  await page.goto(`${demo.consoleUrl}/team`);
  await shows(page, c("sign-in-title"));
  await signIn(page, c, demo.operatorEmail, "not the password");
  await expect(page.getByRole("alert")).toContainText(c("error-login-failed"));
  await signIn(page, c, demo.operatorEmail, demo.operatorPassword);
  await shows(page, c("team-title"));
  await expect(page).toHaveURL(/\/console\/team$/);
  await expect(page.getByText(demo.operatorEmail)).not.toHaveCount(0);
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0]);
});

test("a reload stays signed in and shows nothing else before", async ({ page, open, c }) => {
  await open("/account");
  await page.addInitScript(() => {
    globalThis.seen = [];
    new MutationObserver(() => globalThis.seen.push(document.title)).observe(document, { subtree: true, childList: true });
  });
  await page.reload();
  await shows(page, c("account-title"));
  const titles = await page.evaluate(() => globalThis.seen);
  expect(titles.filter((title) => title.startsWith(c("sign-in-title")))).toEqual([]);
});

test("after too many mistakes the page says how long to wait", async ({ page, demo, api, language, c, refusals }) => {
  [401, 429].forEach((status) => refusals.add(status));
  const staff = await operator(api, demo, { language });
  await page.goto(`${demo.consoleUrl}/sign-in`);
  for (let tries = 0; tries < 6; tries += 1) {
    const answer = page.waitForResponse(/console\/login/);
    await signIn(page, c, staff.email, "not the password");
    if ((await answer).status() === 429) break;
  }
  await expect(page.getByRole("alert")).toContainText(/\d/);
});

test("nobody is sent out of the console after signing in", async ({ page, demo, api, language, c, refusals }) => {
  refusals.add(401);
  const staff = await operator(api, demo, { language });
  await page.goto(`${demo.consoleUrl}/sign-in?to=https://evil.example/console`);
  await signIn(page, c, staff.email);
  await shows(page, c("home-title"));
  await expect(page).toHaveURL(/\/console$/);
});

test("a second factor is set up, asked for, and replaced by a recovery code", async ({ page, demo, open, c, t, refusals }) => {
  test.slow();
  [401, 422].forEach((status) => refusals.add(status));
  const staff = await open("/account");
  const { secret, codes } = await enrol(page, c);
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: c("recovery-download") }).click();
  const file = await readFile(await (await saved).path(), "utf8");
  for (const code of codes) expect(file).toContain(code);
  // Codes that nobody has kept stay: browsers let a second Escape in a row pass.
  const shown = page.getByRole("dialog", { name: c("recovery-title") });
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.mouse.click(2, 2);
  await expect(shown).toBeVisible();
  await expect(shown.getByText(codes[0])).toBeVisible();
  await page.getByRole("button", { name: c("recovery-kept") }).press("Enter");
  await expect(shown).toBeHidden();
  await expect(page.getByText(c("totp-on"), { exact: true })).toBeVisible();

  await page.locator("#user").click();
  await page.getByRole("button", { name: t("sign-out") }).click();
  await expect(page.getByText(c("signed-out-left"))).toBeVisible();
  await signIn(page, c, staff.email);
  await expect(page.getByLabel(c("code"), { exact: true })).toBeFocused();
  await page.keyboard.type("000000");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText(c("error-login-failed"));
  // The step that confirmed it is used up: the next one counts already.
  await page.getByLabel(c("code"), { exact: true }).fill(codeOf(secret, 1));
  await page.keyboard.press("Enter");
  await shows(page, c("home-title"));

  await page.context().clearCookies();
  await page.goto(`${demo.consoleUrl}/account`);
  await signIn(page, c, staff.email);
  await page.getByLabel(c("code"), { exact: true }).fill(codes[0].toUpperCase());
  await page.keyboard.press("Enter");
  await shows(page, c("account-title"));
  await page.getByRole("button", { name: c("totp-remove") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(c("code-any")).fill(codes[0]);
  await dialog.getByRole("button", { name: c("totp-remove") }).click();
  await expect(dialog.getByText(c("code-wrong"))).toBeVisible();
  await dialog.getByLabel(c("code-any")).fill(codes[1]);
  await dialog.getByRole("button", { name: c("totp-remove") }).click();
  await expect(page.getByText(c("totp-off"), { exact: true })).toBeVisible();
});

test("recovery codes are renewed with one of them", async ({ page, open, c }) => {
  await open("/account");
  const { codes } = await enrol(page, c);
  await page.getByRole("button", { name: c("recovery-kept") }).click();
  await page.getByRole("button", { name: c("recovery-renew") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(c("code-any")).fill(codes[0]);
  await dialog.getByRole("button", { name: c("recovery-renew") }).click();
  const list = dialog.getByRole("list", { name: c("recovery-title") });
  await expect(list.getByRole("listitem")).toHaveCount(10);
  expect(await list.getByRole("listitem").allInnerTexts()).not.toEqual(codes);
});

test("a password is changed, and every other session ends", async ({ page, demo, api, open, c, language, refusals }) => {
  [401, 422].forEach((status) => refusals.add(status));
  const staff = await open("/account");
  await page.getByRole("button", { name: c("password-change") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(c("password-now")).fill("not the password");
  await dialog.getByLabel(c("password-new")).fill("too short");
  await page.keyboard.press("Enter");
  await expect(dialog.locator("#newPassword-wrong")).toHaveText(c("password-rule"));
  await dialog.getByLabel(c("password-new")).fill("a new one that is long");
  await page.keyboard.press("Enter");
  await expect(dialog.getByText(c("password-wrong"))).toBeVisible();
  await dialog.getByLabel(c("password-now")).fill(password);
  await page.keyboard.press("Enter");
  await expect(page.getByText(c("password-changed"))).toBeVisible();
  await page.context().clearCookies();
  await page.goto(`${demo.consoleUrl}/sign-in`);
  await signIn(page, c, staff.email, "a new one that is long");
  await shows(page, c("home-title"));
});

test("somebody is invited, sets a password by mail, and works with their role", async ({ page, demo, open, c, t, refusals }) => {
  refusals.add(401);
  await open("/team");
  const email = `jana.${randomUUID().slice(0, 8)}@example.com`;
  await page.getByRole("button", { name: c("team-invite") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(c("name")).fill("Jana Petersen");
  await dialog.getByLabel(c("email")).fill(email);
  await dialog.getByRole("radio", { name: c("role-viewer") }).check();
  await expect(dialog.locator("input[value=owner]"), "owners are made by owners").toHaveCount(0);
  await dialog.getByRole("button", { name: t("people-send") }).click();
  await expect(page.getByText(c("team-invitation-sent", { email }))).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: email })).toContainText(c("team-invited"));

  const link = await welcomeMailedTo(email, demo.data);
  await page.context().clearCookies();
  await page.goto(link);
  await shows(page, c("welcome-title"));
  await expect(page).not.toHaveURL(/token/);
  await page.getByLabel(c("password-new")).fill("short");
  await page.keyboard.press("Enter");
  await expect(page.locator("#password-wrong")).toHaveText(c("password-rule"));
  await page.getByLabel(c("password-new")).fill(password);
  await page.getByRole("button", { name: c("welcome-set") }).click();
  await shows(page, c("home-title"));
  await expect(page.getByRole("main")).toContainText("Jana Petersen");

  await page.goto(`${demo.consoleUrl}/team`);
  await expect(page.getByRole("listitem").filter({ hasText: email })).toBeVisible();
  await expect(page.getByRole("button", { name: c("team-invite") }), "a viewer changes nothing").toHaveCount(0);
  await expect(page.getByRole("button", { name: new RegExp(c("team-switch-off")) })).toHaveCount(0);
});

test("a used link says so and leads to a new one", async ({ page, demo, api, language, c, t, refusals }) => {
  [401, 410].forEach((status) => refusals.add(status));
  const staff = await operator(api, demo, { language });
  await page.goto(await welcomeMailedTo(staff.email, demo.data));
  await page.getByLabel(c("password-new")).fill("another long password");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText(c("error-link-invalid"));
  await page.getByRole("link", { name: c("welcome-another") }).click();
  await shows(page, c("reset-title"));
  await page.getByLabel(c("email")).fill(staff.email);
  await page.keyboard.press("Enter");
  await expect(page.getByText(c("reset-sent-text", { email: staff.email }))).toBeVisible();
  await page.goto(`${demo.consoleUrl}/welcome`);
  await shows(page, c("welcome-again-title"));
});

test("a colleague gets another role, is switched off and on, and reset", async ({ page, demo, api, open, c, t, language }) => {
  const other = await operator(api, demo, { language, name: "Mads Holm", role: "viewer" });
  await open("/team");
  const row = page.getByRole("listitem").filter({ hasText: other.email });
  await row.getByRole("button", { name: t("button-of", { action: t("change"), name: "Mads Holm" }) }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(c("name")).fill("Mads Holm-Iversen");
  await dialog.getByRole("radio", { name: c("role-support") }).check();
  await dialog.getByRole("button", { name: t("save") }).click();
  await expect(row).toContainText("Mads Holm-Iversen");
  await expect(row).toContainText(c("role-support"));

  await row.getByRole("button", { name: new RegExp(`^${c("team-switch-off")}:`) }).click();
  await dialog.getByRole("button", { name: c("team-switch-off") }).click();
  await expect(row).toContainText(c("team-off"));
  await row.getByRole("button", { name: new RegExp(`^${c("team-switch-on")}:`) }).click();
  await expect(row).not.toContainText(c("team-off"));

  await row.getByRole("button", { name: new RegExp(`^${c("team-reset")}:`) }).click();
  await dialog.getByRole("button", { name: c("team-reset-now") }).click();
  await expect(page.getByText(c("team-link-sent", { email: other.email }))).toBeVisible();
  await expect(row).toContainText(c("team-invited"));
});

test("a key is made, shown once, used, and revoked", async ({ page, demo, open, c, t }) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await open("/api-keys");
  const name = `ERP ${randomUUID().slice(0, 8)}`;
  await page.getByRole("button", { name: c("keys-create") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(c("key-name")).fill(name);
  await dialog.getByRole("button", { name: t("save") }).click();
  await expect(dialog.getByText(c("key-may-missing"))).toBeVisible();
  await dialog.getByRole("button", { name: c("key-reads") }).click();
  await dialog.getByRole("group", { name: c("about-customer"), exact: true }).getByLabel(c("right-write")).check();
  await dialog.getByRole("button", { name: t("save") }).click();
  const key = await dialog.locator("code.secret").innerText();
  expect(key).toMatch(/^ptc_live_/);
  await dialog.getByRole("button", { name: c("copy") }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(key);
  await dialog.getByRole("button", { name: c("key-kept") }).click();
  const card = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name }) });
  await expect(card).toBeVisible();
  await expect(page.getByText(key)).toHaveCount(0);
  const ask = (path) => fetch(demo.apiBaseUrl + path, { headers: { authorization: `Bearer ${key}` } });
  expect((await ask("/customers")).status).toBe(200);

  await card.getByRole("button", { name: new RegExp(c("key-revoke")) }).click();
  await dialog.getByRole("button", { name: c("key-revoke") }).click();
  await expect(card.locator(".badge")).toHaveText(c("key-revoked"));
  await expect(card.getByText(c("key-ends"), { exact: true }), "until when it would have worked").toHaveCount(0);
  expect((await ask("/customers")).status).toBe(401);
});

test("the log tells who did what, narrows down, and is saved", async ({ page, demo, api, customer, open, c, t, language }) => {
  await api.call("PATCH", `/customers/${customer.id}`, { firstName: "Adele" });
  const staff = await open(`/activity?customer=${customer.id}`);
  const entry = page.getByRole("listitem").filter({ hasText: c("action-customer-updated") });
  await expect(entry).toHaveCount(1);
  await expect(entry).toContainText(c("actor-key", { name: "Demo" }));
  await entry.getByText(c("activity-details")).click();
  const row = entry.getByRole("row").filter({ hasText: "Adele" });
  await expect(row).toContainText("Ada");
  await expect(row.getByRole("rowheader")).toHaveText(t("address-first-name"));

  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: c("activity-export") }).click();
  const lines = (await readFile(await (await saved).path(), "utf8")).trim().split("\n");
  expect(lines[0]).toContain("at,actor");
  expect(lines.every((line, place) => place === 0 || line.includes(customer.id))).toBe(true);

  await page.getByRole("button", { name: c("filter-customer-off") }).click();
  await page.getByLabel(c("filter-what")).selectOption({ label: c("area-team") });
  await page.getByLabel(c("filter-who")).selectOption(`operator:${staff.id}`);
  await expect(page.getByText(c("activity-none")), "the link has signed in, not the operator").toBeHidden();
  await expect(page.getByRole("listitem").filter({ hasText: c("action-customer-updated") })).toHaveCount(0);
  await page.getByLabel(c("filter-to")).fill("2020-01-01");
  await expect(page.getByText(c("activity-none"))).toBeVisible();
});

test("the address keeps what the log is narrowed to", async ({ page, open, c }) => {
  const staff = await open("/activity");
  const [who, what] = [page.getByLabel(c("filter-who")), page.getByLabel(c("filter-what"))];
  await who.selectOption(`operator:${staff.id}`);
  await what.selectOption({ label: c("area-team") });
  await page.getByLabel(c("filter-from")).fill("2020-01-02");
  await expect(page).toHaveURL(/\?actor=operator%3A[^&]+&area=team&from=2020-01-02$/);
  await page.reload();
  await shows(page, c("activity-title"));
  await expect(who).toHaveValue(`operator:${staff.id}`);
  await expect(what).toHaveValue("team");
  await expect(page.getByLabel(c("filter-from"))).toHaveValue("2020-01-02");
  await page.goBack();
  await expect(what).toHaveValue("");
  await expect(who).toHaveValue(`operator:${staff.id}`);
});

test("an address without a page leads on, within the frame", async ({ page, open, c, t }) => {
  await open("/account");
  await goNowhere(page, "/console/nowhere");
  await shows(page, t("missing-title"));
  await page.getByRole("link", { name: c("to-the-customers") }).click();
  await shows(page, c("customers-title"));
});

test("a role opens only what it may", async ({ page, demo, api, open, c, language }) => {
  await open("/", await operator(api, demo, { language, role: "viewer" }));
  await page.goto(`${demo.consoleUrl}/api-keys`);
  await shows(page, c("keys-title"));
  await expect(page.getByRole("button", { name: c("keys-create") })).toHaveCount(0);
  await expect(page.getByRole("button", { name: new RegExp(c("key-revoke")) })).toHaveCount(0);
});

test("signing out in one tab signs out the others", async ({ page, context, demo, open, c, t }) => {
  await open("/account");
  const other = await context.newPage();
  await other.goto(`${demo.consoleUrl}/team`);
  await shows(other, c("team-title"));
  await page.locator("#user").click();
  await page.getByRole("button", { name: t("sign-out") }).click();
  await expect(page.getByText(c("signed-out-left"))).toBeVisible();
  await expect(other.getByText(c("signed-out-left"))).toBeVisible();
});

test("a session that ended elsewhere leads back to the same page", async ({ page, demo, api, open, c, refusals, language }) => {
  refusals.add(401);
  const staff = await open("/account");
  await api.call("PATCH", `/operators/${staff.id}`, { enabled: false });
  await api.call("PATCH", `/operators/${staff.id}`, { enabled: true });
  await page.goto(`${demo.consoleUrl}/team`);
  await shows(page, c("sign-in-title"));
  await signIn(page, c, staff.email);
  await shows(page, c("team-title"));
});

test("a session about to end for want of activity says so, and stays when told to", async ({ page, demo, open, c, t }) => {
  await open("/account");
  await page.clock.install();
  await page.route("**/api/session/console/refresh", async (route) => {
    const answer = await fetched(route);
    await route.fulfill({ response: answer, json: { ...(await answer.json()), idleAfter: 100 } });
  });
  await page.goto(`${demo.consoleUrl}/team`);
  await shows(page, c("team-title"));
  await page.clock.fastForward(20_000);
  const dialog = page.getByRole("dialog", { name: t("ending-title") });
  await expect(dialog.getByText(t("ending-idle"))).toBeVisible();
  await page.unrouteAll();
  await dialog.getByRole("button", { name: t("ending-stay") }).click();
  await expect(dialog).toBeHidden();
  await page.clock.fastForward(20_000);
  await expect(dialog).toBeHidden();
});

test("the language is kept for the operator", async ({ page, open, language }) => {
  const other = language === "de" ? "en" : "de";
  await open("/account");
  const stored = page.waitForResponse((answer) => answer.request().method() === "PATCH");
  await page.locator("#user").click();
  await page.locator(`.menu [lang=${other}]`).click();
  expect((await stored).status()).toBe(200);
  await expect(page.locator("html")).toHaveAttribute("lang", other);
  await page.reload();
  await expect(page.locator("#user")).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", other);
});

test("a keyboard gets past the navigation and to each new page", async ({ page, open, c, t }) => {
  await open("/account");
  await page.keyboard.press("Tab");
  await expect(page.getByText(t("skip-link"))).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("#main")).toBeFocused();
  if (page.viewportSize().width < 960) await page.getByRole("button", { name: c("nav-open") }).click();
  await page.getByRole("link", { name: c("team-title") }).click();
  await expect(page.getByRole("heading", { level: 1, name: c("team-title") })).toBeFocused();
});

// ---- how it looks, and what axe finds ----------------------------------------------------------------------------------

const target = process.env.CARGO_TARGET_DIR ?? "../target";
const pages = {
  home: ["", "home-title"],
  account: ["/account", "account-title"],
  team: ["/team", "team-title"],
  "api-keys": ["/api-keys", "keys-title"],
  activity: ["/activity", "activity-title"],
};

for (const theme of ["light", "dark"]) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme, contextOptions: { reducedMotion: "reduce" } });

    for (const [name, [path, heading]] of Object.entries(pages)) {
      test(`console ${name}`, async ({ page, open, c }, info) => {
        await open(path);
        await shows(page, c(heading));
        await isAccessible(page, info, name, theme);
      });
    }

    test("console sign-in", async ({ page, demo, c, refusals }, info) => {
      refusals.add(401);
      await page.goto(`${demo.consoleUrl}/sign-in`);
      await shows(page, c("sign-in-title"));
      await isAccessible(page, info, "sign-in", theme);
      await signIn(page, c, demo.operatorEmail, "not the password");
      await expect(page.getByRole("alert")).toBeVisible();
      await isAccessible(page, info, "sign-in-wrong", theme);
      await page.goto(`${demo.consoleUrl}/reset`);
      await shows(page, c("reset-title"));
      await isAccessible(page, info, "reset", theme);
      await page.goto(`${demo.consoleUrl}/welcome?token=invented`);
      await shows(page, c("welcome-title"));
      await isAccessible(page, info, "welcome", theme);
    });

    test("console second-factor", async ({ page, open, c, t }, info) => {
      await open("/account");
      await page.getByRole("button", { name: c("totp-set-up") }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel(c("password"), { exact: true }).fill(password);
      await isAccessible(page, info, "totp-prove", theme);
      await dialog.getByRole("button", { name: c("go-on") }).click();
      await expect(dialog.getByRole("img")).toBeVisible();
      await isAccessible(page, info, "totp-scan", theme);
      const secret = await dialog.locator("code.secret").innerText();
      await dialog.getByLabel(c("totp-confirm")).fill(codeOf(secret));
      await dialog.getByRole("button", { name: c("totp-switch-on") }).click();
      await expect(dialog.getByRole("button", { name: c("recovery-kept") })).toBeVisible();
      await isAccessible(page, info, "recovery-codes", theme);
      await dialog.getByRole("button", { name: c("recovery-kept") }).click();
      await page.locator("#user").click();
      await page.getByRole("button", { name: t("sign-out") }).click();
    });

    test("console dialogs", async ({ page, open, c, t }, info) => {
      test.slow();
      await open("/team");
      await page.getByRole("button", { name: c("team-invite") }).click();
      await isAccessible(page, info, "invite", theme);
      await page.keyboard.press("Escape");
      await page.locator("#user").click();
      await isAccessible(page, info, "user-menu", theme);
      await page.keyboard.press("Escape");
      if (page.viewportSize().width < 960) {
        await page.getByRole("button", { name: c("nav-open") }).click();
        await isAccessible(page, info, "nav", theme);
      }
      await page.getByRole("link", { name: c("keys-title") }).first().click();
      await shows(page, c("keys-title"));
      await page.getByRole("button", { name: c("keys-create") }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: t("save") }).click();
      await isAccessible(page, info, "key-create", theme);
      await dialog.getByLabel(c("key-name")).fill("ERP");
      await dialog.getByRole("button", { name: c("key-all") }).click();
      await dialog.getByRole("button", { name: t("save") }).click();
      await expect(dialog.locator("code.secret")).toBeVisible();
      await isAccessible(page, info, "key-made", theme);
    });

    test("console entry", async ({ page, api, customer, open, c }, info) => {
      await api.call("PATCH", `/customers/${customer.id}`, { firstName: "Adele", companyName: "Hafenkontor & Söhne GmbH" });
      await open(`/activity?customer=${customer.id}`);
      await shows(page, c("activity-title"));
      await page.getByText(c("activity-details")).first().click();
      await isAccessible(page, info, "entry", theme);
    });
  });
}

async function isAccessible(page, info, name, theme) {
  const file = `${target}/screenshots/${info.project.name}/console-${name}-${theme}.png`;
  await page.screenshot({ path: file, fullPage: true });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow, "nothing is wider than the window").toBe(0);
  const axe = new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]);
  const { violations } = await axe.analyze();
  const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
  expect(found).toEqual([]);
}
