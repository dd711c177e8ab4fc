import { readdirSync } from "node:fs";
import { formatTag } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { repositoryPath } from "../../../../tools/test/data.ts";
import { PYTHON, runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { decodeCommandSet, encodeCommandSet, missingElements } from "../../src/message/command-set.ts";
import {
  COMMAND_ELEMENTS,
  type CommandKeyword,
  findMessage,
  MESSAGES,
} from "../../src/message/command-table.ts";
import { describeStatus, type StatusService } from "../../src/message/status.ts";
import { describePdu } from "../../src/pdu/describe-pdu.ts";
import { readCommandText, readCommandVector } from "../pdu/read-vector.ts";
import { COMMAND_VECTORS } from "./command-vectors.ts";

const test = testSuite("dimse/command-vectors");
const judged = testSuite("dimse/command-vectors/pydicom", { tools: [PYTHON] });

/** A line of a fixture that begins an element: `bytes # (0000,0100) US Command Field 0001: C-STORE-RQ`. */
const ELEMENT = /# (\(0000,[0-9A-F]{4}\)) ([A-Z]{2}) (.*)$/;

const elementsOf = (name: string) =>
  readCommandText(name)
    .split("\n")
    .flatMap((line) => {
      const [, tag = "", vr = "", words = ""] = ELEMENT.exec(line) ?? [];
      return tag ? [{ tag, vr, words, line }] : [];
    });

const KEYWORDS = new Map(
  (Object.keys(COMMAND_ELEMENTS) as CommandKeyword[]).map((keyword) => [
    formatTag(COMMAND_ELEMENTS[keyword].tag),
    keyword,
  ]),
);

for (const [name, command] of Object.entries(COMMAND_VECTORS)) {
  const bytes = readCommandVector(name);

  test(`${name}: decodes`, () => {
    assert.equal(decodeCommandSet(bytes), command);
    assert.equal(missingElements(command), []);
  });

  test(`${name}: encodes`, () => assertBytes(encodeCommandSet(command), bytes));

  test(`${name}: mirrors`, () => {
    assertBytes(encodeCommandSet(decodeCommandSet(bytes)), bytes);
    assert.equal(decodeCommandSet(encodeCommandSet(command)), command);
  });

  test(`${name}: is described as its comments say`, () => {
    const pdvs = [{ contextId: 1, isCommand: true, isLast: true, data: bytes }];
    const described = describePdu({ type: "P-DATA-TF", pdvs });
    const message = name.replace(/-(optional|duplicate)$/, "").toUpperCase();
    assert.is(findMessage(command.CommandField)?.name, message);
    assert.ok(described.includes(message));
    const [groupLength, ...elements] = elementsOf(name);
    assert.match(groupLength?.words ?? "", new RegExp(` ${bytes.length - 12}$`));
    for (const { tag, vr, words, line } of elements) {
      const keyword = KEYWORDS.get(tag);
      assert.ok(keyword && described.includes(`${tag} ${keyword}: `), line);
      assert.is(vr, COMMAND_ELEMENTS[keyword].vr, line);
      if (keyword !== "Status") continue;
      const meaning = describeStatus(command.Status ?? -1, message.replace("-RSP", "") as StatusService);
      assert.match(words, new RegExp(`: ${meaning.replaceAll(/[()]/g, "\\$&")}$`));
      assert.ok(described.includes(`(${meaning})`), described);
    }
    assert.is(elements.length, Object.keys(command).length);
  });
}

test("each of the 23 messages is here, every fixture is tested", () => {
  const names = Object.keys(COMMAND_VECTORS);
  for (const { name } of MESSAGES) assert.ok(names.includes(name.toLowerCase()), name);
  const files = readdirSync(repositoryPath("test-vectors", "dimse")).sort();
  assert.equal(files, names.map((name) => `${name}.hex`).sort());
});

/** Reads command sets with pydicom: of each the group length, and the values by keyword. */
const SCRIPT = `
import io, json, sys
from pydicom.datadict import keyword_for_tag
from pydicom.filereader import read_dataset
def plain(element):
    if element.VR == "AT":
        return [int(tag) for tag in (element.value if element.VM > 1 else [element.value])]
    return element.value if isinstance(element.value, int) else str(element.value)
read = {}
for name, text in json.load(sys.stdin).items():
    dataset = read_dataset(io.BytesIO(bytes.fromhex(text)), is_implicit_VR=True, is_little_endian=True)
    read[name] = {keyword_for_tag(element.tag): plain(element) for element in dataset}
print(json.dumps(read))
`;

judged("pydicom reads the fixtures as they are meant", async () => {
  const names = Object.keys(COMMAND_VECTORS);
  const input = Object.fromEntries(
    names.map((name) => [name, Buffer.from(readCommandVector(name)).toString("hex")]),
  );
  const { code, stdout, output } = await runTool(PYTHON, ["-c", SCRIPT], { input: JSON.stringify(input) });
  assert.is(code, 0, output);
  const read = JSON.parse(stdout) as Record<string, Record<string, unknown>>;
  for (const name of names) {
    const { CommandGroupLength, ...command } = read[name] ?? {};
    assert.is(CommandGroupLength, readCommandVector(name).length - 12, name);
    assert.equal(command, COMMAND_VECTORS[name], name);
  }
});
