// The console's invoices: who the merchant is, how customers are invoiced, and the files of invoices.
import AxeBuilder from "@axe-core/playwright";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { startDemo } from "../lib/demo.js";
import { operator } from "../lib/operators.js";
import { changed, test as base, expect, shows } from "./fixtures.js";

// Who the merchant is belongs to the merchant: a demo of its own, so that no other file sees it come and go.
const test = base.extend({
  demo: [
    async ({}, use) => {
      const demo = await startDemo(process.env.PORTICO_TEST_BINARY);
      await use({ ...demo.facts, origin: demo.origin, data: demo.data });
      await demo.stop();
    },
    { scope: "worker" },
  ],
});

// One after the other for the same reason.
test.describe.configure({ mode: "default" });

const acme = {
  name: "Acme GmbH",
  street: "Musterstraße 12",
  zip: "10115",
  city: "Berlin",
  countryCode: null,
  vatId: "DE136695976",
  taxNumber: null,
  registerName: null,
  registerNumber: null,
  managingDirectors: null,
  contactName: null,
  phone: null,
  email: null,
  website: null,
  footer: null,
};
const company = (api, fields) => api.call("PATCH", "/settings/company", { ...acme, ...fields });
const invoicing = {
  paymentTermDays: null,
  electronicInvoiceFormat: null,
  autoSendDocuments: null,
  automaticBilling: null,
  retentionYears: null,
  introduction: null,
  closing: null,
};
const leitwegId = "991-33333TEST-33";

async function buyer(api, language) {
  const id = randomUUID().slice(0, 8);
  return api.customer({ language, companyName: `Kontor ${id} GmbH`, email: `ada.${id}@example.com` });
}

/** A customer with an invoice that this program has issued. */
async function billed(api, language) {
  await company(api);
  const customer = await buyer(api, language);
  await api.subscription(customer);
  let run = await api.call("POST", "/billing-runs", { customer: customer.id });
  await expect
    .poll(async () => (run = await api.get(`/billing-runs/${run.id}`)).status, { timeout: 30_000 })
    .toMatch(/^finished/);
  const { data } = await api.get(`/invoices?customer=${customer.id}`);
  return { customer, invoice: data[0] };
}

async function openInvoices(page, open, customer, who) {
  await open(`/customers/${customer.id}?section=invoices`, who);
  await shows(page, customer.companyName);
}

const field = (page, id) => page.locator(`#${id}`);
const bar = (page, c) => page.getByRole("region", { name: c("pages-unsaved") });
const save = (page, c, t) => bar(page, c).getByRole("button", { name: t("save") }).click();
const row = (page, invoice) => page.getByRole("row").filter({ hasText: invoice.number });

/** A button that says what it belongs to. */
const buttonOf = (within, t, action, name) => within.getByRole("button", { name: t("button-of", { action, name }), exact: true });

/** Opens what the three dots of an invoice hold. */
async function openUpload(page, c, invoice) {
  await page.getByRole("button", { name: c("invoice-menu", { number: invoice.number }) }).click();
  await page.getByRole("button", { name: c("upload-open"), exact: true }).click();
  return page.getByRole("dialog", { name: c("upload-open") });
}

const pdf = (content) => ({ name: "rechnung.pdf", mimeType: "application/pdf", buffer: Buffer.from(`%PDF-1.7\n% ${content}\nstartxref\n0\n%%EOF\n`) });

