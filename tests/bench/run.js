// Running other programs: the load generator, the program itself, the reference.
import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../lib/demo.js";

const script = fileURLToPath(new URL("requests.lua", import.meta.url));

/** What a program prints; fails when it does. */
export function output(command, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, ...env } });
    let text = "";
    child.stdout.on("data", (part) => (text += part));
    child.once("error", reject);
    child.once("close", (code) => (code === 0 ? resolve(text.trim()) : reject(new Error(`${command} ${args[0]} ended with ${code}`))));
  });
}

/** Starts a server on a free port and waits until `path` is answered. */
export async function start(command, args, { path, env = {} }) {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  // What it logs is written and thrown away: the work of it counts.
  const child = spawn(command, [...args, "--listen", `127.0.0.1:${port}`], { stdio: "ignore", env: { ...process.env, ...env } });
  const kill = () => child.kill();
  process.once("exit", kill); // nothing is left behind when the bench fails
  const ended = new Promise((resolve) => child.once("close", resolve)).then(() => process.off("exit", kill));
  const stop = () => (kill(), ended);
  while (!(await fetch(origin + path).catch(() => null))) {
    if (child.exitCode !== null) throw new Error(`${command} ${args.join(" ")} ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { origin, pid: child.pid, stop };
}

/**
 * Requests a second that a server answers. `requests` are lines of method, path and access token, sent in
 * turn over so many connections; one that is refused fails the bench.
 */
export async function load(origin, requests, { folder, seconds, connections = 16, host = "" }) {
  const file = join(folder, "requests");
  await writeFile(file, requests.join("\n"));
  const out = await output("wrk", ["-t1", `-c${connections}`, `-d${seconds}s`, "-s", script, origin], { REQUESTS: file, HOST: host });
  const refused = out.match(/Non-2xx or 3xx responses: (\d+)|Socket errors:.*/);
  if (refused) throw new Error(`${origin}: ${refused[0]} (first: ${requests[0].slice(0, 60)})\n${out}`);
  return Number(out.match(/Requests\/sec:\s+([\d.]+)/)[1]);
}
