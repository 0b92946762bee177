// The API as a merchant's program calls it: with an API key, on 127.0.0.1.
import { randomUUID } from "node:crypto";

export class Api {
  constructor(facts, key = facts.apiKey) {
    this.base = facts.apiBaseUrl;
    this.key = key;
  }

  async call(method, path, body) {
    const answer = await fetch(this.base + path, {
      method,
      headers: { authorization: `Bearer ${this.key}`, ...(body && { "content-type": "application/json" }) },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : null;
  }

  get = (path) => this.call("GET", path);

  /** Credentials of a customer: `customerAreaLink`, `accessToken`, `refreshToken`. */
  async authenticate(customerId) {
    return (await this.call("POST", `/customers/${customerId}/authenticate`)).data;
  }

  customer(fields) {
    const id = randomUUID().slice(0, 8);
    return this.call("POST", "/customers", {
      email: `ada.${id}@example.com`,
      firstName: "Ada",
      lastName: `Müller-${id}`,
      countryCode: "DE",
      street: "Hafenstraße",
      houseNumber: "5",
      zip: "20457",
      city: "Hamburg",
      ...fields,
    });
  }

  /** Twelve months, notice of one month, 49.90 € a month. */
  subscription(customer, fields) {
    return this.call("POST", "/subscriptions", {
      customer: customer.id,
      plan: { name: "Hafenblick Plus" },
      items: [{ name: "Hafenblick Plus", unitPrice: "49.90", taxRate: 1900, billingInterval: "1M" }],
      contractPeriod: "12M",
      laterContractPeriod: "12M",
      cancellationPeriod: "1M",
      laterCancellationPeriod: "1M",
      ...fields,
    });
  }

  /** Only for invoices, and not the default. */
  address(customer, fields) {
    return this.call("POST", "/customer-addresses", {
      customer: customer.id,
      type: "TYPE_INVOICE",
      companyName: "Buchhaltung Nord GmbH",
      street: "Speicherweg",
      houseNumber: "12",
      zip: "20457",
      city: "Hamburg",
      countryCode: "DE",
      ...fields,
    });
  }

  /** What the merchant offers to those who cancel; each code once, whoever asks. */
  async reasons(reasons) {
    const known = (await this.get("/cancellation-reasons")).data.map(({ code }) => code);
    for (const reason of reasons.filter(({ code }) => !known.includes(code))) {
      // Another test may be faster.
      await this.call("POST", "/cancellation-reasons", reason).catch(() => {});
    }
  }

  invoice(customer, fields) {
    return this.call("POST", "/invoices", {
      customer: customer.id,
      number: `T-${randomUUID().slice(0, 13)}`,
      currencyCode: "EUR",
      creationDate: "2026-01-15",
      netAmount: 10000,
      taxAmount: 1900,
      grossAmount: 11900,
      ...fields,
    });
  }
}