async function saved(download) {
  const file = await download;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

// ---- who the merchant is -----------------------------------------------------------------------------------------------

test("what is missing before anything can be issued is said, and goes once it is there", async ({ page, api, open, c, t }) => {
  await company(api, { city: null, vatId: null });
  await open("/settings/company");
  await shows(page, c("company-title"));
  const missing = page.getByRole("status").filter({ hasText: c("company-missing") });
  await expect(missing).toContainText(c("company-missing-text"));
  await expect(missing.getByRole("listitem")).toHaveText([c("field-city"), c("company-missing-tax")]);
  await missing.getByRole("button", { name: c("company-missing-tax") }).click();
  await expect(field(page, "vatId")).toBeFocused();
  await field(page, "city").fill("Berlin");
  await field(page, "taxNumber").fill("27/123/45678");
  const sent = page.waitForRequest((request) => request.method() === "PATCH");
  await save(page, c, t);
  expect((await sent).postDataJSON(), "nothing else is sent").toEqual({ city: "Berlin", taxNumber: "27/123/45678" });
  await expect(page.getByText(c("pages-saved"))).toBeVisible();
  await expect(missing).toHaveCount(0);
  await expect(bar(page, c)).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await page.reload();
  await expect(field(page, "taxNumber")).toHaveValue("27/123/45678");
  await company(api);
});

test("a wrong VAT ID is told at its field, and spaces in a right one do not matter", async ({ page, api, open, c, t, refusals }) => {
  refusals.add(422);
  await company(api, { vatId: null, taxNumber: "27/123/45678" });
  await open("/settings/company");
  await shows(page, c("company-title"));
  await field(page, "vatId").fill("1234");
  await save(page, c, t);
  await expect(field(page, "vatId")).toBeFocused();
  await expect(field(page, "vatId")).toHaveAttribute("aria-invalid", "true");
  await expect(field(page, "vatId")).toHaveAccessibleDescription(new RegExp(c("wrong-vat-id")));
  await field(page, "vatId").fill("de 136 695 976");
  await expect(field(page, "vatId")).not.toHaveAttribute("aria-invalid");
  await save(page, c, t);
  await expect(page.getByText(c("pages-saved"))).toBeVisible();
  await expect(field(page, "vatId")).toHaveValue("DE136695976");
  await company(api);
});

test("what was not saved is not lost by a click, and can be thrown away", async ({ page, api, open, c, t }) => {
  await company(api);
  await open("/settings/company");
  await shows(page, c("company-title"));
  await field(page, "website").fill("www.acme.example");
  await page.locator(".brand-name").click();
  await expect(page.getByRole("dialog", { name: t("discard-question") })).toBeVisible();
  await page.getByRole("button", { name: t("discard-keep") }).click();
  await expect(field(page, "website")).toHaveValue("www.acme.example");
  await bar(page, c).getByRole("button", { name: t("discard"), exact: true }).click();
  await expect(field(page, "website")).toHaveValue("");
  await expect(bar(page, c)).toHaveCount(0);
});

test("a viewer sees the company and the invoicing settings and changes nothing", async ({ page, demo, api, language, open, c }) => {
  await company(api, { city: null });
  await open("/settings/company", await operator(api, demo, { language, role: "viewer" }));
  await shows(page, c("company-title"));
  await expect(page.getByText(c("pages-read-only"))).toBeVisible();
  await expect(page.getByText(c("company-missing"))).toBeVisible();
  await expect(field(page, "name")).toBeDisabled();
  await expect(page.getByRole("main").getByRole("button")).toHaveCount(0);
  await page.goto(`${demo.consoleUrl}/settings/invoices`);
  await shows(page, c("invoicing-title"));
  await expect(page.getByText(c("pages-read-only"))).toBeVisible();
  await expect(field(page, "paymentTermDays")).toBeDisabled();
  await company(api);
});

test("an exchange rate is added, replaced and removed, and none is of tomorrow", async ({ page, api, open, c, t, language, refusals }) => {
  refusals.add(422);
  await company(api, { exchangeRates: null });
  await open("/settings/company");
  await shows(page, c("company-title"));
  const card = page.getByRole("region", { name: c("rates-title") });
  await expect(card).toContainText(c("rates-none"));
  await field(page, "website").fill("www.acme.example");
  const add = card.getByRole("button", { name: c("rate-add") });
  await add.click();
  const dialog = page.getByRole("dialog", { name: c("rate-add") });
  const part = (name) => dialog.getByLabel(c(`rate-${name}`), { exact: true });
  await expect(part("units")).toHaveValue("1");
  await dialog.getByRole("button", { name: t("save") }).click();
  await expect(part("base"), "the first that is missing").toBeFocused();
  await part("base").fill("eur");
  const typed = (number) => (language === "de" ? number.replace(".", ",") : number);
  await part("value").fill(language === "de" ? "1.084" : "1,084");
  await part("quote").fill("USD");
  await part("date").fill("2999-12-31");
  await dialog.getByRole("button", { name: t("save") }).click();
  await expect(part("value"), "thousands, or decimals of the other language").toHaveAccessibleDescription(new RegExp(c("rate-value-separator")));
  await part("value").fill(typed("1.0843"));
  await dialog.getByRole("button", { name: t("save") }).click();
  await expect(part("date")).toBeFocused();
  await expect(part("date")).toHaveAccessibleDescription(new RegExp(c("wrong-future")));
  await part("date").fill("2026-01-15");
  await expect(dialog.getByText(c("wrong-future")), "the day is another one now").toHaveCount(0);
  const sent = page.waitForRequest((request) => request.method() === "PATCH");
  await dialog.getByRole("button", { name: t("save") }).click();
  const first = { base: "EUR", units: 1, quote: "USD", rate: "1.0843", date: "2026-01-15" };
  expect((await sent).postDataJSON()).toEqual({ exchangeRates: [first] });
  await expect(page.getByText(c("rate-saved"))).toBeVisible();
  await expect(card.getByRole("heading")).toBeFocused();
  await expect(card.getByRole("listitem")).toContainText(/1 EUR = 1[.,]0843 USD/);
  await expect(field(page, "website"), "what is not saved yet stays").toHaveValue("www.acme.example");

  await add.click();
  for (const [name, text] of [["base", "USD"], ["value", typed("0.92")], ["quote", "EUR"], ["date", "2026-01-16"]]) await part(name).fill(text);
  await dialog.getByRole("button", { name: t("save") }).click();
  await expect(card.getByRole("listitem"), "between two currencies there is one").toHaveText(/1 USD = 0[.,]92 EUR/);
  await card.getByRole("button", { name: new RegExp(`^${t("change")}:`) }).click();
  const change = page.getByRole("dialog", { name: c("rate-change") });
  await expect(change.getByLabel(c("rate-value"), { exact: true })).toHaveValue(/^0[.,]92$/);
  await change.getByLabel(c("rate-quote"), { exact: true }).fill("CHF");
  const meanwhile = { base: "EUR", units: 1, quote: "GBP", rate: "0.87", date: "2026-01-15" };
  const { exchangeRates: rates } = (await api.get("/settings/company")).values;
  await company(api, { exchangeRates: [...rates, meanwhile] });
  await change.getByRole("button", { name: t("save") }).click();
  await expect(card.getByRole("listitem"), "what others saved meanwhile stays").toHaveText([/1 USD = 0[.,]92 CHF/, /1 EUR = 0[.,]87 GBP/]);
  await card.getByRole("button", { name: new RegExp(`^${c("payment-remove")}: .*CHF`) }).click();
  await page.getByRole("dialog", { name: c("rate-remove") }).getByRole("button", { name: c("rate-remove") }).click();
  await expect(page.getByText(c("rate-removed"))).toBeVisible();
  await expect(card.getByRole("listitem")).toHaveText(/1 EUR = 0[.,]87 GBP/);
  expect((await api.get("/settings/company")).values.exchangeRates).toEqual([meanwhile]);
  await company(api, { exchangeRates: null });
  await bar(page, c).getByRole("button", { name: t("discard"), exact: true }).click();
});

// ---- how customers are invoiced ----------------------------------------------------------------------------------------

test("how all customers are invoiced is saved, and an empty number is the default again", async ({ page, api, open, c, t }) => {
  await api.call("PATCH", "/settings/invoicing", invoicing);
  await open("/settings/invoices");
  await shows(page, c("invoicing-title"));
  const term = field(page, "paymentTermDays");
  await expect(term).toHaveValue("14");
  await term.fill("400");
  await save(page, c, t);
  await expect(term).toBeFocused();
  await expect(term).toHaveAccessibleDescription(new RegExp(c("invoicing-number-wrong", { least: 0, most: 365 })));
  await term.fill("30");
  await field(page, "electronicInvoiceFormat").selectOption("xrechnung");
  await field(page, "closing").fill("Vielen Dank.\nBis bald!");
  await page.getByRole("switch", { name: c("invoicing-billing") }).check();
  let sent = page.waitForRequest((request) => request.method() === "PATCH");
  await save(page, c, t);
  expect((await sent).postDataJSON()).toEqual({
    paymentTermDays: 30,
    electronicInvoiceFormat: "xrechnung",
    automaticBilling: true,
    closing: "Vielen Dank.\nBis bald!",
  });
  await expect(page.getByText(c("pages-saved")).first()).toBeVisible();
  await term.fill("");
  sent = page.waitForRequest((request) => request.method() === "PATCH");
  await save(page, c, t);
  expect((await sent).postDataJSON()).toEqual({ paymentTermDays: null });
  await expect(term).toHaveValue("14");
  await api.call("PATCH", "/settings/invoicing", invoicing);
});

test("a customer inherits, has settings of its own, and inherits again", async ({ page, api, language, open, c, t }) => {
  await api.call("PATCH", "/settings/invoicing", { ...invoicing, introduction: "Vielen Dank." });
  const customer = await buyer(api, language);
  await openInvoices(page, open, customer);
  const card = page.getByRole("region", { name: c("invoicing-card") });
  await expect(card.getByText(c("invoicing-inherited"))).toHaveCount(5);
  await expect(card).toContainText("Vielen Dank.");
  const change = buttonOf(card, t, t("change"), c("invoicing-card"));
  await change.click();
  const dialog = page.getByRole("dialog", { name: c("invoicing-card") });
  const reference = field(dialog, "buyerReference");
  await expect(reference).toHaveAccessibleName(`${c("invoicing-reference")} ${t("optional")}`);
  await field(dialog, "electronicInvoiceFormat").selectOption("xrechnung_ubl");
  await expect(reference, "no XRechnung is made without it").toHaveAccessibleName(c("invoicing-reference"));
  await dialog.getByRole("button", { name: t("save") }).click();
  await expect(reference, "nothing is sent without it").toBeFocused();
  await expect(reference).toHaveAccessibleDescription(new RegExp(c("invoicing-reference-missing")));
  await reference.fill(leitwegId);
  await field(dialog, "paymentTermDays").fill("7");
  await field(dialog, "introduction-source").selectOption("nothing");
  await field(dialog, "closing-source").selectOption("own");
  await field(dialog, "closing").fill("Bis bald");
  const sent = page.waitForRequest((request) => request.method() === "PATCH");
  await dialog.getByRole("button", { name: t("save") }).click();
  expect((await sent).postDataJSON()).toEqual({
    electronicInvoiceFormat: "xrechnung_ubl",
    buyerReference: leitwegId,
    paymentTermDays: 7,
    introduction: "",
    closing: "Bis bald",
  });
  await expect(dialog).toHaveCount(0);
  await expect(card).toContainText(leitwegId);
  await expect(card.getByText(c("invoicing-inherited"))).toHaveCount(1);
  await expect(card.getByRole("heading")).toBeFocused();

  await change.click();
  await field(dialog, "electronicInvoiceFormat").selectOption("");
  for (const id of ["paymentTermDays", "buyerReference"]) await field(dialog, id).fill("");
  for (const id of ["introduction-source", "closing-source"]) await field(dialog, id).selectOption("");
  await dialog.getByRole("button", { name: t("save") }).click();
  await expect(card.getByText(c("invoicing-inherited"))).toHaveCount(5);
  await api.call("PATCH", "/settings/invoicing", invoicing);
});

test("a Leitweg-ID with wrong check digits is told at its field", async ({ page, api, language, open, c, t, refusals }) => {
  refusals.add(422);
  const customer = await buyer(api, language);
  await openInvoices(page, open, customer);
  await buttonOf(page, t, t("change"), c("invoicing-card")).click();
  const dialog = page.getByRole("dialog");
  const reference = field(dialog, "buyerReference");
  await reference.fill("991-33333TEST-34");
  await dialog.getByRole("button", { name: t("save") }).click();
  await expect(reference).toBeFocused();
  await expect(reference).toHaveAccessibleDescription(new RegExp(c("wrong-leitweg-id")));
  await page.keyboard.press("Escape");
  await dialog.getByRole("button", { name: t("discard"), exact: true }).click();
  await expect(dialog).toHaveCount(0);
});

// ---- files -------------------------------------------------------------------------------------------------------------

test("PDF and XML of an invoice are saved by one click each", async ({ page, api, language, open, t }) => {
  const { customer, invoice } = await billed(api, language);
  await openInvoices(page, open, customer);
  const asked = page.waitForRequest((request) => request.method() === "PUT");
  let download = page.waitForEvent("download");
  await buttonOf(row(page, invoice), t, "PDF", invoice.number).click();
  expect(new URL((await asked).url()).search).toBe("?secondsValid=60&format=pdf");
  let file = await saved(download);
  expect(file.name).toBe(`${invoice.number}.pdf`);
  expect(file.bytes.subarray(0, 5).toString()).toBe("%PDF-");
  download = page.waitForEvent("download");
  await buttonOf(row(page, invoice), t, "XML", invoice.number).click();
  file = await saved(download);
  expect(file.name).toBe(`${invoice.number}.xml`);
  expect(file.bytes.toString()).toContain(invoice.number);
  await shows(page, customer.companyName);
});

test("a PDF of one's own takes the place of ours, after a question", async ({ page, api, language, open, c, t }) => {
  const { customer, invoice } = await billed(api, language);
  await openInvoices(page, open, customer);
  const dialog = await openUpload(page, c, invoice);
  await expect(dialog).toContainText(invoice.number);
  await expect(dialog).toContainText(c("upload-text"));
  await dialog.getByRole("button", { name: c("upload-do") }).click();
  const input = dialog.getByLabel(c("upload-file"), { exact: true });
  await expect(input, "nothing was chosen").toBeFocused();
  await input.setInputFiles({ ...pdf("x"), name: "bild.png", mimeType: "image/png" });
  await dialog.getByRole("button", { name: c("upload-do") }).click();
  await expect(input).toHaveAccessibleDescription(new RegExp(c("wrong-pdf")));
  await input.setInputFiles(pdf("eigenes"));
  await expect(input).not.toHaveAttribute("aria-invalid");
  const sent = page.waitForRequest((request) => request.url().endsWith("/pdf"));
  await dialog.getByRole("button", { name: c("upload-do") }).click();
  expect(await (await sent).headerValue("content-type")).toBe("application/pdf");
  await expect(page.getByText(c("upload-done", { number: invoice.number }))).toBeVisible();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("button", { name: c("invoice-menu", { number: invoice.number }) })).toBeFocused();
  const download = page.waitForEvent("download");
  await buttonOf(row(page, invoice), t, "PDF", invoice.number).click();
  expect((await saved(download)).bytes.toString()).toContain("eigenes");
  const again = await openUpload(page, c, invoice);
  await expect(again).toContainText(c("upload-own-text"));
  await again.getByRole("button", { name: c("upload-take-back") }).click();
  await expect(page.getByText(c("upload-taken-back", { number: invoice.number }))).toBeVisible();
  const ours = page.waitForEvent("download");
  await buttonOf(row(page, invoice), t, "PDF", invoice.number).click();
  expect((await saved(ours)).bytes.toString()).not.toContain("eigenes");
});

