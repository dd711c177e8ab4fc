/** Asks a running server for what docs/conformance.md states. */
import { readFile } from "node:fs/promises";
import { connect, PATIENT_ROOT_FIND, STORAGE_COMMITMENT, STUDY_ROOT_MOVE } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { repositoryPath } from "../../../tools/test/data.ts";
import { testSuite } from "../../../tools/test/suite.ts";
import { createPacs, type Pacs } from "../src/index.ts";

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
  const [syntaxes = [], storage = []] = await uidsOf("## 8 Storage SOP classes");
  const [served = []] = await uidsOf("#### 3.2.1 SOP classes");
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
  const [syntaxes = []] = await uidsOf("## 8 Storage SOP classes");
  const [served = []] = await uidsOf("#### 3.2.1 SOP classes");
  const others = syntaxes.filter((uid) => uid !== EXPLICIT && uid !== "1.2.840.10008.1.2");
  const offers = served.flatMap((abstractSyntax) =>
    others.map((uid) => ({ abstractSyntax, transferSyntaxes: [uid] })),
  );
  assert.equal(await acceptedOf(offers), []);
});
