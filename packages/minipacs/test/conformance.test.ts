/** Asks a running server for what docs/conformance.md states. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeDicomFile } from "@minipacs/dicom-core";
import {
  connect,
  DimseStatusError,
  PATIENT_ROOT_FIND,
  STORAGE_COMMITMENT,
  STUDY_ROOT_MOVE,
} from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { repositoryPath } from "../../../tools/test/data.ts";
import { testSuite } from "../../../tools/test/suite.ts";
import { createPacs, createPhantom, type Pacs } from "../src/index.ts";
import { withNode } from "./support/node.ts";
import { runHere } from "./support/run-here.ts";
import { withFolder } from "./support/temporary-folder.ts";

const test = testSuite("minipacs/conformance", { timeoutMs: 60_000 });

const EXPLICIT = "1.2.840.10008.1.2.1";
/** Of MPPS Notification. */
const MPPS_NOTIFICATION = "1.2.840.10008.3.1.2.3.5";
/** As many as fit into one association. PS3.8 9.3.2.2. */
const MOST_CONTEXTS = 128;

interface Offer {
  abstractSyntax: string;
  transferSyntaxes: string[];
}

let pacs: Pacs;
test.before(async () => {
  pacs = await createPacs({ port: 0, host: "127.0.0.1", httpPort: false, ephemeral: true });
});
test.after(() => pacs.close({ drainMs: 0 }));

/** Returns those that are accepted, as `abstract syntax / transfer syntax`. */
async function acceptedOf(offers: readonly Offer[]): Promise<string[]> {
  const accepted: string[] = [];
  for (let start = 0; start < offers.length; start += MOST_CONTEXTS) {
    const association = await connect({
      ...{ host: "127.0.0.1", port: pacs.dicomPort, calledAeTitle: "MINIPACS", callingAeTitle: "ASKS" },
      contexts: offers.slice(start, start + MOST_CONTEXTS),
    });
    for (const { result, abstractSyntax, transferSyntax } of association.contexts) {
      if (result === 0) accepted.push(`${abstractSyntax} / ${transferSyntax}`);
    }
    await association.release();
  }
  return accepted;
}

const asText = (offers: readonly Offer[]) =>
  offers.map(({ abstractSyntax, transferSyntaxes }) => `${abstractSyntax} / ${transferSyntaxes[0]}`);

/** The UIDs of the tables of a section. */
async function uidsOf(heading: string): Promise<string[][]> {
  const page = await readFile(repositoryPath("docs/conformance.md"), "utf8");
  const section = page.split(`${heading}\n`)[1]?.split(/^#+ /m)[0] ?? "";
  return section
    .split("\n\n")
    .map((table) => [...table.matchAll(/^\| [^|]+ \| ([\d.]{5,}) \|/gm)].map(([, uid = ""]) => uid))
    .filter((uids) => uids.length > 0);
}

test("every SOP class is accepted, storage in every transfer syntax", async () => {
  const [syntaxes = [], storage = []] = await uidsOf("### 8.7 Storage SOP classes");
  const [served = []] = await uidsOf("#### 4.2.1 SOP classes");
  assert.ok(syntaxes.length > 30 && storage.length > 150 && served.length === 4);
  const [first = ""] = storage;
  const offers = [
    ...[...served, ...storage].map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: [EXPLICIT] })),
    ...syntaxes.map((uid) => ({ abstractSyntax: first, transferSyntaxes: [uid] })),
    ...served.map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: ["1.2.840.10008.1.2"] })),
  ];
  assert.equal(await acceptedOf(offers), asText(offers));
});

test("what it says no to is refused", async () => {
  const refused = [PATIENT_ROOT_FIND, STUDY_ROOT_MOVE, STORAGE_COMMITMENT, MPPS_NOTIFICATION];
  const offers = refused.map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: [EXPLICIT] }));
  assert.equal(await acceptedOf(offers), []);
});

test("what is no storage is taken in no other transfer syntax", async () => {
  const [syntaxes = []] = await uidsOf("### 8.7 Storage SOP classes");
  const [served = []] = await uidsOf("#### 4.2.1 SOP classes");
  const others = syntaxes.filter((uid) => uid !== EXPLICIT && uid !== "1.2.840.10008.1.2");
  const offers = served.flatMap((abstractSyntax) =>
    others.map((uid) => ({ abstractSyntax, transferSyntaxes: [uid] })),
  );
  assert.equal(await acceptedOf(offers), []);
});

test("commands end with the exit codes of the table, whatever they are answered", async () => {
  const page = await readFile(repositoryPath("docs/conformance.md"), "utf8");
  const rows = [
    ...page.matchAll(/^\| [a-z ,]+ \| ([\dA-F]{4}) \| ([01]) \| ([01]) \| ([01]) \| ([01]) \| ([01]) \|$/gm),
  ];
  assert.is(rows.length, 4);
  await withFolder(async (folder) => {
    const file = join(folder, "a.dcm");
    for await (const object of createPhantom({ kinds: ["ct"], count: 1, size: 32 })) {
      await writeFile(file, writeDicomFile(object));
    }
    const [key, out] = [
      ["-k", "StudyInstanceUID=1.2.3"],
      ["--out", folder],
    ];
    for (const [, status = "", ...columns] of rows) {
      const answer = () => {
        const code = Number.parseInt(status, 16);
        if (code !== 0) throw new DimseStatusError(code, "asked for");
      };
      const answerNothing = () => {
        answer();
        return [];
      };
      const queries = { find: answerNothing, get: answerNothing, move: answerNothing };
      const handlers = { echo: answer, store: answer, ...queries, nCreate: answer, nSet: answer };
      const resolveDestination = () => ({ host: "127.0.0.1", port: pacs.dicomPort });
      const asked = async (address: string) => {
        const codes = [];
        for (const args of [
          ["echo", address],
          ["store", address, file],
          ["find", address, "--model", "study", ...key],
          ["get", address, ...key, ...out],
          ["move", address, ...key, "--dest", "X"],
          ["mpps", address],
        ]) {
          codes.push(String((await runHere(args)).code));
        }
        const [echo, store, find, retrieve, mpps] = columns;
        assert.equal(codes, [echo, store, find, retrieve, retrieve, mpps], status);
      };
      await withNode(handlers, asked, { resolveDestination });
    }
  });
});
