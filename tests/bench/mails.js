// How long a mail takes from the commit of its change until a mail server has it, on both databases: one at a time, and
// while many are changed at once. The mail server is a sink on this machine that answers at once.
import { createServer } from "node:net";
import { Database } from "./database.js";
import { median, say } from "./report.js";

/** Changes that run at once in a flood. */
const AT_ONCE = 16;

/** `size.mails`: how many one by one, and in a flood. */
export async function mails({ report, folder, programs, size }) {
  for (const kind of ["SQLite", "PostgreSQL"]) {
    const sink = await Sink.start();
    const database = await Database.create({ kind, name: "mails", folder, programs });
    Object.assign(database.env, {
      PORTICO_MAIL_TRANSPORT: "smtp",
      PORTICO_MAIL_FROM: "post@bench.example",
      PORTICO_MAIL_SMTP_HOST: "127.0.0.1",
      PORTICO_MAIL_SMTP_PORT: `${sink.port}`,
      PORTICO_MAIL_SMTP_SECURITY: "none",
    });
    const server = await database.serve();
    try {
      await measure({ report, kind, sink, api: server.api, count: size.mails });
    } finally {
      await server.stop();
      sink.stop();
    }
  }
}

async function measure({ report, kind, sink, api, count }) {
  say(`${kind}: making ${count} contracts`);
  const contracts = [];
  for (let n = 0; n < count; n += 1) {
    const to = `customer-${n}@example.com`;
    const customer = await api.customer({ email: to });
    contracts.push({ to, id: (await api.subscription(customer)).id });
  }

  say(`${kind}: ${count} mails one by one`);
  const calm = [];
  for (const contract of contracts) calm.push(await change(api, sink, contract, "cancel"));
  show(report, `${kind}: from commit to the mail server`, calm);

  say(`${kind}: ${count} mails, ${AT_ONCE} changes at once`);
  const waiting = [...contracts];
  const flood = [];
  const began = performance.now();
  const worker = async () => {
    // The next change does not wait for the mail of the one before.
    const mails = [];
    for (let contract = waiting.pop(); contract; contract = waiting.pop()) {
      const [answered, mail] = await ask(api, sink, contract, "revoke-cancellation");
      mails.push(mail.then((arrived) => flood.push(Math.max(0, arrived - answered))));
    }
    await Promise.all(mails);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const seconds = (performance.now() - began) / 1000;
  show(report, `${kind}: the same, ${AT_ONCE} changes at once`, flood);
  report.atLeast(`${kind}: mails sent meanwhile`, count / seconds, "mails/s");
}

/** Milliseconds from the answer, which follows the commit at once, until the mail server has the mail. */
async function change(api, sink, contract, verb) {
  const [answered, mail] = await ask(api, sink, contract, verb);
  return Math.max(0, (await mail) - answered);
}

async function ask(api, sink, { id, to }, verb) {
  const mail = sink.mailTo(to);
  await api.call("PUT", `/subscriptions/${id}/${verb}`, {});
  return [performance.now(), mail];
}

function show(report, what, times) {
  const sorted = [...times].sort((a, b) => a - b);
  const slowest = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))];
  report.atMost(`${what} (p50)`, median(times), "ms");
  report.atMost(`${what} (p99)`, slowest, "ms");
}

/** A mail server that takes everything and keeps nothing. */
class Sink {
  waiting = new Map();

  static async start() {
    const sink = new Sink();
    sink.server = createServer((socket) => sink.talk(socket));
    await new Promise((resolve) => sink.server.listen(0, "127.0.0.1", resolve));
    sink.port = sink.server.address().port;
    return sink;
  }

  stop() {
    this.server.close();
  }

  /** Resolves with the time at which the next mail to this address was taken. */
  mailTo(address) {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no mail to ${address} within 60 s`)), 60_000);
      this.waiting.set(address, () => (clearTimeout(late), resolve(performance.now())));
    });
  }

  talk(socket) {
    let [buffer, to, isMail] = ["", "", false];
    socket.on("error", () => {}).setEncoding("latin1");
    socket.write("220 sink\r\n");
    socket.on("data", (part) => {
      buffer += part;
      for (;;) {
        const end = buffer.indexOf(isMail ? "\r\n.\r\n" : "\r\n");
        if (end < 0) return;
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + (isMail ? 5 : 2));
        if (isMail) {
          isMail = false;
          socket.write("250 taken\r\n");
          this.waiting.get(to)?.();
        } else {
          if (/^RCPT TO:/i.test(line)) to = line.match(/<(.*?)>/)[1];
          isMail = /^DATA$/i.test(line);
          socket.write(isMail ? "354 go on\r\n" : "250 yes\r\n");
        }
      }
    });
  }
}
