// The browser that tests and bench use: PORTICO_TEST_CHROMIUM, else the system's, else the one that Playwright fetched.
import { existsSync } from "node:fs";

const known = ["/usr/bin/chromium", "/usr/bin/google-chrome"];

export function chromium() {
  return process.env.PORTICO_TEST_CHROMIUM ?? known.find(existsSync);
}
