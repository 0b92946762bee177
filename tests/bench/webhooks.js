// How long an event takes from the commit of its change until an endpoint has it, and how many deliveries a second reach
// ten endpoints on this machine while many things change at once; on both databases.
import { createServer } from "node:http";
import { Database } from "./database.js";
import { median, say } from "./report.js";

const ENDPOINTS = 10;
/** Changes that run at once. */
const AT_ONCE = 16;

/** `size.events`: how many one by one, and in a flood. */
export async function webhooks({ report, folder, programs, size }) {
  for (const kind of ["SQLite", "PostgreSQL"]) {
    const receiver = await Receiver.start();
    const database = await Database.create({ kind, name: "webhooks", folder, programs });
    database.env.PORTICO_WEBHOOKS_ALLOW_PRIVATE = "true";
    const server = await database.serve();
    try {
      await measure({ report, kind, receiver, api: server.api, count: size.events });
    } finally {
      await server.stop();
      receiver.stop();
    }
  }
}

async function measure({ report, kind, receiver, api, count }) {
  const subscribe = (n) =>
    api.call("POST", "/webhooks", { url: `${receiver.url}/${n}`, events: ["customer.created"], version: "v1" });
  await subscribe(0);
  say(`${kind}: ${count} events one by one`);
  const calm = [];
  for (let n = 0; n < count; n += 1) {
    await api.customer({ email: `calm-${n}@example.com` });
    const answered = performance.now();
    calm.push(Math.max(0, (await receiver.next()) - answered));
  }
  const sorted = [...calm].sort((a, b) => a - b);
  report.atMost(`${kind}: from commit to the endpoint (p50)`, median(calm), "ms");
  report.atMost(`${kind}: from commit to the endpoint (p99)`, sorted[Math.floor((sorted.length - 1) * 0.99)], "ms");

  for (let n = 1; n < ENDPOINTS; n += 1) await subscribe(n);
  say(`${kind}: ${count} events for each of ${ENDPOINTS} endpoints, ${AT_ONCE} changes at once`);
  const expected = receiver.count + count * ENDPOINTS;
  const began = performance.now();
  let made = 0;
  const worker = async () => {
    for (let n = made++; n < count; n = made++) await api.customer({ email: `flood-${n}@example.com` });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  await receiver.until(expected);
  const seconds = (performance.now() - began) / 1000;
  report.atLeast(`${kind}: deliveries, ${AT_ONCE} changes at once`, (count * ENDPOINTS) / seconds, "deliveries/s");
}

/** An endpoint that takes everything. */
class Receiver {
  count = 0;
  wake = () => {};
  arrived = [];

  static async start() {
    const receiver = new Receiver();
    receiver.server = createServer((request, response) => {
      request.resume().on("end", () => {
        response.writeHead(204).end();
        receiver.count += 1;
        receiver.arrived.push(performance.now());
        receiver.wake();
      });
    });
    await new Promise((done) => receiver.server.listen(0, "127.0.0.1", done));
    receiver.url = `http://127.0.0.1:${receiver.server.address().port}`;
    return receiver;
  }

  /** When the next delivery arrived. */
  async next() {
    while (this.arrived.length === 0) await this.change();
    return this.arrived.shift();
  }

  async until(count) {
    while (this.count < count) await this.change();
  }

  change() {
    return new Promise((done) => {
      this.wake = done;
    });
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }
}
