import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { type Dataset, readDicomFile } from "../../src/index.ts";
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
