// The table that `make bench` prints: figures beside their budgets.
import { cpus } from "node:os";

const round = (figure) => figure.toFixed(figure < 100 ? 1 : 0);

/** Half of the values are below it. */
export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

export class Report {
  rows = [];

  /** A figure with a ceiling, or without a budget. */
  atMost(what, figure, unit, budget, beside = "") {
    const verdict = budget === undefined ? "" : figure <= budget ? "ok" : "over";
    this.rows.push([what, `${round(figure)} ${unit}`, beside, budget === undefined ? "" : `≤ ${budget} ${unit}`, verdict]);
  }

  atLeast(what, figure, unit, budget, beside = "") {
    const verdict = budget === undefined ? "" : figure >= budget ? "ok" : "under";
    this.rows.push([what, `${round(figure)} ${unit}`, beside, budget === undefined ? "" : `≥ ${budget} ${unit}`, verdict]);
  }

  same(what, differences) {
    const verdict = differences.length ? "differ" : "ok";
    this.rows.push([what, differences.length ? differences.join(", ") : "same", "", "same", verdict]);
  }

  get isMet() {
    return this.rows.every((row) => ["", "ok"].includes(row[4]));
  }

  print() {
    const all = [["what", "figure", "from", "budget", ""], ...this.rows];
    const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
    const cell = (text, column) => ([1, 3].includes(column) ? text.padStart(widths[column]) : text.padEnd(widths[column]));
    console.log(`\n${cpus().length} × ${cpus()[0].model}, Node ${process.version}`);
    for (const row of all) console.log(row.map(cell).join("  ").trimEnd());
  }
}

export const say = (text) => console.log(`==> ${text}`);
