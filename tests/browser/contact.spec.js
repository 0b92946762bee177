import { at, changed, expect, shows, test } from "./fixtures.js";

const person = {
  id: "01930000-0000-7000-8000-000000000001",
  name: "Jana Maria Özdemir",
  role: "Kundenbetreuung",
  email: "jana@example.com",
  phone: "+49 (0)40 1234",
  bookingUrl: "https://example.com/jana",
  languages: ["de", "en"],
  photoUrl: "/photo-of-this-test.svg",
  isDefault: false,
};

const photo = "**/photo-of-this-test.svg";

test("the contact shows their face, what they speak, and three ways to reach them", async ({ page, demo, customer, signIn, t }) => {
  await changed(page, "/portal", (portal) => ({ ...portal, contact: person }));
  await page.route(photo, (route) =>
    route.fulfill({ contentType: "image/svg+xml", body: '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>' }),
  );
  await signIn(customer);
  await page.goto(at(demo, "/contact"));
  await shows(page, t("tab-contact"));
  const card = page.getByRole("article");
  await expect(card.locator("img.avatar")).toBeVisible();
  await expect(card).toContainText(t("contact-speaks", { languages: `${t("language-de")}, ${t("language-en")}` }));
  for (const [key, href] of [
    ["contact-mail", "mailto:jana@example.com"],
    ["contact-call", "tel:+49401234"],
    ["contact-book", person.bookingUrl],
  ]) {
    await expect(card.getByRole("link", { name: t(key) })).toHaveAttribute("href", href);
  }
});

test("initials stand in for a photo that does not load", async ({ page, demo, customer, signIn, refusals }) => {
  refusals.add(404);
  await changed(page, "/portal", (portal) => ({ ...portal, contact: person }));
  await page.route(photo, (route) => route.fulfill({ status: 404 }));
  await signIn(customer);
  await page.goto(at(demo, "/contact"));
  await expect(page.getByText("JÖ", { exact: true })).toBeVisible();
});
