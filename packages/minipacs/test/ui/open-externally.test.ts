/** A film handed from the page to the program of the server's machine, which is a script here. */
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import * as assert from "uvu/assert";
import { requireData } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { ServedPage } from "./support/served-page.ts";

const test = testSuite("minipacs/page open externally", {
  tools: ["chromium"],
  data: true,
  timeoutMs: 60_000,
});

const TOKEN = "of-the-page";
let folder: string;
let path: string | undefined;

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), "minipacs-opener-"));
  const opener = join(folder, "xdg-open");
  await writeFile(
    opener,
    `#!/bin/sh\nprintf '%s' "$1" > ${folder}/part\nmv ${folder}/part ${folder}/opened\n`,
  );
  await chmod(opener, 0o755);
  path = process.env.PATH;
  process.env.PATH = `${folder}${delimiter}${path}`;
});
test.after(async () => {
  process.env.PATH = path;
  await rm(folder, { recursive: true, force: true });
});

const scene = new ServedPage(test, {}, () => ({ httpToken: TOKEN }));

async function opensFilm(): Promise<void> {
  const { page } = scene;
  const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/dicom" };
  const body = await readFile(requireData("dicom", "generated", "rgb__video-mpeg2-main-main.dcm"));
  const stored = await fetch(`${scene.origin}/api/instances`, { method: "POST", headers, body });
  assert.ok(stored.ok, await stored.clone().text());
  await page.goto(`${scene.origin}/#token=${TOKEN}`);
  await scene.tab("Received").click();
  await page.getByRole("grid", { name: "Received" }).locator("tr[data-index]").first().click();
  await page.getByRole("grid", { name: "Files" }).locator("tr[data-index]").first().click();
  await scene.button("Open in the viewer").click();
  const action = (name: string) => page.locator("dicom-viewer").getByRole("button", { name });
  await action("Open externally").click();
  const said = page.getByText(/is open in the player of the server's machine\./);
  await said.waitFor();
  const [name = ""] = /^\S+/.exec((await said.textContent()) ?? "") ?? [];
  assert.match(name, /^[0-9a-f]{24}\.(mpg|ts)$/);
  const handed = await readFile(join(folder, "opened"), "utf8");
  assert.ok(handed.endsWith(`/${name}`), handed);
  assert.ok((await readFile(handed)).length > 1000, "the stream is there");
  await rm(join(folder, "opened"));

  await page.getByLabel("Language").selectOption("de");
  await action("Extern öffnen").click();
  await page.getByText(/ist im Player auf dem Rechner des Servers offen\./).waitFor();

  // The panel offers it too, for films and documents of the server.
  const again = page.waitForResponse(/open-externally$/);
  await scene.button("Mit einem Programm auf dem Rechner des Servers öffnen").click();
  const { fileName } = (await (await again).json()) as { fileName: string };
  assert.match(fileName, /^[0-9a-f]{24}\.(mpg|ts)$/);
  assert.is(
    scene.watched.complaints.filter((text) => !text.includes("401 (Unauthorized)")).length,
    0,
    scene.watched.complaints.join("\n"),
  );
}

test("the player of the server's machine opens a film, in the words of both languages", opensFilm, {
  skip: process.platform === "linux" ? undefined : "opens with xdg-open, which is Linux's",
});