test("a file that only calls itself a PDF is refused at its field", async ({ page, api, language, open, c, refusals }) => {
  refusals.add(422);
  const { customer, invoice } = await billed(api, language);
  await openInvoices(page, open, customer);
  const dialog = await openUpload(page, c, invoice);
  const input = dialog.getByLabel(c("upload-file"), { exact: true });
  await input.setInputFiles({ ...pdf(""), buffer: Buffer.from("nothing of that kind") });
  await dialog.getByRole("button", { name: c("upload-do") }).click();
  await expect(input).toBeFocused();
  await expect(input).toHaveAccessibleDescription(new RegExp(c("wrong-pdf")));
  await input.setInputFiles({ ...pdf(""), buffer: Buffer.from("%PDF-1.7\ncut off") });
  await dialog.getByRole("button", { name: c("upload-do") }).click();
  await expect(input).toHaveAccessibleDescription(new RegExp(c("wrong-pdf-incomplete")));
});

test("an invoice of another system has a PDF once one was uploaded, and no XML", async ({ page, api, language, open, c, t }) => {
  const customer = await buyer(api, language);
  const invoice = await api.invoice(customer);
  await openInvoices(page, open, customer);
  await expect(row(page, invoice)).toBeVisible();
  for (const format of ["PDF", "XML"]) await expect(buttonOf(page, t, format, invoice.number)).toHaveCount(0);
  const dialog = await openUpload(page, c, invoice);
  await expect(dialog).toContainText(c("upload-text-external"));
  await dialog.getByLabel(c("upload-file"), { exact: true }).setInputFiles(pdf("altes System"));
  await dialog.getByRole("button", { name: c("upload-do") }).click();
  await expect(page.getByText(c("upload-done", { number: invoice.number }))).toBeVisible();
  const download = page.waitForEvent("download");
  await buttonOf(page, t, "PDF", invoice.number).click();
  expect((await saved(download)).bytes.toString()).toContain("altes System");
  await expect(buttonOf(page, t, "XML", invoice.number)).toHaveCount(0);
});

