// A stand-in for Stripe, its script included: localstripe behind a proxy that does what Stripe does and it does not.
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { freePort } from "./demo.js";

const program = fileURLToPath(new URL("../../.tools/stripe/bin/localstripe", import.meta.url));
export const SECRET_KEY = "sk_test_12345678901234567890";
export const PUBLISHABLE_KEY = "pk_test_12345678901234567890";

/** Its script has fields for cards alone. This one sends the IBAN that was typed into it, as Stripe's own does. */
const ibanField = `
  const withCards = Stripe;
  Stripe = (key) => {
    const stripe = withCards(key);
    const elements = stripe.elements;
    stripe.elements = () => {
      const all = elements();
      const ofCard = all.create;
      all.create = (kind, options) => {
        if (kind !== "iban") return ofCard.call(all, kind, options);
        const field = Object.assign(document.createElement("input"), { placeholder: kind });
        return { mount: (place) => place.append(field), toJSON: () => ({ iban: field.value }) };
      };
      return all;
    };
    return stripe;
  };`;

/** Resolves when it answers: `origin` is where API and script are, `paid` gives what it took, `stop` ends it. */
export async function startStripe() {
  const port = await freePort();
  const child = spawn(program, ["--port", String(port), "--from-scratch"], { stdio: "ignore" });
  process.once("exit", () => child.kill());
  const upstream = `http://127.0.0.1:${port}`;
  const headers = { authorization: `Bearer ${SECRET_KEY}` };
  const ask = async (path, options) => (await fetch(upstream + path, { headers, ...options })).json();
  while (!(await ask("/v1/balance").catch(() => null))) await new Promise((resolve) => setTimeout(resolve, 20));

  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    let body = Buffer.concat(chunks).toString();
    const [path, query] = request.url.split("?");
    const isForm = request.headers["content-type"] === "application/x-www-form-urlencoded";
    // It refuses what it does not know.
    if (isForm) body = new URLSearchParams([...new URLSearchParams(body)].filter(([name]) => name !== "description")).toString();
    if (request.method === "GET" && path === "/v1/payment_intents") {
      const wanted = new URLSearchParams(query);
      const all = (await ask("/v1/payment_intents?limit=100000")).data.reverse();
      const data = all.filter((one) => !wanted.has("customer") || one.customer === wanted.get("customer"));
      return response.setHeader("content-type", "application/json").end(JSON.stringify({ object: "list", data, has_more: false }));
    }
    const answer = await fetch(upstream + request.url, {
      method: request.method,
      headers: { ...(request.headers.authorization && headers), "content-type": request.headers["content-type"] ?? "text/plain" },
      ...(body && { body }),
    });
    let text = await answer.text();
    if (request.method === "GET" && path.startsWith("/v1/setup_intents/")) {
      const setup = JSON.parse(text);
      // A method that was set up belongs to its customer.
      if (setup.status === "succeeded" && !setup.payment_method.customer) {
        const attach = { method: "POST", body: new URLSearchParams({ customer: setup.customer }) };
        await ask(`/v1/payment_methods/${setup.payment_method.id}/attach`, attach);
        text = await (await fetch(upstream + request.url, { headers })).text();
      }
    }
    // Its classes are named like the browser's own, which a page may need: in a scope of its own.
    if (path === "/js.stripe.com/v3/") text = `(() => {${text}${ibanField}})();`;
    response.statusCode = answer.status;
    response.setHeader("content-type", answer.headers.get("content-type") ?? "text/plain");
    // The page's script asks from another origin.
    response.setHeader("access-control-allow-origin", "*");
    response.end(text);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    /** Amounts that were taken, in minor units. */
    paid: async () => (await ask("/v1/payment_intents?limit=100000")).data.filter((one) => one.status === "succeeded").map((one) => one.amount),
    stop: () => {
      server.close();
      child.kill();
    },
  };
}
