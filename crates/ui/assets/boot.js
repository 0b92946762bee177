// Starts the WASM module. Trunk would write this inline; a file of its own keeps the policy strict.
const start = async () => {
  // As an async script this may run in the middle of the page, before the links below.
  if (document.readyState === "loading") {
    await new Promise((parsed) => document.addEventListener("DOMContentLoaded", parsed));
  }
  const script = document.querySelector("link[rel=modulepreload]").href;
  const wasm = document.querySelector("link[rel=preload][as=fetch]").href;
  const program = await import(script);
  await program.default({ module_or_path: wasm });
};

// Asks for the session while the program is still on its way. The program takes the promise and removes it; see `early`
// in platform.rs. Resolves to two answers: token and portal; false and the merchant's brand where nobody is signed in;
// null and the brand on a page that signs in; to undefined when the program should ask itself.
const signal = AbortSignal.timeout?.(10_000);
const headers = { accept: "application/json" };

const brand = async () => {
  const answer = await fetch("/api/public/portal", { headers, signal }).catch(() => undefined);
  return answer?.ok ? answer.text() : undefined;
};

const early = async () => {
  const ask = () => fetch("/api/session/portal/refresh", { method: "POST", signal });
  const session = await (navigator.locks?.request("portico-portal", ask) ?? ask());
  if (session.status === 401) return [false, await brand()];
  if (!session.ok) return undefined;
  const token = await session.text();
  const authorization = `Bearer ${JSON.parse(token).accessToken}`;
  const portal = await fetch("/api/portal", { headers: { ...headers, authorization }, signal });
  return portal.ok ? [token, await portal.text()] : undefined;
};

if ("early" in document.documentElement.dataset) {
  // The pages that sign in, or need nobody to be, ask for no session.
  const isDoor = /^\/(login|customer-area\/|pay\/link)/.test(location.pathname);
  globalThis.portico = isDoor ? brand().then((text) => [null, text]) : early().catch(() => undefined);
}

start().catch((error) => {
  console.error(error);
  document.getElementById("outline")?.remove();
  document.getElementById("failed")?.removeAttribute("hidden");
});
