// Databases full of made-up rows, with Portico or the reference on them.
import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Api } from "../lib/api.js";
import { output, start } from "./run.js";

const unlimited = Object.fromEntries(
  ["TOKEN_TRIES_PER_MINUTE", "REQUESTS_PER_MINUTE"].map((name) => [`PORTICO_LIMITS_${name}`, "100000000"]),
);

export class Database {
  /** An empty one with one tenant. `kind` is "SQLite" or "PostgreSQL". */
  static async create({ kind, name, folder, programs }) {
    const database = new Database();
    const own = join(folder, `${kind}-${name}`);
    await mkdir(own);
    database.programs = programs;
    database.env = { PORTICO_DATABASE_FOLDER: own, PORTICO_MASTER_KEY: randomBytes(32).toString("base64"), ...unlimited };
    database.url = `sqlite://${join(own, "portico.db")}`;
    if (kind === "PostgreSQL") {
      const admin = process.env.PORTICO_TEST_POSTGRES_URL;
      await output("psql", ["--quiet", "--no-psqlrc", admin, "--command", `CREATE DATABASE bench_${name}`]);
      database.url = admin.replace(/[^/]*$/, `bench_${name}`);
      database.env.PORTICO_DATABASE_URL = database.url;
    }
    database.tenant = await database.portico("tenant", "create", "bench", "Bench");
    database.key = await database.portico("apikey", "create", "bench", "bench");
    return database;
  }

  portico(...args) {
    return output(this.programs.portico, args, this.env);
  }

  reference(...args) {
    return output(this.programs.reference, ["--database", this.url, "--tenant", this.tenant, ...args]);
  }

  /** Fills the tenant; gives ids to ask for. Nothing may be running on the database. */
  async fill(options) {
    const today = new Date().toLocaleDateString("sv", { timeZone: "Europe/Berlin" });
    const { due = false, ...counts } = options;
    const args = Object.entries(counts).flatMap(([name, count]) => [`--${name}`, `${count}`]);
    return JSON.parse(await this.reference("fill", "--today", today, ...args, ...(due ? ["--due"] : [])));
  }

  async serve() {
    const server = await start(this.programs.portico, ["serve"], { path: "/health/live", env: this.env });
    return { ...server, api: new Api({ apiBaseUrl: `${server.origin}/api` }, this.key) };
  }

  serveReference() {
    return start(this.programs.reference, ["--database", this.url, "--tenant", this.tenant, "serve"], { path: "/" });
  }
}
