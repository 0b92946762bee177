// The applications' own texts, so that a test finds what a reader sees and a reworded label breaks no test.
import { readFileSync } from "node:fs";

export function texts(language, application = "portal") {
  const file = new URL(`../../locales/${language}/${application}.ftl`, import.meta.url);
  const messages = new Map(
    [...readFileSync(file, "utf8").matchAll(/^([a-z][\w-]*) = (.+)$/gm)].map(([, key, text]) => [key, text]),
  );
  return (key, values = {}) => {
    if (!messages.has(key)) throw new Error(`${language}/${application}.ftl has no ${key}`);
    return messages.get(key).replace(/\{ \$(\w+) \}/g, (_, name) => values[name]);
  };
}
