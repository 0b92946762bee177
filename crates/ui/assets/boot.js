// Starts the WASM module. Trunk would write this inline; a file of its own keeps the policy strict.
const start = async () => {
  // As an async script this may run in the middle of the page, before the links below.
  if (document.readyState === "loading") {
    await new Promise((parsed) => document.addEventListener("DOMContentLoaded", parsed));
  }
  const script = document.querySelector("link[rel=modulepreload]").href;
  const wasm = document.querySelector("link[rel=preload][as=fetch]").href;
  const { default: init } = await import(script);
  await init({ module_or_path: wasm });
};

// Asks for the session while the program is still on its way. The program takes the promise and
// removes it; see `early` in platform.rs. Resolves to the two answers, to false when nobody is
// signed in, and to undefined when the program should ask itself.
const early = async () => {
  const signal = AbortSignal.timeout?.(10_000);
  const ask = () => fetch("/api/session/portal/refresh", { method: "POST", signal });
  const session = await (navigator.locks?.request("portico-portal", ask) ?? ask());
  if (session.status === 401) return false;
  if (!session.ok) return undefined;
  const token = await session.text();
  const authorization = `Bearer ${JSON.parse(token).accessToken}`;
  const portal = await fetch("/api/portal", { headers: { accept: "application/json", authorization }, signal });
  return portal.ok ? [token, await portal.text()] : undefined;
};

// The pages that sign in make a session of their own.
if ("early" in document.documentElement.dataset && !location.pathname.includes("/login")) {
  globalThis.portico = early().catch(() => undefined);
}

start().catch((error) => {
  console.error(error);
  document.getElementById("outline")?.remove();
  document.getElementById("failed")?.removeAttribute("hidden");
});
