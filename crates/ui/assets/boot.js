// Starts the WASM module. Trunk would write this inline; a file of its own keeps the policy strict.
const start = async () => {
  const script = document.querySelector("link[rel=modulepreload]").href;
  const wasm = document.querySelector("link[rel=preload][as=fetch]").href;
  const { default: init } = await import(script);
  await init({ module_or_path: wasm });
};

start().catch((error) => {
  console.error(error);
  document.getElementById("outline")?.remove();
  document.getElementById("failed")?.removeAttribute("hidden");
});
