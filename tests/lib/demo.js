// Starts `portico demo` on a free port with a data folder of its own.
import { spawn } from "node:child_process";
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Where all that demos log is kept, for `tests/secrets`; they then log at every level. */
const logFile = process.env.PORTICO_TEST_LOG;
const limits = ["TOKEN_TRIES_PER_MINUTE", "LOGIN_REQUESTS_PER_HOUR", "REQUESTS_PER_MINUTE", "PAGES_PER_MINUTE"];

const given = new Set();

/**
 * For a program that is started then. Below the ports that systems give by themselves, and never the same one twice: what is free now is
 * taken only when the program is up.
 */
export async function freePort() {
  for (;;) {
    const port = 18_000 + Math.floor(Math.random() * 2_000);
    if (!given.has(port) && (await isFree(port))) {
      given.add(port);
      return port;
    }
  }
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer().once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** Resolves when the demo answers: `facts` is what it printed first, `stop` ends it and removes its data. */
export async function startDemo(binary, { folder, args = [], env = {} } = {}) {
  const data = folder ?? (await mkdtemp(join(tmpdir(), "portico-demo-")));
  const port = await freePort();
  // Into a file, never a pipe: who waits for a program of theirs reads no pipe, and a full one stops the demo.
  const log = logFile ?? `${data}.log`;
  const sink = openSync(log, "a");
  const began = performance.now();
  const child = spawn(
    binary,
    ["demo", "--data-dir", data, "--listen", `127.0.0.1:${port}`, "--format", "json", ...args],
    {
      stdio: ["ignore", "pipe", sink],
      // One machine is one client: its limits would count all tests as one impatient person.
      env: {
        ...process.env,
        ...Object.fromEntries(limits.map((name) => [`PORTICO_LIMITS_${name}`, "100000000"])),
        // A debug build takes seconds for a password at its usual costs.
        PORTICO_AUTH_ARGON2_MEMORY_KIB: "64",
        PORTICO_AUTH_ARGON2_PASSES: "1",
        ...(logFile && { PORTICO_LOG_FILTER: "trace", NO_COLOR: "1" }),
        ...env,
      },
    },
  );
  closeSync(sink);
  process.once("exit", () => child.kill()); // nothing is left behind when a script fails
  const said = () => end(log, 20_000);
  const ended = new Promise((resolve) => child.once("close", resolve));
  const stop = async () => {
    child.kill();
    await ended;
    if (folder) return;
    await rm(data, { recursive: true, force: true });
    if (!logFile) await rm(log, { force: true });
  };

  const lines = createInterface({ input: child.stdout });
  const first = new Promise((resolve) => lines.once("line", resolve));
  const line = await Promise.race([first, ended]);
  if (typeof line !== "string") throw new Error(`${binary} demo ended at once:\n${said()}`);
  const origin = `http://127.0.0.1:${port}`;
  for (;;) {
    const answer = await fetch(`${origin}/health/ready`).catch(() => null);
    if (answer?.ok) break;
    if (child.exitCode !== null) throw new Error(`${binary} demo ended:\n${said()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return { facts: JSON.parse(line), origin, port, data, pid: child.pid, readyAfter: performance.now() - began, log: said, stop };
}

/** The last bytes of a file that may be larger than memory. */
function end(path, bytes) {
  const from = Math.max(0, statSync(path).size - bytes);
  const part = Buffer.alloc(bytes);
  const file = openSync(path, "r");
  const length = readSync(file, part, 0, bytes, from);
  closeSync(file);
  return part.toString("utf8", 0, length);
}
