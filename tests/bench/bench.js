// The speed budgets, measured on this machine: scripts/with-postgres node tests/bench/bench.js target/release
// Prints a table and ends with 1 when a budget is missed. QUICK=1 leaves the millions of rows out; ONLY=scale,
// ONLY=portal, ONLY=mails, ONLY=webhooks, ONLY=logins, ONLY=import or ONLY=documents measures one part.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { Api } from "../lib/api.js";
import { chromium as browserPath } from "../lib/chromium.js";
import { startDemo } from "../lib/demo.js";
import { documents } from "./documents.js";
import { imports } from "./import.js";
import { logins } from "./logins.js";
import { mails } from "./mails.js";
import { webhooks } from "./webhooks.js";
import { Report, median, say } from "./report.js";
import { load } from "./run.js";
import { scale } from "./scale.js";

const built = process.argv[2] ?? "target/release";
const programs = {
  portico: join(built, "portico"),
  reference: join(built, "portico-reference"),
  speed: join(built, "examples/speed"),
};
const binary = programs.portico;
const size = process.env.QUICK
  ? { invoices: [30_000], due: 10_000, changed: 10_000, mails: 200, events: 200, logins: 300, imports: 10_000, rounds: 3, seconds: 2 }
  : { invoices: [30_000, 3_000_000], due: 100_000, changed: 10_000, mails: 500, events: 1000, logins: 1000, imports: 100_000, rounds: 5, seconds: 3 };
const wanted = (part) => !process.env.ONLY || process.env.ONLY === part;
const STARTS = 5;
const VISITS = 9;
const LOAD_SECONDS = 10;
const LONG_LIST = 400;

const report = new Report();

const folder = await mkdtemp(join(tmpdir(), "portico-bench-"));
const data = join(folder, "demo");
try {
  if (wanted("portal")) await measure();
  if (wanted("import")) await imports({ report, folder, binary, size });
  if (wanted("scale")) await scale({ report, folder, programs, size });
  if (wanted("mails")) await mails({ report, folder, programs, size });
  if (wanted("webhooks")) await webhooks({ report, folder, programs, size });
  if (wanted("documents")) await documents({ report, folder, programs, size });
  if (wanted("logins")) await logins({ report, folder, programs, size });
} finally {
  await rm(folder, { recursive: true, force: true });
  report.print();
}
process.exitCode = report.isMet ? 0 : 1;

async function measure() {
  say("making the demo's data");
  await (await startDemo(binary, { folder: data })).stop();

  say(`process: ${STARTS} starts`);
  const starts = [];
  for (let n = 0; n < STARTS; n += 1) {
    const demo = await startDemo(binary, { folder: data });
    starts.push(demo.readyAfter);
    await demo.stop();
  }
  report.atMost("process: ready after start", median(starts), "ms", 300);

  const demo = await startDemo(binary, { folder: data });
  try {
    const api = new Api(demo.facts);
    await new Promise((resolve) => setTimeout(resolve, 2000)); // idle means that start-up is over
    report.atMost("process: idle memory (RSS)", await residentMegabytes(demo.pid), "MB", 40);
    await browser(demo, api);
    await underLoad(demo, api);
  } finally {
    await demo.stop();
  }
}

async function browser(demo, api) {
  say(`portal: ${VISITS} visits in headless Chromium`);
  const browser = await chromium.launch({
    executablePath: browserPath(),
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  });
  const cold = [];
  const warm = [];
  const longest = [];
  const bundles = { portal: new Map() };
  for (let n = 0; n < VISITS; n += 1) {
    // A context of its own has an empty cache; the second visit in it finds the files there.
    const context = await browser.newContext();
    await context.addInitScript(noteWhenReady);
    const page = await context.newPage();
    const seen = new Map();
    page.on("response", (answer) => seen.set(answer.url(), answer));
    const { customerAreaLink } = await api.authenticate(demo.facts.customerId);
    await page.goto(customerAreaLink);
    await readyAfter(page);
    const loaded = () => new Map([...seen].filter(([, answer]) => isPartOfBundle(answer)));
    bundles.portal = loaded();

    const session = await page.context().newCDPSession(page);
    await session.send("Network.clearBrowserCache");
    cold.push(await timeToTab(page, demo));
    warm.push(await timeToTab(page, demo));

    for (const [name, path, there] of [
      ["account", "/account", "main section"],
      ["invoices", "/invoices", "main .cell-number"],
      ["pay", "/pay/add", "main .choices"],
    ]) {
      seen.clear();
      await page.goto(new URL(path, demo.facts.portalUrl).href);
      await page.waitForSelector(there);
      bundles[name] = loaded();
    }
    longest.push(await longestTask(page, demo));
    await context.close();
  }
  await browser.close();
  report.atMost("portal: longest task while all invoices come (median)", median(longest), "ms", undefined, `${LONG_LIST} or more`);
  report.atMost("portal: tab ready, empty cache (median)", median(cold), "ms", 300);
  report.atMost("portal: tab ready, cached files (median)", median(warm), "ms", 300);

  for (const [name, files] of Object.entries(bundles)) {
    let total = 0;
    for (const url of files.keys()) {
      const bytes = await wireBytes(url, demo);
      total += bytes;
      report.atMost(`bundle: ${new URL(url).pathname}`, bytes / 1024, "KB");
    }
    report.atMost(`bundle: all of the ${name} over the wire (brotli)`, total / 1024, "KB", 200);
  }
}

