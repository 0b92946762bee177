// The mails that a demo wrote into its folder.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** The link in the newest mail to this address; waits until it is there. */
export async function linkMailedTo(address, dataFolder) {
  const folder = join(dataFolder, "mails");
  for (let tries = 0; tries < 200; tries += 1) {
    const names = (await readdir(folder)).filter((name) => name.endsWith(".eml")).sort().reverse();
    for (const name of names) {
      const mail = plain(await readFile(join(folder, name), "utf8"));
      const link = mail.match(/https?:\/\/\S*\/customer-area\/login\?token=[\w.-]+/);
      if (link && new RegExp(`^To:.*${address}`, "m").test(mail)) return link[0];
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no link was mailed to ${address}`);
}

// Quoted-printable, as far as links need it.
const plain = (mail) =>
  mail.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
