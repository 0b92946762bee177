// Each test runs in both languages and at both widths: four projects, one file of tests. Those of the console but for how
// it looks run in two of the four.
import { defineConfig } from "@playwright/test";
import { chromium } from "./lib/chromium.js";

const target = process.env.CARGO_TARGET_DIR ?? "../target";
const widths = { 1280: { width: 1280, height: 900 }, 360: { width: 360, height: 740 } };
const locales = { en: "en-GB", de: "de-DE" };

export default defineConfig({
  testDir: "browser",
  outputDir: `${target}/test/browser`,
  globalSetup: "./browser/global-setup.js",
  fullyParallel: true,
  forbidOnly: !!process.env.CI,
  // A second try tells a fault from a busy machine; the summary names what needed it.
  retries: process.env.CI ? 1 : 0,
  workers: 2,
  // Two browsers and a server share what may be a slow machine with two cores.
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    launchOptions: { executablePath: chromium(), args: ["--no-sandbox", "--disable-gpu", "--disable-quic"] },
    trace: process.env.PORTICO_TEST_TRACE ? "retain-on-failure" : "off", // costs a third of the time
    screenshot: "only-on-failure",
  },
  projects: Object.entries(locales).flatMap(([language, locale]) =>
    Object.entries(widths).map(([width, viewport]) => ({
      name: `${language}-${width}`,
      // What staff do is tried in each language and at each width, but not in every pair of the two; how it looks is.
      grepInvert: (language === "en") === (width === "360") ? /console[\w-]*\.spec\.js (?!(light|dark) )/ : undefined,
      use: { language, locale, viewport, timezoneId: "Europe/Berlin" },
    })),
  ),
});
