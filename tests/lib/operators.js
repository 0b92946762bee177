// Operators of the demo's merchant: made by the API, with a password set by the link of their mail.
import { createHmac, randomUUID } from "node:crypto";
import { request } from "node:http";
import { welcomeMailedTo } from "./mails.js";

export const password = "correct horse battery";

/** Somebody of this test alone, who can sign in; `cookie` is of a session that is open already. */
export async function operator(api, demo, fields) {
  const email = `eva.${randomUUID().slice(0, 8)}@example.com`;
  const made = await api.call("POST", "/operators", { email, name: "Eva Sommer", role: "admin", ...fields });
  const token = new URL(await welcomeMailedTo(email, demo.data)).searchParams.get("token");
  const answer = await post(demo, "/api/session/console/set-password", { token, password });
  return { ...made, cookie: answer.headers["set-cookie"][0].split(";")[0] };
}

/** As the console's page would: on the merchant's host, which only browsers can resolve. */
function post(demo, path, body) {
  const { host, origin } = new URL(demo.consoleUrl);
  const headers = { host, origin, "content-type": "application/json" };
  return new Promise((resolve, reject) => {
    const call = request(new URL(path, demo.origin), { method: "POST", headers }, (answer) => {
      answer.resume();
      if (answer.statusCode === 200) resolve(answer);
      else reject(new Error(`POST ${path}: ${answer.statusCode}`));
    });
    call.on("error", reject).end(JSON.stringify(body));
  });
}

/** The code that an authenticator with this secret shows, `later` steps of 30 seconds from now (RFC 6238). */
export function codeOf(secret, later = 0) {
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const mac = createHmac("sha1", base32(secret)).update(step).digest();
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

function base32(text) {
  const bits = [...text].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"));
  return Buffer.from(bits.join("").match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
}