test("what is open is said at a glance, with what of it is overdue", async ({ page, api, language, open, c }) => {
  const customer = await buyer(api, language);
  await openInvoices(page, open, customer);
  const card = page.getByRole("region", { name: c("balance-title") });
  await expect(card).toContainText(c("balance-nothing"));
  await api.invoice(customer, { dueDate: "2026-01-29" });
  await page.reload();
  await expect(card).toContainText(/119[.,]00/);
  await expect(card).toContainText(c("balance-overdue"));
});

test("a customer's invoices are exported as ZIP and as CSV", async ({ page, api, language, open, c, t, refusals }) => {
  refusals.add(422);
  const { customer, invoice } = await billed(api, language);
  await openInvoices(page, open, customer);
  const button = page.getByRole("button", { name: c("export-open") });
  await button.click();
  const dialog = page.getByRole("dialog", { name: c("export-title") });
  const make = dialog.getByRole("button", { name: c("export-make") });
  await field(dialog, "from").fill("2026-12-31");
  await field(dialog, "to").fill("2026-01-01");
  await make.click();
  await expect(field(dialog, "to")).toBeFocused();
  await expect(field(dialog, "to")).toHaveAccessibleDescription(new RegExp(c("export-backwards")));
  await field(dialog, "from").fill("1999-01-01");
  await field(dialog, "to").fill("1999-12-31");
  await make.click();
  await expect(dialog.getByRole("alert")).toContainText(c("export-empty"));
  for (const id of ["from", "to"]) await field(dialog, id).fill("");
  const sent = page.waitForRequest((request) => request.url().endsWith("/invoices/exports"));
  let download = page.waitForEvent("download");
  await make.click();
  expect((await sent).postDataJSON()).toEqual({ format: "zip", customer: customer.id });
  await expect(dialog.getByRole("progressbar", { name: c("export-progress") })).toBeVisible();
  let file = await saved(download);
  expect(file.name).toMatch(/\.zip$/);
  expect(file.bytes.subarray(0, 2).toString()).toBe("PK");
  download = page.waitForEvent("download");
  await dialog.getByRole("button", { name: c("export-fetch") }).click();
  expect((await saved(download)).name).toBe(file.name);
  await dialog.getByRole("button", { name: t("close"), exact: true }).click();
  await expect(button).toBeFocused();

  await button.click();
  await dialog.getByRole("radio", { name: new RegExp(`^${c("export-csv")}`) }).check();
  download = page.waitForEvent("download");
  await make.click();
  file = await saved(download);
  expect(file.name).toMatch(/\.csv$/);
  expect(file.bytes.toString()).toContain(invoice.number);
});

