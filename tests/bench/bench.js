// The speed budgets of the first version, measured on this machine: node tests/bench/bench.js target/release/portico
// Prints a table and ends with 1 when a figure is over its budget. Takes about a minute.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { get } from "node:http";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { Api } from "../lib/api.js";
import { chromium as browserPath } from "../lib/chromium.js";
import { startDemo } from "../lib/demo.js";

const binary = process.argv[2] ?? "target/release/portico";
const STARTS = 5;
const VISITS = 9;
const LOAD_SECONDS = 10;

const rows = [];
const report = (what, figure, unit, budget) =>
  rows.push([what, `${figure.toFixed(figure < 100 ? 1 : 0)} ${unit}`, budget ? `${budget} ${unit}` : "", budget ? (figure <= budget ? "ok" : "over") : ""]);
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const say = (text) => console.log(`==> ${text}`);

const folder = await mkdtemp(join(tmpdir(), "portico-bench-"));
try {
  await measure();
} finally {
  await rm(folder, { recursive: true, force: true });
}

console.log(`\n${cpus().length} × ${cpus()[0].model}, Node ${process.version}`);
const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column].length), 6));
for (const row of [["what", "figure", "budget", ""], ...rows])
  console.log(row.map((cell, column) => (column === 1 || column === 2 ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join("  ").trimEnd());
process.exitCode = rows.some((row) => row[3] === "over") ? 1 : 0;

async function measure() {
  say("making the demo's data");
  await (await startDemo(binary, { folder })).stop();

  say(`process: ${STARTS} starts`);
  const starts = [];
  for (let n = 0; n < STARTS; n += 1) {
    const demo = await startDemo(binary, { folder });
    starts.push(demo.readyAfter);
    await demo.stop();
  }
  report("process: ready after start", median(starts), "ms", 300);

  const demo = await startDemo(binary, { folder });
  try {
    const api = new Api(demo.facts);
    await new Promise((resolve) => setTimeout(resolve, 2000)); // idle means that start-up is over
    report("process: idle memory (RSS)", await residentMegabytes(demo.pid), "MB", 40);
    await browser(demo, api);
    await load(demo, api);
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
  let files = new Map();
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
    files = new Map([...seen].filter(([, answer]) => isPartOfBundle(answer)));

    const session = await page.context().newCDPSession(page);
    await session.send("Network.clearBrowserCache");
    cold.push(await timeToTab(page, demo));
    warm.push(await timeToTab(page, demo));
    await context.close();
  }
  await browser.close();
  report("portal: tab ready, empty cache (median)", median(cold), "ms", 300);
  report("portal: tab ready, cached files (median)", median(warm), "ms", 300);

  let total = 0;
  for (const url of files.keys()) {
    const bytes = await wireBytes(url, demo);
    total += bytes;
    report(`bundle: ${new URL(url).pathname}`, bytes / 1024, "KB");
  }
  report("bundle: all files over the wire (brotli)", total / 1024, "KB", 200);
}

function isPartOfBundle(answer) {
  const kind = answer.request().resourceType();
  return ["document", "stylesheet", "script"].includes(kind) || answer.url().endsWith(".wasm");
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

async function load(demo, api) {
  const { accessToken } = await api.authenticate(demo.facts.customerId);
  let peak = 0;
  const watch = setInterval(async () => (peak = Math.max(peak, await residentMegabytes(demo.pid))), 200);
  for (const path of ["/subscriptions", "/invoices?limit=30"]) {
    say(`load: ${LOAD_SECONDS} s of GET /api${path}`);
    const out = await output("wrk", ["-t1", "-c16", `-d${LOAD_SECONDS}s`, "-H", `Authorization: Bearer ${accessToken}`, demo.facts.apiBaseUrl + path]);
    const refused = out.match(/Non-2xx or 3xx responses: (\d+)/);
    if (refused) throw new Error(`GET ${path} was refused ${refused[1]} times under load:\n${out}`);
    report(`GET /api${path}`, Number(out.match(/Requests\/sec:\s+([\d.]+)/)[1]), "requests/s");
  }
  clearInterval(watch);
  report("process: memory under load (peak RSS)", peak, "MB", 75);
}

async function residentMegabytes(pid) {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(status.match(/VmRSS:\s+(\d+)/)[1]) / 1024;
}

function output(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    child.stdout.on("data", (part) => (text += part));
    child.once("error", reject).once("close", () => resolve(text));
  });
}
