// Starts a demo, drives it with clients that are generated from openapi.yaml, then fuzzes each operation of it:
// node contract.js RESULT.json FOLDER. The result counts what passed and failed.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { Api } from "../lib/api.js";
import { startDemo } from "../lib/demo.js";

const [result, folder] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const top = join(here, "../..");
const document = join(top, "openapi.yaml");
const python = (tool) => join(top, ".tools/contract/bin", tool);
const npm = (tool) => join(top, "tests/node_modules/.bin", tool);
const { ONLY, EXAMPLES = "8" } = process.env;

/** Fixed, so that a run can be repeated. */
const SEED = "20261126";
/** CI has no time for every border of every field: whoever runs `make test` does. */
const PHASES = process.env.CI ? "examples,fuzzing" : "examples,coverage,fuzzing";
/**
 * All of schemathesis's checks but one. positive_data_acceptance takes every refusal of a body that fits its schema for
 * a mistake; rules that no schema can say (a customer that exists, a day that is not past, a VAT ID's check digit)
 * refuse with 422, which is documented.
 */
const LEFT_OUT = "positive_data_acceptance";

const counts = { passed: 0, failed: 0, skipped: 0 };

/** What hangs fails, and leaves time for the rest. */
const MOST_MINUTES = 10;

function run(name, command, args, env = {}) {
  const began = performance.now();
  const child = spawnSync(command, args, { cwd: folder, encoding: "utf8", env: { ...process.env, PATH: `${python("")}:${process.env.PATH}`, ...env }, maxBuffer: 1 << 28, timeout: MOST_MINUTES * 60_000 });
  const output = `${child.stdout ?? ""}${child.stderr ?? ""}${child.error ?? ""}`;
  writeFileSync(join(folder, `${name.replaceAll(/\W+/g, "-")}.log`), output);
  const took = ((performance.now() - began) / 1000).toFixed(1);
  const passed = child.status === 0;
  console.log(`  ${passed ? "✓" : "✘"} ${name} (${took} s)`);
  if (!passed) console.log(output.split("\n").slice(-120).map((line) => `    ${line.slice(0, 400)}`).join("\n"));
  return { passed, output };
}

/** Something that passes or fails as a whole. */
function step(name, command, args, env) {
  const { passed, output } = run(name, command, args, env);
  counts[passed ? "passed" : "failed"] += 1;
  return { passed, output };
}

/** A client that says what it drives: one line `ok …` a step. */
function tour(name, command, args, env) {
  const { passed, output } = run(name, command, args, env);
  counts.passed += output.match(/^ok /gm)?.length ?? 0;
  if (!passed) counts.failed += 1;
}

function generate() {
  const client = join(folder, "portico_client");
  const made = step("python client is generated", python("openapi-python-client"), [
    "generate", "--path", document, "--config", join(here, "python-client.yaml"),
    "--meta", "none", "--output-path", client, "--overwrite",
  ]);
  // A part that it leaves out is a warning to it, and a hole to who uses it.
  if (made.output.includes("WARNING")) {
    console.log(made.output);
    counts.failed += 1;
  }
  step("typescript types are generated", npm("openapi-typescript"), [document, "--output", join(folder, "portico-api.d.ts")]);
  symlinkSync(join(top, "tests/node_modules"), join(folder, "node_modules"));
  const project = {
    extends: join(here, "tsconfig.json"),
    compilerOptions: { paths: { "portico-api": [join(folder, "portico-api.d.ts")] }, rootDir: here, outDir: folder, typeRoots: [join(top, "tests/node_modules/@types")] },
    files: [join(here, "tour.ts")],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(project, null, 2));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  step("typescript client is type-checked", npm("tsc"), ["--project", join(folder, "tsconfig.json")]);
}

/** Every operation that `include` names, as one caller. */
function fuzz(name, demo, token, include, env = {}) {
  const report = join(folder, `${name}.xml`);
  const { passed, output } = run(`schemathesis as ${name}`, python("schemathesis"), [
    "run", document, "--url", demo.origin,
    "--header", `Authorization: Bearer ${token}`,
    "--header", `Host: demo.localhost:${demo.port}`,
    "--header", `Origin: http://demo.localhost:${demo.port}`,
    "--exclude-checks", LEFT_OUT,
    "--phases", PHASES,
    "--max-examples", EXAMPLES, "--seed", SEED, "--generation-database", "none",
    "--continue-on-failure", "--no-color", "--warnings", "off",
    "--report", "junit", "--report-junit-path", report,
    ...include,
  ], { SCHEMATHESIS_HOOKS: "hooks", PYTHONPATH: here, PYTHONDONTWRITEBYTECODE: "1", PORTICO_API: demo.facts.apiBaseUrl, PORTICO_KEY: demo.facts.apiKey, ...env });
  const suites = (existsSync(report) && readFileSync(report, "utf8").match(/<testsuites[^>]*>/)?.[0]) || "";
  const [tests, errors, failures] = ["tests", "errors", "failures"].map((name) => Number(suites.match(`${name}="(\\d+)"`)?.[1] ?? 0));
  const generated = output.match(/(\d+) generated/)?.[1] ?? 0;
  // One that passed nothing at all has failed, too.
  const failed = errors + failures || (passed && tests > 0 ? 0 : 1);
  counts.passed += Math.max(tests - failed, 0);
  counts.failed += failed;
  console.log(`    ${tests} operations, ${generated} requests`);
}

/** A check that never refuses is none: it is shown a document that promises what the server does not do. */
function provesToRefuse(demo) {
  const lie = join(folder, "lie.yaml");
  const text = readFileSync(document, "utf8");
  const changed = text.replace(/(\n {8}limit:\n {10}type: )integer/, "$1boolean");
  writeFileSync(lie, changed);
  const { status } = spawnSync(python("schemathesis"), [
    "run", lie, "--url", demo.origin, "--header", `Authorization: Bearer ${demo.facts.apiKey}`,
    "--include-operation-id", "list_links", "--checks", "response_schema_conformance", "--max-examples", "3", "--no-color",
  ], { cwd: folder });
  const refused = changed !== text && status === 1;
  console.log(`  ${refused ? "✓" : "✘"} schemathesis refuses a document that is wrong`);
  counts[refused ? "passed" : "failed"] += 1;
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const demo = await startDemo(process.env.PORTICO_TEST_BINARY);
try {
  const facts = { PORTICO_DEMO: JSON.stringify(demo.facts) };
  if (ONLY !== "fuzz") {
    generate();
    tour("python client drives the tour", python("python"), [join(here, "tour.py")], { ...facts, PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: "1" });
    tour("typescript client drives the tour", process.execPath, [join(folder, "tour.js")], facts);
  }
  if (ONLY !== "tours") {
    const { accessToken } = await new Api(demo.facts).authenticate(demo.facts.customerId);
    // Signing out would end the session that all other requests need; the key's round sends it.
    fuzz("a customer", demo, accessToken, ["--include-by", "/x-permission/customer != null", "--exclude-operation-id", "logout"], { PORTICO_CUSTOMER: demo.facts.customerId });
    // Neither may it revoke the key that all other requests need.
    fuzz("a key", demo, demo.facts.apiKey, ["--exclude-operation-id", "revoke_api_key"]);
    provesToRefuse(demo);
  }
} finally {
  await demo.stop();
  mkdirSync(dirname(result), { recursive: true });
  writeFileSync(result, JSON.stringify(counts));
}
console.log(`contract: ${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed > 0 ? 1 : 0);
