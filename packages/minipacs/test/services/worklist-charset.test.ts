import {
  CHARACTER_SETS,
  createDataset,
  type Dataset,
  diagnoseText,
  readDataset,
  TRANSFER_SYNTAX,
} from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { PEOPLE } from "../support/people.ts";
import { withPacs } from "../support/running-pacs.ts";
import { names, query } from "../support/worklist-query.ts";

const test = testSuite("minipacs/worklist character sets");

test("declares a multi-byte set behind the default repertoire, and nothing for ASCII", async () => {
  for (const [charset, declared] of [
    ["ISO 2022 IR 87", "\\ISO 2022 IR 87"],
    ["ISO 2022 IR 100", "ISO_IR 100"],
    ["ISO 2022 IR 6\\ISO 2022 IR 87", "ISO 2022 IR 6\\ISO 2022 IR 87"],
    ["", ""],
  ] as const) {
    await withPacs(
      async (pacs) => {
        const [answer] = await query(pacs, createDataset({ PatientID: undefined }));
        assert.is(answer?.has("SpecificCharacterSet"), true);
        assert.is(answer?.getAll("SpecificCharacterSet").join("\\"), declared);
      },
      { charset },
    );
  }
});

test("finds and answers a name of its script in each set that is offered, whatever set the entry is in", async () => {
  assert.is(CHARACTER_SETS.length, Object.keys(PEOPLE).length);
  for (const { term, specificCharacterSet } of CHARACTER_SETS) {
    const name = PEOPLE[term] as string;
    await withPacs(
      async (pacs) => {
        pacs.worklist.add([
          {
            dataset: createDataset({ SpecificCharacterSet: "ISO_IR 192", PatientName: name, PatientID: "1" }),
          },
        ]);
        const keys = createDataset({ PatientName: `${name.slice(0, -2)}*` });
        if (term !== "") keys.set("SpecificCharacterSet", specificCharacterSet);
        const [answer, ...others] = await query(pacs, keys);
        assert.equal(others, [], term);
        assert.is(answer?.getText("PatientName"), name);
        assert.equal(answer?.getAll("SpecificCharacterSet").join("\\"), specificCharacterSet.join("\\"));
        assert.equal(diagnoseText(answer as Dataset), []);
      },
      { charset: term, samples: false },
    );
  }
});

test("reads a query that names no character set in the server's own", async () => {
  const bytes = new TextEncoder().encode("Mü*");
  for (const [charset, expected] of [
    ["ISO_IR 192", ["Müller^Hans"]],
    ["ISO_IR 144", []],
  ] as const) {
    await withPacs(
      async (pacs) => {
        const undeclared = readDataset(
          new Uint8Array([0x10, 0, 0x10, 0, 0x50, 0x4e, bytes.length, 0, ...bytes]),
          { transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian },
        );
        assert.equal(await names(pacs, undeclared), expected);
      },
      { charset },
    );
  }
});