test("an export says how far it is, and when it has failed", async ({ page, api, language, open, c }) => {
  const { customer } = await billed(api, language);
  let state = { status: "running", total: 40, done: 12 };
  await changed(page, "/invoices/exports/*", (export_) => ({ ...export_, ...state }));
  await openInvoices(page, open, customer);
  await page.getByRole("button", { name: c("export-open") }).click();
  const dialog = page.getByRole("dialog", { name: c("export-title") });
  await dialog.getByRole("button", { name: c("export-make") }).click();
  await expect(dialog.getByRole("status")).toHaveText(c("export-running", { done: 12, total: 40 }));
  state = { ...state, status: "failed" };
  await expect(dialog.getByRole("alert")).toContainText(c("export-failed"));
});

test("a viewer saves files and exports, and replaces nothing", async ({ page, demo, api, language, open, c, t }) => {
  const { customer, invoice } = await billed(api, language);
  await openInvoices(page, open, customer, await operator(api, demo, { language, role: "viewer" }));
  await expect(buttonOf(page, t, "PDF", invoice.number)).toBeVisible();
  await expect(page.getByRole("button", { name: c("export-open") })).toBeVisible();
  await expect(page.getByRole("button", { name: c("invoice-menu", { number: invoice.number }) })).toHaveCount(0);
  await expect(buttonOf(page, t, t("change"), c("invoicing-card"))).toHaveCount(0);
  await expect(page.getByRole("region", { name: c("invoicing-card") })).toContainText(c("invoicing-inherited"));
});

