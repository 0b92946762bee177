// What a page does is tried in each language and at each width; how it looks in every pair of the two: four projects, one
// file of tests. CI tries what a page does in one of them, and how it looks in two.
import { defineConfig } from "@playwright/test";
import { chromium } from "./lib/chromium.js";

const target = process.env.CARGO_TARGET_DIR ?? "../target";
const widths = { 1280: { width: 1280, height: 900 }, 360: { width: 360, height: 740 } };
const locales = { en: "en-GB", de: "de-DE" };

const isPaired = (language, width) => (language === "en") === (width === "1280");

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
    Object.entries(widths).filter(([width]) => !process.env.CI || isPaired(language, width)).map(([width, viewport]) => ({
      name: `${language}-${width}`,
      grepInvert: (process.env.CI ? language === "en" : isPaired(language, width)) ? undefined : /\.spec\.js (?!(light|dark) )/,
      use: { language, locale, viewport, timezoneId: "Europe/Berlin" },
    })),
  ),
});