function isPartOfBundle(answer) {
  const kind = answer.request().resourceType();
  return ["document", "stylesheet", "script"].includes(kind) || answer.url().endsWith(".wasm");
}

/** Milliseconds in which nothing answers at worst, while a customer brings all of their invoices onto the page. */
async function longestTask(page, demo) {
  await page.addInitScript(() => {
    globalThis.tasks = [];
    new PerformanceObserver((list) => globalThis.tasks.push(...list.getEntries().map((one) => one.duration))).observe({ type: "longtask" });
  });
  await page.goto(new URL("/invoices", demo.facts.portalUrl).href);
  const numbers = page.locator("main .cell-number");
  await numbers.first().waitFor();
  await page.evaluate(() => (globalThis.tasks = []));
  const more = page.locator(".more button");
  for (let shown = await numbers.count(); await more.count(); shown = await numbers.count()) {
    await more.click();
    await page.waitForFunction((shown) => document.querySelectorAll("main .cell-number").length > shown, shown);
  }
  if ((await numbers.count()) < LONG_LIST) throw new Error(`the demo's customer has ${await numbers.count()} invoices`);
  // What is not told of is shorter than 50 ms.
  return Math.max(50, ...(await page.evaluate(() => globalThis.tasks)));
}

/** Milliseconds from the navigation until the first tab shows its data, by the page's own clock. */
async function timeToTab(page, demo) {
  await page.goto(new URL("/subscriptions", demo.facts.portalUrl).href);
  return readyAfter(page);
}

async function readyAfter(page) {
  return (await page.waitForFunction(() => globalThis.readyAfter)).jsonValue();
}

/** Runs in the page before its own scripts. */
function noteWhenReady() {
  new MutationObserver((_, observer) => {
    if (!document.querySelector("main article")) return;
    globalThis.readyAfter = performance.now();
    observer.disconnect();
  }).observe(document, { subtree: true, childList: true, attributes: true });
}

/** Bytes of the body of a GET, packed as it travels. */
function wireBytes(url, demo) {
  const { host, pathname } = new URL(url);
  return new Promise((resolve, reject) => {
    const ask = get(demo.origin + pathname, { headers: { host, "accept-encoding": "br" } }, (answer) => {
      let bytes = 0;
      answer.on("data", (part) => (bytes += part.length)).once("end", () => resolve(bytes));
    });
    ask.once("error", reject);
  });
}

async function underLoad(demo, api) {
  const { accessToken } = await api.authenticate(demo.facts.customerId);
  let peak = 0;
  const watch = setInterval(async () => (peak = Math.max(peak, await residentMegabytes(demo.pid))), 200);
  for (const path of ["/subscriptions", "/invoices?limit=30"]) {
    say(`load: ${LOAD_SECONDS} s of GET /api${path}`);
    const requests = [`GET /api${path} ${accessToken}`];
    report.atLeast(`GET /api${path}`, await load(demo.origin, requests, { folder, seconds: LOAD_SECONDS }), "requests/s");
  }
  clearInterval(watch);
  report.atMost("process: memory under load (peak RSS)", peak, "MB", 75);
}

async function residentMegabytes(pid) {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(status.match(/VmRSS:\s+(\d+)/)[1]) / 1024;
}
