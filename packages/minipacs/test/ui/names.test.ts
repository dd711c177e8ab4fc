/** Names of other scripts, of several groups and of great length: where they stand, and that they turn nothing round. */
import { createDataset, createUid, TRANSFER_SYNTAX, writeDicomFile } from "@minipacs/dicom-core";
import type { Locator } from "playwright-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { CT_IMAGE_STORAGE } from "../support/objects.ts";
import { runHere } from "../support/run-here.ts";
import { ServedPage } from "./support/served-page.ts";

const test = testSuite("minipacs/page names", { tools: ["chromium"], timeoutMs: 60_000 });
const scene = new ServedPage(test);

const LONG = "Wolfeschlegelsteinhausenbergerdorff^Adolph Charles Earl Fred";
/** As DICOM has them, and as people read them. PS3.5 6.2.1.1. */
const NAMES = [
  ["Müller^Hans", "Müller, Hans"],
  ["محمد^علي", "محمد, علي"],
  ["כהן^דוד", "כהן, דוד"],
  ["Yamada^Tarou=山田^太郎=やまだ^たろう", "Yamada, Tarou (山田, 太郎 · やまだ, たろう)"],
  ["Hong^Gildong=洪^吉洞=홍^길동", "Hong, Gildong (洪, 吉洞 · 홍, 길동)"],
  [LONG, LONG.replace("^", ", ")],
] as const;

/** What of a name in a table is seen. */
async function look(row: Locator) {
  return row
    .locator("bdi.name")
    .first()
    .evaluate((name) => {
      const { direction, textOverflow } = getComputedStyle(name);
      const range = document.createRange();
      range.selectNodeContents(name);
      const id = name.nextElementSibling!;
      return {
        text: name.textContent,
        title: (name as HTMLElement).title,
        direction,
        isCut: name.scrollWidth > name.clientWidth && textOverflow === "ellipsis",
        // A text that is cut begins left of what is seen of it where it runs to the left.
        leftPx: Math.max(range.getBoundingClientRect().left, name.getBoundingClientRect().left),
        idLeftPx: id.getBoundingClientRect().left,
        idDirection: getComputedStyle(id).direction,
      };
    });
}

/** All names begin where the others do, whichever way they are written. */
async function assertNames(rows: Locator): Promise<void> {
  for (const [name, text] of NAMES) {
    const seen = await look(rows.filter({ hasText: text }));
    assert.equal([seen.text, seen.title], [text, name]);
    assert.is(seen.direction, /^[\u0590-\u06ff]/.test(name) ? "rtl" : "ltr", name);
    assert.is(seen.idDirection, "ltr");
    assert.ok(Math.abs(seen.leftPx - seen.idLeftPx) < 4, `${name}: ${seen.leftPx} beside ${seen.idLeftPx}`);
  }
}

test("the worklist shows them in line, cut with the whole as title", async () => {
  const items = NAMES.map(([PatientName], index) => ({ PatientName, PatientID: `P-${index}` }));
  const response = await fetch(`${scene.origin}/api/worklist/import`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(items),
  });
  assert.ok(response.ok, await response.clone().text());
  await scene.open("worklist");
  const rows = scene.page.locator("tbody tr[data-index]");
  await rows.nth(NAMES.length - 1).waitFor();
  await assertNames(rows);
  await scene.page.setViewportSize({ width: 700, height: 800 });
  await assertNames(rows);
  assert.ok((await look(rows.filter({ hasText: LONG.replace("^", ", ") }))).isCut);
  assert.is(await scene.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  scene.assertQuiet();
});

test("Received and its dialogs do: what stands beside a name is not turned round", async () => {
  for (const [index, [PatientName]] of NAMES.entries()) {
    const dataset = createDataset({
      ...{ SpecificCharacterSet: "ISO_IR 192", SOPClassUID: CT_IMAGE_STORAGE, SOPInstanceUID: createUid() },
      ...{ StudyInstanceUID: createUid(), SeriesInstanceUID: createUid(), StudyDate: "20261130" },
      ...{ PatientName, PatientID: `P-${index}`, StudyDescription: index === 1 ? "بطن" : "Abdomen" },
    });
    await scene.upload(
      writeDicomFile({ dataset, transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian }),
    );
  }
  await scene.open("received");
  const { page } = scene;
  const rows = page.getByRole("grid", { name: "Received" }).locator("tbody tr[data-index]");
  await rows.nth(NAMES.length - 1).waitFor();
  await assertNames(rows);
  await rows.filter({ hasText: NAMES[1][1] }).click();
  const heading = page.locator(".drawer h3");
  await heading.getByText(NAMES[1][1]).waitFor();
  assert.is(await heading.evaluate((element) => getComputedStyle(element).textAlign), "left");
  const summary = page.locator(".about summary");
  assert.is(await summary.evaluate((element) => getComputedStyle(element).direction), "ltr");
  assert.is(await summary.textContent(), "\u2068Nov 30, 2026\u2069 · \u2068بطن\u2069");
  await scene.button("Send the study").click();
  const order = await page.locator(".send-what").evaluate((line) => {
    const range = document.createRange();
    range.selectNode(line.lastChild!);
    return [line.querySelector("bdi")!.getBoundingClientRect().right, range.getBoundingClientRect().left];
  });
  assert.ok(order[0]! <= order[1]! + 1, `the name ends at ${order[0]}, what follows begins at ${order[1]}`);
  await page.keyboard.press("Escape");
  await scene.button("Delete the study").click();
  await page
    .getByRole("dialog")
    .getByText(`The study of \u2068${NAMES[1][1]}\u2069 with 1 file is deleted from the disk.`)
    .waitFor();
  scene.assertQuiet();
});

test("MPPS does, and the data set of a message keeps each value apart", async () => {
  const [name, text] = NAMES[2];
  const to = `127.0.0.1:${scene.server.port}`;
  const { code, output } = await runHere(["mpps", to, "--patient-name", name, "--patient-id", "P-2"]);
  assert.is(code, 0, output);
  await scene.open("mpps");
  const row = scene.page.locator("tbody tr[data-index]");
  await row.getByText(text).waitFor();
  const seen = await look(row);
  assert.equal([seen.direction, seen.idDirection, seen.title], ["rtl", "ltr", name]);
  await row.click();
  await scene.page.locator("details.message > summary").first().click();
  const value = scene.page.locator(".message .element-value bdi").getByText(name);
  await value.waitFor();
  assert.is(await value.evaluate((element) => getComputedStyle(element).unicodeBidi), "plaintext");
  await scene.open("associations");
  await scene.page.locator("tbody tr[data-index]").first().click();
  await scene.page.getByText("N-CREATE-RQ").click();
  await scene.page.locator(".message .element-value bdi").getByText(name).waitFor();
  scene.assertQuiet();
});
