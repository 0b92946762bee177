// What has to hold with many rows, on both databases: lists, changes, billing runs; the reference beside them.
import { deepStrictEqual } from "node:assert";
import { Database } from "./database.js";
import { median, say } from "./report.js";
import { load } from "./run.js";

const LISTS = ["subscriptions", "invoices?limit=30"];
/** Sixty months of invoices a customer. */
const INVOICES_EACH = 60;
/** Customers in turn, spread over the tables. */
const ASKING = 50;

const count = (n) => (n >= 1e6 ? `${n / 1e6} M` : n >= 1e4 ? `${n / 1e3} k` : `${n}`);
const rate = (n) => Math.round(n).toLocaleString("en");

/** `size`: `invoices` (a list of numbers of rows), `due`, `changed`, `rounds`, `seconds`. */
export async function scale({ report, folder, programs, size }) {
  for (const kind of ["SQLite", "PostgreSQL"]) {
    const bench = { report, folder, programs, size, kind };
    await lists(bench);
    await changes(bench);
    await billing(bench);
  }
}

async function lists({ report, folder, programs, size, kind }) {
  const sites = [];
  for (const invoices of size.invoices) {
    const customers = invoices / INVOICES_EACH;
    say(`${kind}: making ${count(invoices)} invoices of ${rate(customers)} customers`);
    const database = await Database.create({ kind, name: `lists_${invoices}`, folder, programs });
    const sample = await database.fill({
      customers,
      "invoices-each": INVOICES_EACH,
      "subscriptions-each": 2,
      sample: ASKING,
    });
    sites.push({ invoices, database, customers: sample.customers });
  }
  for (const site of sites) {
    site.portico = await site.database.serve();
    site.reference = await site.database.serveReference();
    await sameAnswers(site);
  }
  say(`${kind}: lists, ${size.rounds} rounds of ${size.seconds} s each`);
  const rates = await rounds(sites, { folder, size });
  for (const site of sites) await Promise.all([site.portico.stop(), site.reference.stop()]);

  for (const list of LISTS) {
    const of = (site, who) => rates.get(`${list} ${site.invoices} ${who}`);
    for (const site of sites) {
      const [ours, theirs] = [of(site, "portico"), of(site, "reference")];
      const share = median(ours.map((figure, round) => (figure / theirs[round]) * 100));
      const from = `${rate(median(ours))} of ${rate(median(theirs))} requests/s`;
      report.atLeast(`${kind}, ${count(site.invoices)}: GET /api/${list}, of a bare handler`, share, "%", 60, from);
    }
    const [small, large] = sites;
    if (!large) continue;
    const [before, after] = [of(small, "portico"), of(large, "portico")];
    const slower = median(after.map((figure, round) => (1 - figure / before[round]) * 100));
    const from = `${rate(median(after))} after ${rate(median(before))} requests/s`;
    report.atMost(`${kind}, ${count(large.invoices)}: GET /api/${list}, slower by`, slower, "%", 25, from);
  }
  await samePlans({ report, kind, sites });
}

/** Everybody in turn, round after round, so that what else the machine does hits all alike. */
async function rounds(sites, { folder, size }) {
  const rates = new Map();
  // The first round warms caches up and is not counted.
  for (let round = 0; round <= size.rounds; round += 1) {
    for (const list of LISTS) {
      for (const site of sites) {
        const [name, query = ""] = list.split("?");
        const tokens = await Promise.all(site.customers.map((id) => site.portico.api.authenticate(id)));
        const asked = {
          portico: tokens.map(({ accessToken }) => `GET /api/${name}?${query} ${accessToken}`),
          reference: site.customers.map((id) => `GET /${name}/${id}`),
        };
        for (const who of ["portico", "reference"]) {
          const figure = await load(site[who].origin, asked[who], { folder, seconds: round ? size.seconds : 1 });
          const key = `${list} ${site.invoices} ${who}`;
          if (round) rates.set(key, [...(rates.get(key) ?? []), figure]);
        }
      }
    }
  }
  return rates;
}

