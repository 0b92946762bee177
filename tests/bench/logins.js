// Whether a request for a login mail takes as long for an address that nobody has as for a customer's, on both databases.
// The limits are lifted, and known and unknown addresses come in random order, so that what runs beside meets both alike.
import { randomInt } from "node:crypto";
import { Agent, request } from "node:http";
import { Database } from "./database.js";
import { median, say } from "./report.js";

/** The first requests warm up what is measured. */
const WARM_UP = 40;
/** The medians lie at most this far apart; the rest is noise of the machine. */
const MOST_RATIO = 1.15;

/** `size.logins`: how many of each kind. */
export async function logins({ report, folder, programs, size }) {
  for (const kind of ["SQLite", "PostgreSQL"]) {
    const database = await Database.create({ kind, name: "logins", folder, programs });
    Object.assign(database.env, {
      PORTICO_LIMITS_LOGIN_REQUESTS_PER_HOUR: "100000000",
      PORTICO_LIMITS_LOGIN_MAILS_PER_MINUTE: "100000000",
      PORTICO_LIMITS_TOKEN_TRIES_PER_MINUTE: "100000000",
    });
    const server = await database.serve();
    try {
      await measure({ report, kind, server, count: size.logins });
    } finally {
      await server.stop();
    }
  }
}

async function measure({ report, kind, server, count }) {
  say(`${kind}: ${count} requests for login mails for known addresses, ${count} for unknown ones`);
  const door = new Door(server.origin);
  const addresses = [];
  for (let n = 0; n < count; n += 1) {
    const known = `known-${n}@example.com`;
    await server.api.customer({ email: known });
    addresses.push(["known", known], ["unknown", `other-${n}@example.com`]);
  }
  shuffle(addresses);
  for (let n = 0; n < WARM_UP; n += 1) await door.ask(`warm-${n}@example.com`);
  const times = { known: [], unknown: [] };
  for (const [which, address] of addresses) times[which].push(await door.ask(address));
  door.close();
  for (const [which, all] of Object.entries(times)) {
    report.atMost(`${kind}: login request, ${which} address (median)`, median(all), "ms");
    report.atMost(`${kind}: login request, ${which} address (p95)`, p95(all), "ms");
  }
  const ratio = median(times.known) / median(times.unknown);
  const said = `known ÷ unknown ${ratio.toFixed(3)}`;
  report.atMost(`${kind}: login request, medians apart`, (Math.max(ratio, 1 / ratio) - 1) * 100, "%", (MOST_RATIO - 1) * 100, said);
}

const p95 = (values) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * 0.95)];

function shuffle(values) {
  for (let n = values.length - 1; n > 0; n -= 1) {
    const other = randomInt(n + 1);
    [values[n], values[other]] = [values[other], values[n]];
  }
}

/** The sign-in page's request, on one connection that stays open. */
class Door {
  agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(origin) {
    this.url = new URL("/api/public/customer/request-login-link", origin);
    this.headers = { host: `bench.localhost:${this.url.port}`, "content-type": "application/json" };
  }

  /** Milliseconds until the whole answer is here. */
  ask(email) {
    return new Promise((resolve, reject) => {
      const began = performance.now();
      const ask = request(this.url, { method: "POST", agent: this.agent, headers: this.headers }, (answer) => {
        answer.resume().once("end", () => {
          if (answer.statusCode === 200) resolve(performance.now() - began);
          else reject(new Error(`a login request for ${email} was answered with ${answer.statusCode}`));
        });
      });
      ask.once("error", reject);
      ask.end(JSON.stringify({ email }));
    });
  }

  close() {
    this.agent.destroy();
  }
}
