// Documents: how long one takes to make, what an archive of a thousand takes, and stored files beside actix-files.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { get } from "node:http";
import { join } from "node:path";
import { Database } from "./database.js";
import { say } from "./report.js";
import { load, output, start } from "./run.js";

const INVOICES = 1000;
const CONTRACTS = 20;
const CONNECTIONS = 50;

export async function documents({ report, folder, programs, size }) {
  say("documents: made one after the other");
  const speed = JSON.parse(await output(programs.speed, []));
  report.atMost("PDF with its XML: the first of a process", speed.pdf_cold_ms, "ms", 250);
  report.atMost("PDF with its XML: those after it (median)", speed.pdf_warm_ms, "ms", 25, `slowest ${speed.pdf_warm_slowest_ms} ms`);
  report.atMost("PDF of 200 lines (median)", speed.pdf_of_200_lines_ms, "ms");

  const database = await Database.create({ kind: "SQLite", name: "documents", folder, programs });
  database.env.PORTICO_LIMITS_PAGES_PER_MINUTE = "100000000";
  let server = await database.serve();
  try {
    const invoices = await bill(server.api);
    const archive = await make({ report, server });
    // What making them has left of memory would hide what streaming takes.
    await server.stop();
    server = await database.serve();
    await stream({ report, server, archive });
    await downloads({ report, folder, database, server, invoices, seconds: size.seconds });
  } finally {
    await server.stop();
  }
}

/** Invoices of Portico's own: contracts that began long ago are billed up to today. */
async function bill(api) {
  say(`documents: issuing ${INVOICES} invoices`);
  const company = { name: "Bench GmbH", street: "Kai 1", zip: "20457", city: "Hamburg", vatId: "DE123456788" };
  await api.call("PATCH", "/settings/company", company);
  await api.call("PATCH", "/settings/invoicing", { autoSendDocuments: false });
  const today = new Date();
  const first = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - INVOICES / CONTRACTS + 1, 1));
  const contractStart = first.toISOString().slice(0, 10);
  for (let n = 0; n < CONTRACTS; n += 1) {
    await api.subscription(await api.customer({}), { contractStart });
  }
  const { id } = await api.call("POST", "/billing-runs", {});
  await until(async () => (await api.get(`/billing-runs/${id}`)).status === "finished");
  const found = [];
  for (let page = 1; ; page += 1) {
    const { data, pagination } = await api.get(`/invoices?limit=100&page=${page}`);
    found.push(...data.map((invoice) => invoice.id));
    if (!pagination.hasMore) return found;
  }
}

async function make({ report, server }) {
  say(`documents: ${INVOICES} as one archive`);
  const { api } = server;
  const watch = watchMemory(server);
  const began = performance.now();
  const { id } = await api.call("POST", "/invoices/exports", { format: "zip" });
  await until(async () => (await api.get(`/invoices/exports/${id}`)).status === "finished");
  const made = (performance.now() - began) / 1000;
  report.atLeast(`archive of ${INVOICES}: PDF and XML made`, INVOICES / made, "invoices/s", undefined, `${made.toFixed(1)} s`);
  report.atMost(`archive of ${INVOICES}: memory while they are made`, watch.stop(), "MB");
  return id;
}

async function stream({ report, server, archive }) {
  const { url } = await server.api.call("PUT", `/invoices/exports/${archive}/download-link`);
  const before = await residentMegabytes(server.pid);
  const watch = watchMemory(server);
  const from = performance.now();
  const bytes = await fetched(server, url);
  const seconds = (performance.now() - from) / 1000;
  report.atMost(`archive of ${INVOICES}: memory beyond idle`, watch.stop() - before, "MB", 64, `${before.toFixed(0)} MB before`);
  const rate = `${(bytes / 1024 / 1024).toFixed(1)} MB in ${seconds.toFixed(1)} s`;
  report.atLeast(`archive of ${INVOICES}: streamed`, INVOICES / seconds, "invoices/s", undefined, rate);
}

/** `stop` gives the most that there was. */
function watchMemory({ pid }) {
  let most = 0;
  const timer = setInterval(async () => (most = Math.max(most, await residentMegabytes(pid))), 20);
  return { stop: () => (clearInterval(timer), most) };
}

async function downloads({ report, folder, database, server, invoices, seconds }) {
  say(`documents: ${CONNECTIONS} downloads at once`);
  const links = [];
  for (const id of invoices.slice(0, 100)) {
    links.push((await server.api.call("PUT", `/invoices/${id}/download-link`)).url);
  }
  const plain = join(folder, "plain");
  await mkdir(plain);
  for (const [index, link] of links.entries()) {
    await fetched(server, link, (bytes) => writeFile(join(plain, `${index}.pdf`), bytes));
  }
  const reference = await start(database.programs.reference, ["--database", database.url, "--tenant", database.tenant, "files", "--folder", plain], { path: "/0.pdf" });
  try {
    const size = (await readFile(join(plain, "0.pdf"))).length / 1024;
    const paths = links.map((link) => `GET ${new URL(link).pathname}`);
    const files = links.map((_, index) => `GET /${index}.pdf`);
    const options = { folder, seconds, connections: CONNECTIONS };
    const [ours, theirs] = [[], []];
    for (let round = 0; round < 3; round += 1) {
      theirs.push(await load(reference.origin, files, options));
      ours.push(await load(server.origin, paths, { ...options, host: new URL(links[0]).host }));
    }
    const [own, other] = [Math.max(...ours), Math.max(...theirs)];
    report.atLeast("stored PDF, 50 at once, beside actix-files", (own / other) * 100, "%", 80, `${own.toFixed(0)} and ${other.toFixed(0)} a second, ${size.toFixed(0)} KB`);
  } finally {
    await reference.stop();
  }
}

/** Fetches an address of the portal's host from the server itself; gives how many bytes came. */
function fetched(server, url, keep) {
  const { pathname, host } = new URL(url);
  return new Promise((resolve, reject) => {
    get(new URL(pathname, server.origin), { headers: { host } }, (answer) => {
      if (answer.statusCode !== 200) return reject(new Error(`${pathname}: ${answer.statusCode}`));
      let bytes = 0;
      const parts = [];
      answer.on("data", (part) => ((bytes += part.length), keep && parts.push(part)));
      answer.once("error", reject);
      answer.once("end", async () => {
        if (keep) await keep(Buffer.concat(parts));
        resolve(bytes);
      });
    }).once("error", reject);
  });
}

async function until(isDone) {
  while (!(await isDone())) await new Promise((resolve) => setTimeout(resolve, 100));
}

async function residentMegabytes(pid) {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(status.match(/VmRSS:\s+(\d+)/)[1]) / 1024;
}
