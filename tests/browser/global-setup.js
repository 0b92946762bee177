// One demo for all tests: each test makes its own customer in it, or its own link.
import { startDemo } from "../lib/demo.js";

export default async function () {
  const demo = await startDemo(process.env.PORTICO_TEST_BINARY);
  process.env.PORTICO_TEST_DEMO = JSON.stringify({ ...demo.facts, origin: demo.origin, data: demo.data });
  return demo.stop;
}
