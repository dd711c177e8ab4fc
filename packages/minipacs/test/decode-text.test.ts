/** Files of JSON in the encodings that editors and shells write. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { testSuite } from "../../../tools/test/suite.ts";
import { readConfigFile } from "../src/config/config-file.ts";
import { decodeText } from "../src/decode-text.ts";
import { readWorklistFile } from "../src/index.ts";
import { markedTexts } from "./support/marked-texts.ts";
import { withFolder } from "./support/temporary-folder.ts";

const test = testSuite("minipacs/decode-text");

test("the mark tells the encoding, and is no part of the text", () => {
  const text = '{"a":"Müller Иванов 幻"}';
  const bytes = [Buffer.from(text), ...markedTexts(text)];
  assert.equal(
    bytes.map((some) => some.subarray(0, 2).toString("hex")),
    ["7b22", "efbb", "fffe", "feff"],
  );
  for (const some of bytes) assert.is(decodeText(some), text);
  assert.is(decodeText(new Uint8Array()), "");
});

test("worklist files and files of options are read in each", () =>
  withFolder(async (folder) => {
    for (const bytes of markedTexts('[{ "PatientName": "Müller^Hans" }]')) {
      const { datasets } = readWorklistFile(bytes);
      assert.equal(
        datasets.map((dataset) => dataset.getText("PatientName")),
        ["Müller^Hans"],
      );
    }
    const path = join(folder, "options.json");
    for (const bytes of markedTexts('{ "aeTitle": "CT1" }')) {
      await writeFile(path, bytes);
      assert.equal(await readConfigFile(path), { aeTitle: "CT1" });
    }
  }));