/** Beside another answer no figure would mean anything. */
async function sameAnswers({ portico, reference, customers }) {
  for (const customer of customers.slice(0, 5)) {
    const { accessToken } = await portico.api.authenticate(customer);
    for (const list of LISTS) {
      const authorization = `Bearer ${accessToken}`;
      const ours = await (await fetch(`${portico.origin}/api/${list}`, { headers: { authorization } })).json();
      const theirs = await (await fetch(`${reference.origin}/${list.split("?")[0]}/${customer}`)).json();
      deepStrictEqual(theirs, ours, `the reference answers ${list} otherwise`);
    }
  }
}

async function samePlans({ report, kind, sites }) {
  const plans = [];
  for (const { database, customers } of sites) {
    const printed = await database.reference("plans", "--customer", customers[1]);
    plans.push(JSON.parse(printed.replace(/'[0-9a-f]{8}-[0-9a-f-]{27}'/g, "id")));
  }
  const [small, large = small] = plans;
  const differing = Object.keys(small).filter((name) => small[name].join("\n") !== large[name].join("\n"));
  for (const name of differing) console.log(`${name}:\n${small[name].join("\n")}\n--- ${count(sites[1].invoices)}\n${large[name].join("\n")}`);
  if (sites.length > 1) report.same(`${kind}: query plans at ${sites.map((site) => count(site.invoices)).join(" and ")}`, differing);
  // A plan that reads a whole table would be the same at any size.
  const scanning = Object.keys(large).filter((name) => large[name].some((line) => /^\s*(SCAN|.*Seq Scan)/.test(line)));
  report.same(`${kind}: query plans without reading a table whole`, scanning);
}

async function changes({ report, folder, programs, size, kind }) {
  say(`${kind}: cancel and revoke, alternating over ${rate(size.changed)} subscriptions`);
  const database = await Database.create({ kind, name: "changes", folder, programs });
  const { subscriptions } = await database.fill({
    customers: size.changed / 2,
    "invoices-each": 0,
    "subscriptions-each": 2,
    sample: size.changed,
  });
  const server = await database.serve();
  const asked = ["cancel", "revoke-cancellation"].flatMap((verb) =>
    subscriptions.map((id) => `PUT /api/subscriptions/${id}/${verb} ${database.key}`),
  );
  const [ours, theirs] = [[], []];
  for (let round = 0; round < size.rounds; round += 1) {
    const seconds = size.seconds * 2;
    theirs.push(Number(await database.reference("change", "--seconds", `${seconds}`)));
    await database.reference("change", "--seconds", "0"); // takes back what is cancelled
    ours.push(await load(server.origin, asked, { folder, seconds }));
  }
  await server.stop();
  const share = median(ours.map((figure, round) => (figure / theirs[round]) * 100));
  const from = `${rate(median(ours))} of ${rate(median(theirs))} changes/s`;
  report.atLeast(`${kind}: cancel and revoke, of the statements alone`, share, "%", 50, from);
}

async function billing({ report, folder, programs, size, kind }) {
  say(`${kind}: making ${count(size.due)} subscriptions that are due`);
  const database = await Database.create({ kind, name: "billing", folder, programs });
  await database.fill({ customers: size.due / 2, "invoices-each": 0, "subscriptions-each": 2, due: true });
  const server = await database.serve();
  say(`${kind}: a billing run`);
  const { id } = await server.api.call("POST", "/billing-runs", {});
  let run;
  do {
    await new Promise((resolve) => setTimeout(resolve, 250));
    run = await server.api.get(`/billing-runs/${id}`);
  } while (!run.finishedAt);
  await server.stop();
  if (run.invoicesIssued !== size.due || run.failures) throw new Error(`the billing run went wrong: ${JSON.stringify(run)}`);
  const seconds = (new Date(run.finishedAt) - new Date(run.startedAt)) / 1000;
  const budget = kind === "SQLite" ? 1000 : undefined;
  const from = `${rate(run.invoicesIssued)} in ${seconds.toFixed(1)} s`;
  report.atLeast(`${kind}: billing run of ${count(size.due)} subscriptions`, run.invoicesIssued / seconds, "invoices/s", budget, from);
}
