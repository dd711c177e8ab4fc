import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  type Dataset,
  diagnoseText,
  formatDataset,
  readDataset,
  readDicomFile,
  recode,
  toDicomJson,
  writeDataset,
} from "../../src/index.ts";
import { corpusBytes, textTruth } from "../json/corpus.ts";

const test = testSuite("core/text of real files", { data: true, timeoutMs: 60_000 });

/** Returns the values at a path like `00400275.0.00321060`, as text.json has them. */
function textsAt(dataset: Dataset, path: string): string[] {
  const steps = path.split(".");
  let item: Dataset | undefined = dataset;
  for (let i = 0; i + 1 < steps.length; i += 2) {
    item = item?.element(steps[i] as string)?.items?.[Number(steps[i + 1])];
  }
  const tag = steps.at(-1) as string;
  const isName = item?.element(tag)?.vr === "PN";
  const values = (item?.getAll(tag) ?? []).map((value) =>
    isName ? withoutEmptyParts(String(value)) : String(value),
  );
  const texts = values.map((text) => text.replace(/ +$/, ""));
  return texts.every((text) => text === "") ? [] : texts;
}

function withoutEmptyParts(name: string): string {
  const groups = name.split("=").map((group) => group.trim().replace(/\^+$/, ""));
  return groups.join("=").replace(/=+$/, "");
}

test("every text of every file is what text.json says, nested ones too", () => {
  let count = 0;
  const wrong: string[] = [];
  for (const [path, { values }] of Object.entries(textTruth())) {
    const { dataset } = readDicomFile(corpusBytes(path));
    for (const [key, truth] of Object.entries(values)) {
      count += 1;
      const found = textsAt(dataset, key);
      const expected = truth.values.every((text) => text === "") ? [] : truth.values;
      if (JSON.stringify(found) !== JSON.stringify(expected))
        wrong.push(`${path} ${key}: ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
    }
  }
  assert.is(wrong.join("\n"), "");
  assert.ok(count > 350, `only ${count} texts`);
});

const charsetFiles = () =>
  Object.entries(textTruth()).filter(([path]) => /^(generated\/)?charset\//.test(path));

test("a dump of every charset file shows its text", () => {
  const files = charsetFiles();
  assert.is(files.length, 52);
  for (const [path, { values }] of files) {
    const dump = formatDataset(readDicomFile(corpusBytes(path)).dataset, { maxValueLength: 0 });
    for (const { values: texts } of Object.values(values)) {
      for (const text of texts) {
        // Line ends and tabs are printed as escapes.
        const shown = text.replace(
          /[\r\n\t]/g,
          (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
        );
        assert.ok(dump.includes(shown), `${path}: ${text}`);
      }
    }
  }
});

test("nothing is wrong with the text of charset files; in UTF-8 and back it is the same", () => {
  for (const [path] of charsetFiles()) {
    const { dataset, transferSyntaxUid } = readDicomFile(corpusBytes(path));
    assert.equal(diagnoseText(dataset), [], path);
    const { dataset: wide, losses } = recode(dataset, ["ISO_IR 192"]);
    assert.equal(losses, [], path);
    const reread = readDataset(writeDataset(wide, { transferSyntaxUid }), { transferSyntaxUid });
    assert.equal(withoutDeclaration(reread), withoutDeclaration(dataset), path);
    const own = dataset.getAll("SpecificCharacterSet") as string[];
    if (MIXED.has(path)) continue;
    const narrow = recode(reread, own).dataset;
    const back = readDataset(writeDataset(narrow, { transferSyntaxUid }), { transferSyntaxUid });
    assert.equal(withoutDeclaration(back), withoutDeclaration(dataset), path);
  }
});

/** Their items are in other sets than they are. */
const MIXED: ReadonlySet<string> = new Set(["generated/charset/item_charset_overrides.dcm"]);

function withoutDeclaration(dataset: Dataset): unknown {
  return JSON.parse(
    JSON.stringify(toDicomJson(dataset), (key, value) => (key === "00080005" ? undefined : value)),
  );
}
