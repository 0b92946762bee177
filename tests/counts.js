// Prints what the runners counted, the sum last: node counts.js CARGO.log PLAYWRIGHT.json CONTRACT.json
// Fails when something failed, when a runner has counted nothing, or when a test was skipped: a check that was skipped
// is a failed check. Names what failed, and what passed at the second try alone.
import { existsSync, readFileSync } from "node:fs";

const [cargoLog, playwrightJson, contractJson] = process.argv.slice(2);
const read = (file) => (existsSync(file) ? readFileSync(file, "utf8") : "");

const results = read(cargoLog).matchAll(/^test result: \S+ (\d+) passed; (\d+) failed; (\d+) ignored;/gm);
const cargo = { passed: 0, failed: 0, skipped: 0 };
for (const [, passed, failed, ignored] of results) {
  cargo.passed += Number(passed);
  cargo.failed += Number(failed);
  cargo.skipped += Number(ignored);
}

const browser = JSON.parse(read(playwrightJson) || "{}");
const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = browser.stats ?? {};
const playwright = { passed: expected + flaky, failed: unexpected, skipped };

const named = (suite) => [
  ...(suite.suites ?? []).flatMap(named),
  ...(suite.specs ?? []).flatMap(({ title, file, line, tests }) =>
    tests.map((test) => ({ ...test, title: `${file}:${line} [${test.projectName}] ${title}` })),
  ),
];
for (const { status, title, results } of named(browser)) {
  if (!["unexpected", "flaky"].includes(status)) continue;
  const why = results.find((result) => result.error)?.error.message ?? "";
  console.log(`${status === "flaky" ? "passed at the second try" : "FAILED"}: ${title}`);
  console.log(why.replace(/\x1b\[\d*m/g, "").split("\n").slice(0, 8).map((line) => `    ${line}`).join("\n"));
}
for (const [, title] of read(cargoLog).matchAll(/^test (.+) \.\.\. FAILED$/gm)) console.log(`FAILED: ${title}`);

const contract = { passed: 0, failed: 0, skipped: 0, ...JSON.parse(read(contractJson) || "{}") };

const sum = (key) => cargo[key] + playwright[key] + contract[key];
const line = (name, { passed, failed, skipped }) =>
  `${name.padEnd(11)} ${passed} passed, ${failed} failed` + (skipped ? `, ${skipped} skipped` : "");
console.log(line("cargo test:", cargo));
console.log(line("playwright:", playwright));
console.log(line("contract:", contract));
console.log(line("all tests:", { passed: sum("passed"), failed: sum("failed"), skipped: sum("skipped") }));
process.exit(sum("failed") + sum("skipped") > 0 || !cargo.passed || !playwright.passed || !contract.passed ? 1 : 0);
