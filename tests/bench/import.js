// How fast an import writes beside a running server, and how long a cancellation waits meanwhile (SQLite).
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { once } from "node:events";
import { join } from "node:path";
import { Api } from "../lib/api.js";
import { startDemo } from "../lib/demo.js";
import { say } from "./report.js";
import { output } from "./run.js";

/** `size.imports`: how many customers; each has three invoices. */
export async function imports({ report, folder, binary, size }) {
  const files = join(folder, "import");
  const data = join(folder, "import-data");
  const lines = await write(files, size.imports);
  const demo = await startDemo(binary, { folder: data });
  try {
    const api = new Api(demo.facts);
    const subscriptions = await contracts(api);
    const waited = [];
    let running = true;
    const cancelling = cancelAndRevoke(api, subscriptions, waited, () => running);
    // The same folder as the server's: two programs, one file.
    const env = { PORTICO_DATABASE_FOLDER: data };
    const slug = new URL(demo.facts.portalUrl).hostname.split(".")[0];
    say(`import: ${lines} lines while the server cancels`);
    const began = performance.now();
    await output(binary, ["import", files, "--tenant", slug], env);
    const seconds = (performance.now() - began) / 1000;
    running = false;
    await cancelling;
    report.atLeast("import: lines a second beside a server, checked and written", lines / seconds, "/s", undefined, `${lines} lines`);
    report.atMost("import: 100,000 customers and 300,000 invoices would take", (seconds * 400_000) / lines, "s", 90);
    waited.sort((a, b) => a - b);
    const p99 = waited[Math.floor(waited.length * 0.99)];
    report.atMost("import: a cancellation meanwhile, p99", p99, "ms", 1000, `${waited.length} cancellations`);
    report.atMost("import: a cancellation meanwhile, the longest", waited.at(-1), "ms");
    const again = performance.now();
    await output(binary, ["import", files, "--tenant", slug], env);
    const rate = lines / ((performance.now() - again) / 1000);
    report.atLeast("import: lines a second, all of them there already", rate, "/s");
  } finally {
    await demo.stop();
  }
}

/** The same files each time. */
async function write(folder, customers) {
  await mkdir(folder, { recursive: true });
  const out = async (name, header, rows) => {
    const file = createWriteStream(join(folder, name));
    file.write(`${header}\n`);
    for (const row of rows) if (!file.write(`${row}\n`)) await once(file, "drain");
    file.end();
    await once(file, "finish");
  };
  await out("customers.csv", "externalId,email,companyName,countryCode,language", (function* () {
    for (let n = 0; n < customers; n += 1) yield `L${n},c${n}@import.example,Company ${n} GmbH,DE,de`;
  })());
  await out("invoices.csv", "externalId,number,customer,currencyCode,creationDate,dueDate,netAmount,taxAmount,grossAmount,title", (function* () {
    for (let n = 0; n < customers * 3; n += 1) {
      const month = String((n % 12) + 1).padStart(2, "0");
      const net = 1000 + (n % 9000);
      const tax = Math.round(net * 0.19);
      yield `LI${n},LEG-${n},L${n % customers},EUR,2025-${month}-01,2025-${month}-15,${net},${tax},${net + tax},Hosting`;
    }
  })());
  return customers * 4;
}

async function contracts(api) {
  const made = [];
  for (let n = 0; n < 20; n += 1) made.push(await api.subscription(await api.customer({})));
  return made;
}

async function cancelAndRevoke(api, subscriptions, waited, isRunning) {
  for (let n = 0; isRunning(); n += 1) {
    const { id } = subscriptions[n % subscriptions.length];
    const began = performance.now();
    await api.call("PUT", `/subscriptions/${id}/cancel`, { sendConfirmationEmail: false });
    waited.push(performance.now() - began);
    await api.call("PUT", `/subscriptions/${id}/revoke-cancellation`, {});
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
