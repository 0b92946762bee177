// The mails that a demo wrote into its folder.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** The link in the newest mail to this address; waits until it is there. */
export async function linkMailedTo(address, dataFolder) {
  return pageMailedTo(address, dataFolder, "login");
}

/** The code in the newest mail to this address that holds one; waits until it is there. */
export async function codeMailedTo(address, dataFolder) {
  const mail = await newest(address, dataFolder, /^Code: (\d{3} \d{3})/m);
  return mail[1];
}

/** Any link that leads to this page of the portal, in the newest mail to this address. */
export async function pageMailedTo(address, dataFolder, page) {
  const mail = await newest(address, dataFolder, new RegExp(`https?://\\S*/customer-area/${page}\\?token=[\\w.-]+`));
  return mail[0];
}

/** The link in the newest mail to this address that adds a payment method. */
export async function paymentLinkMailedTo(address, dataFolder) {
  const mail = await newest(address, dataFolder, /https?:\/\/\S*\/pay\/link\?token=[\w.-]+/);
  return mail[0];
}

/** The link to the console in the newest mail to this address: of an invitation, or to set a new password. */
export async function welcomeMailedTo(address, dataFolder) {
  const mail = await newest(address, dataFolder, /https?:\/\/\S*\/console\/welcome\?token=[\w.-]+/);
  return mail[0];
}

async function newest(address, dataFolder, wanted) {
  const folder = join(dataFolder, "mails");
  for (let tries = 0; tries < 200; tries += 1) {
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".eml")).sort().reverse();
    for (const name of names) {
      const mail = plain(await readFile(join(folder, name), "utf8"));
      const found = mail.match(wanted);
      if (found && new RegExp(`^To:.*${address}`, "m").test(mail)) return found;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing of the kind was mailed to ${address}`);
}

// Quoted-printable, as far as links need it.
const plain = (mail) =>
  mail.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
