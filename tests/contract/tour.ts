// The tour of docs/api-clients.md in TypeScript, with types made from openapi.yaml: each step says `ok …`, the first
// that fails ends it.
import createClient from "openapi-fetch";
import type { components, paths } from "portico-api";

type Problem = components["schemas"]["Problem"];

declare const process: { env: Record<string, string> };

const demo: { apiBaseUrl: string; apiKey: string } = JSON.parse(process.env.PORTICO_DEMO ?? "");
const baseUrl = demo.apiBaseUrl.replace(/\/api$/, "");
const as = (token: string) => createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${token}` } });
const key = as(demo.apiKey);

function ok(step: string, holds: boolean) {
  if (!holds) throw new Error(step);
  console.log(`ok ${step}`);
}

/** The body of an answer that has to be a success. */
function got<T>(answer: { data?: T; error?: unknown }): T {
  if (answer.data === undefined) throw new Error(JSON.stringify(answer.error));
  return answer.data;
}

const customer = got(
  await key.POST("/api/customers", {
    body: { email: `tour.${crypto.randomUUID()}@example.com`, companyName: "Nordlicht GmbH", countryCode: "DE" },
  }),
);
const subscription = got(
  await key.POST("/api/subscriptions", {
    body: {
      customer: customer.id,
      plan: { name: "Hafenblick Plus" },
      items: [{ name: "Hafenblick Plus", unitPrice: "49.00", taxRate: 1900, billingInterval: "1M" }],
      contractPeriod: "12M",
      laterContractPeriod: "12M",
      cancellationPeriod: "1M",
      laterCancellationPeriod: "1M",
    },
  }),
);
const path = { id: subscription.id };
ok("a customer and a subscription are created", subscription.customer.id === customer.id);

const { data: credentials } = got(
  await key.POST("/api/customers/{id}/authenticate", { params: { path: { id: customer.id } } }),
);
const pair = got(await as("").POST("/api/token/refresh", { body: { refreshToken: credentials.refreshToken } }));
const person = as(pair.accessToken);
ok("a customer is authenticated, and their tokens are renewed", pair.expiresIn > 0);

const own = got(await person.GET("/api/subscriptions", { params: { query: { status: ["active"], limit: 10 } } }));
ok("the customer sees their own subscriptions", own.data.length === 1 && own.data[0]?.id === subscription.id);

const preview = got(await person.GET("/api/subscriptions/{id}/cancellation-preview", { params: { path } }));
ok("the preview names the day", typeof preview.cancellationLastDay === "string" && !preview.immediate);

const once = { params: { path, header: { "Idempotency-Key": "tour-cancel" } }, body: {} };
const cancelled = got(await person.PUT("/api/subscriptions/{id}/cancel", once));
ok("cancelling keeps to the preview", cancelled.cancellationLastDay === preview.cancellationLastDay);
const again = await person.PUT("/api/subscriptions/{id}/cancel", once);
ok("the same key again changes nothing", again.response.headers.get("idempotency-replayed") === "true");

const conflict = await person.PUT("/api/subscriptions/{id}/cancel", { params: { path }, body: {} });
ok("a second cancellation is a conflict", conflict.error?.type === "already-cancelled");

const revoked = got(await person.PUT("/api/subscriptions/{id}/revoke-cancellation", { params: { path } }));
ok("revoking restores it", !revoked.isCancellationPending && revoked.canCancel);

const address = got(
  await person.POST("/api/customer-addresses", {
    body: { type: "TYPE_INVOICE", companyName: "Nordlicht GmbH", street: "Speicherweg", houseNumber: "12", zip: "20457", city: "Hamburg" },
  }),
);
const standard = got(
  await person.POST("/api/customer-addresses/{id}/set-default", { params: { path: { id: address.id } } }),
);
ok("an address is added and made the default", standard.default && standard.id === address.id);

const invoices = new Set<string>();
for (let cursor: string | undefined, more = true; more; ) {
  const page = got(await key.GET("/api/invoices", { params: { query: { limit: 50, cursor } } }));
  for (const { id } of page.data) invoices.add(id);
  cursor = page.pagination.nextCursor ?? undefined;
  more = page.pagination.hasMore;
}
ok("all invoices are listed by cursor", invoices.size > 50);

const pages = got(await key.PATCH("/api/settings/hosted-pages", { body: { portalTitle: "Kundenbereich" } }));
const reset = got(await key.PATCH("/api/settings/hosted-pages", { body: { portalTitle: null } }));
ok("hosted pages are changed, and null clears", pages.portalTitle === "Kundenbereich" && reset.portalTitle === null);

let run = got(await key.POST("/api/billing-runs", { body: { customer: customer.id } }));
for (const end = Date.now() + 30_000; (run.status === "queued" || run.status === "running") && Date.now() < end; ) {
  run = got(await key.GET("/api/billing-runs/{id}", { params: { path: { id: run.id } } }));
}
ok("a billing run bills the customer", run.status.startsWith("finished") && run.invoicesIssued === 1);

const missing = await person.GET("/api/subscriptions/{id}", {
  params: { path: { id: "01a20397-b036-7000-8004-e9cb25c4b054" } },
});
ok("what is missing is a problem", missing.response.status === 404 && missing.error?.type === "not-found");

const { error } = await key.POST("/api/customers", { body: { email: "no address", companyName: "Nordlicht GmbH", countryCode: "XX" } });
const invalid: Problem | undefined = error;
const fields = invalid?.violations?.map(({ propertyPath }) => propertyPath).sort();
ok("a 422 names each field", String(fields) === "countryCode,email");

const nobody = await as("ptc_live_wrong").GET("/api/subscriptions");
ok("a wrong key is a 401", nobody.error?.status === 401);
