/** The code tables of Chromium, from TextDecoder, against those of Node, from iconv-lite: cell by cell, both ways. */
import * as assert from "uvu/assert";
import { launchBrowser, openPage } from "../../../../tools/test/browser.ts";
import { bundleForBrowser } from "../../../../tools/test/browser-bundle.ts";
import { repositoryPath } from "../../../../tools/test/data.ts";
import { hexDigits } from "../../../../tools/test/hex.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { CODE_SPACES, readCells, writeCharacters } from "./cells.ts";

const test = testSuite("interop/code tables of Chromium", { tools: ["chromium"], timeoutMs: 120_000 });

/**
 * GB18030 gave these characters places for private use, as Unicode did not have them: so they are in iconv-lite, while
 * Chromium has the Unicode ones of the edition of 2022. Bytes, Node's code point, Chromium's.
 */
const PRIVATE_USE = [
  ["a6d9", "e78d", "fe10"],
  ["a6da", "e78e", "fe12"],
  ["a6db", "e78f", "fe11"],
  ["a6dc", "e790", "fe13"],
  ["a6dd", "e791", "fe14"],
  ["a6de", "e792", "fe15"],
  ["a6df", "e793", "fe16"],
  ["a6ec", "e794", "fe17"],
  ["a6ed", "e795", "fe18"],
  ["a6f3", "e796", "fe19"],
  ["fe59", "e81e", "9fb4"],
  ["fe61", "e826", "9fb5"],
  ["fe66", "e82b", "9fb6"],
  ["fe67", "e82c", "9fb7"],
  ["fe6d", "e832", "9fb8"],
  ["fe7e", "e843", "9fb9"],
  ["fe90", "e854", "9fba"],
  ["fea0", "e864", "9fbb"],
] as const;

/** Cells that differ: code space, bytes, Node's code point, Chromium's. Private use is none of IR 58. */
const DIFFERENCES: readonly string[] = [
  ...PRIVATE_USE.slice(0, 10).map(([bytes, , theirs]) => `ISO 2022 IR 58: 1b242941${bytes} none ${theirs}`),
  ...["GBK", "GB18030"].flatMap((term) =>
    PRIVATE_USE.map(([bytes, ours, theirs]) => `${term}, two bytes: ${bytes} ${ours} ${theirs}`),
  ),
];
/** Codes of four bytes for them in GB18030, which Node writes; Chromium reads these too. */
const FOUR_BYTES = [
  "82359037",
  "82359038",
  "82359039",
  "82359130",
  "82359131",
  "82359132",
  "82359133",
  "82359134",
];
FOUR_BYTES.push(
  "84318236",
  "84318237",
  "84318238",
  "84318239",
  "84318330",
  "84318331",
  "84318332",
  "84318333",
);
FOUR_BYTES.push("84318334", "84318335");

/** Characters that are written otherwise: code space, code point, Node's bytes, Chromium's. */
const WRITTEN_OTHERWISE: readonly string[] = [...PRIVATE_USE]
  .sort((a, b) => Number.parseInt(a[2], 16) - Number.parseInt(b[2], 16))
  .map(([bytes, , theirs], index) => `GB18030, two bytes: ${theirs} ${FOUR_BYTES[index]} ${bytes}`);

interface Tables {
  CODE_SPACES: typeof CODE_SPACES;
  readCells: typeof readCells;
  writeCharacters: typeof writeCharacters;
}

test("every cell is read, and every character written, alike", async () => {
  const bundle = await bundleForBrowser(repositoryPath("packages/dicom-core/test/charset/cells.ts"));
  const browser = await launchBrowser();
  try {
    assert.not.match(bundle.code, /iconv-lite|createRequire/, "no iconv-lite in the browser's bundle");
    const { page, complaints } = await openPage(browser, "null");
    await page.addScriptTag({
      type: "module",
      content: bundle.code.replace(/export \{([^}]*)\};?/, "Object.assign(window, { $1 });"),
    });
    await page.waitForFunction(() => "readCells" in window);
    const different: string[] = [];
    const otherwise: string[] = [];
    let cellCount = 0;
    for (const [index, space] of CODE_SPACES.entries()) {
      // As one text: of long lists the browser's driver looks at every item.
      const read = await page.evaluate((at) => {
        const { CODE_SPACES: spaces, readCells: readAll } = window as unknown as Tables;
        return JSON.stringify(readAll(spaces[at] as (typeof spaces)[number]));
      }, index);
      const theirs: string[] = JSON.parse(read);
      const ours = readCells(space);
      const bytesOf = (cell: number) => hexDigits(Uint8Array.from(space.bytesOf(cell) as number[]));
      assert.is(theirs.length, ours.length);
      cellCount += ours.length;
      for (const [cell, text] of ours.entries()) {
        if (text !== theirs[cell])
          different.push(`${space.name}: ${bytesOf(cell)} ${points(text)} ${points(theirs[cell] ?? "")}`);
      }
      if (space.name === "GB18030, four bytes") continue;
      const written = await page.evaluate((at) => {
        const { CODE_SPACES: spaces, writeCharacters: write } = window as unknown as Tables;
        return JSON.stringify(write(spaces[at]?.specificCharacterSet ?? []));
      }, index);
      const theirBytes: string[] = JSON.parse(written);
      for (const [code, bytes] of writeCharacters(space.specificCharacterSet).entries()) {
        if (bytes !== theirBytes[code])
          otherwise.push(`${space.name}: ${code.toString(16)} ${bytes} ${theirBytes[code]}`);
      }
    }
    process.stdout.write(`${cellCount} cells of ${CODE_SPACES.length} code spaces compared\n`);
    assert.equal(different, DIFFERENCES);
    assert.equal(otherwise, WRITTEN_OTHERWISE);
    assert.equal(complaints, []);
  } finally {
    await browser.close();
  }
});

function points(text: string): string {
  return Array.from(text, (character) => (character.codePointAt(0) ?? 0).toString(16)).join("+") || "none";
}
