import { readdirSync, readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { requireData } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { runDump } from "../../src/commands/dump.ts";
import { captured } from "../support/captured-output.ts";

const test = testSuite("minipacs/dump of every character set", { data: true, timeoutMs: 60_000 });

interface JsonElement {
  Value?: unknown[];
}
type JsonObject = Record<string, JsonElement>;
type TextTruth = Record<string, { values: Record<string, { vr: string; values: string[] }> }>;

/** Without the `^` and `=` that stand for nothing. */
function trimmed(text: string): string {
  const groups = text.split("=").map((group) => group.trim().replace(/\^+$/, ""));
  return groups.join("=").replace(/[= ]+$/, "");
}

/** Texts at a path like `00400275.0.00321060`. */
function textsAt(json: JsonObject, path: string): string[] {
  const steps = path.split(".");
  let item: JsonObject | undefined = json;
  for (let i = 0; i + 1 < steps.length; i += 2) {
    item = item?.[steps[i] as string]?.Value?.[Number(steps[i + 1])] as JsonObject | undefined;
  }
  return (item?.[steps.at(-1) as string]?.Value ?? []).map((value) => {
    if (typeof value === "string") return trimmed(value);
    const { Alphabetic = "", Ideographic = "", Phonetic = "" } = (value ?? {}) as Record<string, string>;
    return trimmed([Alphabetic, Ideographic, Phonetic].join("="));
  });
}

test("the tree and --json show the text of every charset file", async () => {
  const truth = JSON.parse(readFileSync(requireData("truth", "text.json"), "utf8")) as TextTruth;
  const names = ["charset", "generated/charset"].flatMap((folder) =>
    readdirSync(requireData("dicom", folder)).map((name) => `${folder}/${name}`),
  );
  assert.is(names.filter((name) => name.endsWith(".dcm")).length, 52);
  let count = 0;
  for (const name of names) {
    const path = requireData("dicom", name);
    const json = await captured(() => runDump([path], { json: true }));
    const tree = await captured(() => runDump([path], { full: true }));
    assert.is(json.error ?? tree.error, undefined);
    const object = JSON.parse(json.stdout) as JsonObject;
    const values = truth[name]?.values;
    assert.ok(values, name);
    for (const [key, { values: texts }] of Object.entries(values ?? {})) {
      const expected = texts.map(trimmed).filter((text) => text !== "");
      assert.equal(
        textsAt(object, key).filter((text) => text !== ""),
        expected,
        `${name} ${key}`,
      );
      for (const text of expected) {
        count += 1;
        // Control characters are shown as escapes.
        if (!/[\p{Cc}]/u.test(text)) assert.ok(tree.stdout.includes(text), `${name} ${key}: ${text}`);
      }
    }
  }
  assert.ok(count > 300, `${count} texts`);
});