test("what was done stands in the activity by its name", async ({ page, demo, api, language, open, c }) => {
  const { customer, invoice } = await billed(api, language);
  await company(api, { website: `www.${randomUUID().slice(0, 8)}.example` });
  await api.call("POST", "/invoices/exports", { format: "csv", customer: customer.id });
  await openInvoices(page, open, customer);
  const dialog = await openUpload(page, c, invoice);
  await dialog.getByLabel(c("upload-file"), { exact: true }).setInputFiles(pdf("x"));
  await dialog.getByRole("button", { name: c("upload-do") }).click();
  await expect(page.getByText(c("upload-done", { number: invoice.number }))).toBeVisible();
  await page.goto(`${demo.consoleUrl}/activity`);
  await shows(page, c("activity-title"));
  for (const action of ["settings-company-changed", "invoices-exported", "invoice-pdf-uploaded"]) {
    await expect(page.getByRole("main").getByText(c(`action-${action}`)).first()).toBeVisible();
  }
});

// ---- how it looks, and what axe finds ----------------------------------------------------------------------------------

const target = process.env.CARGO_TARGET_DIR ?? "../target";

for (const theme of ["light", "dark"]) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme, contextOptions: { reducedMotion: "reduce" } });

    test("console company", async ({ page, api, open, c, t, refusals }, info) => {
      refusals.add(422);
      await company(api, { city: null, vatId: null });
      await open("/settings/company");
      await shows(page, c("company-title"));
      await isAccessible(page, info, "company", theme);
      await field(page, "vatId").fill("1234");
      await save(page, c, t);
      await expect(page.locator("[aria-invalid]")).toHaveCount(1);
      await isAccessible(page, info, "company-wrong", theme);
      await bar(page, c).getByRole("button", { name: t("discard"), exact: true }).click();
      await company(api, { exchangeRates: [{ base: "EUR", quote: "USD", rate: "1.0843", date: "2026-01-15" }] });
      await page.reload();
      await shows(page, c("company-title"));
      await page.getByRole("button", { name: c("rate-add") }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: t("save") }).click();
      await expect(dialog.locator("[aria-invalid]")).toHaveCount(4);
      await isAccessible(page, info, "company-rate", theme);
      await company(api, { exchangeRates: null });
    });

    test("console invoicing", async ({ page, open, c, t }, info) => {
      await open("/settings/invoices");
      await shows(page, c("invoicing-title"));
      await isAccessible(page, info, "invoicing", theme);
      await field(page, "retentionYears").fill("4");
      await save(page, c, t);
      await isAccessible(page, info, "invoicing-wrong", theme);
    });

    test("console invoices-of-a-customer", async ({ page, api, language, open, c, t }, info) => {
      test.slow();
      const { customer, invoice } = await billed(api, language);
      await api.invoice(customer, { dueDate: "2026-01-29" });
      await openInvoices(page, open, customer);
      await isAccessible(page, info, "customer-invoices-files", theme);
      await buttonOf(page, t, t("change"), c("invoicing-card")).click();
      const dialog = page.getByRole("dialog");
      await field(dialog, "electronicInvoiceFormat").selectOption("xrechnung");
      await field(dialog, "closing-source").selectOption("own");
      await dialog.getByRole("button", { name: t("save") }).click();
      await expect(dialog.locator("[aria-invalid]")).not.toHaveCount(0);
      await isAccessible(page, info, "customer-invoicing", theme);
      await page.reload();
      await shows(page, customer.companyName);
      await page.getByRole("button", { name: c("invoice-menu", { number: invoice.number }) }).click();
      await isAccessible(page, info, "customer-invoice-menu", theme);
      await page.getByRole("button", { name: c("upload-open"), exact: true }).click();
      await dialog.getByRole("button", { name: c("upload-do") }).click();
      await isAccessible(page, info, "customer-invoice-upload", theme);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: c("export-open") }).click();
      await isAccessible(page, info, "customer-invoices-export", theme);
      const download = page.waitForEvent("download");
      await dialog.getByRole("button", { name: c("export-make") }).click();
      await download;
      await isAccessible(page, info, "customer-invoices-exported", theme);
    });
  });
}

async function isAccessible(page, info, name, theme) {
  const file = `${target}/screenshots/${info.project.name}/console-${name}-${theme}.png`;
  await page.screenshot({ path: file, fullPage: true });
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is cut off").toBe(true);
  const axe = new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]);
  const { violations } = await axe.analyze();
  const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
  expect(found).toEqual([]);
}
