/** What MiniPACS makes itself: test objects, samples of the worklist, procedure steps. PS3.2 A.8. */
import { type Dataset, TRANSFER_SYNTAX } from "../../packages/dicom-core/src/index.ts";
import { MPPS_STATUS } from "../../packages/dimse/src/index.ts";
import { createStep, createStepEnd } from "../../packages/minipacs/src/commands/mpps.ts";
import { createPhantom } from "../../packages/minipacs/src/phantom/create-phantom.ts";
import { createSamples } from "../../packages/minipacs/src/services/worklist-samples.ts";
import { markdownTable } from "../markdown-table.ts";
import { type AttributeRow, attributeRows, codedTerms } from "./attributes.ts";
import { named, nameOf } from "./tables.ts";

/** Transfer syntaxes that `phantom` writes. */
const WRITTEN = [TRANSFER_SYNTAX.explicitVrLittleEndian, TRANSFER_SYNTAX.implicitVrLittleEndian];

/** One small object of each kind. */
async function phantoms(): Promise<{ kind: string; dataset: Dataset }[]> {
  const made: { kind: string; dataset: Dataset }[] = [];
  for await (const { kind, dataset } of createPhantom({ count: 1, size: 32, seed: "conformance" })) {
    made.push({ kind, dataset });
  }
  return made;
}

const list = (keywords: readonly string[]) => keywords.map((keyword) => `\`${keyword}\``).join(", ");

/** Returns section 8.1: SOP class and attributes of each. */
export async function createdObjects(): Promise<string> {
  const made = (await phantoms()).map(({ kind, dataset }) => ({
    kind,
    sopClassUid: dataset.getText("SOPClassUID") ?? "",
    modality: dataset.getText("Modality") ?? "",
    keywords: attributeRows(dataset).flatMap(({ depth, keyword }) => (depth === 0 ? [keyword] : [])),
  }));
  const [first] = made;
  const shared = (first?.keywords ?? []).filter((keyword) =>
    made.every(({ keywords }) => keywords.includes(keyword)),
  );
  const [sample] = createSamples(new Date(0), 1);
  const own = attributeRows(sample?.dataset as Dataset);
  const withValue = own.filter(({ text }) => text !== "").map(({ keyword }) => keyword);
  const empty = own.filter(({ text, items }) => text === "" && !items?.length).map(({ keyword }) => keyword);
  return `\`minipacs phantom\` and \`createPhantom\` make these, in ${named(WRITTEN)}, without compression; the server's
self test stores one \`ct\`:

${markdownTable(
  ["Kind", "SOP class", "UID", "Modality", "Attributes beside those of all"],
  made.map(({ kind, sopClassUid, modality, keywords }) => [
    `\`${kind}\``,
    ...[nameOf(sopClassUid), sopClassUid, modality],
    list(keywords.filter((keyword) => !shared.includes(keyword))),
  ]),
)}

All of them have ${list(shared)}; with \`--charset ""\` no \`SpecificCharacterSet\`. Birth date and referring
physician are empty. What the images show is in [phantom.md](phantom.md).

The samples of the worklist have values for ${list(withValue)}, and these without one:
${list(empty)}.`;
}

/** Returns section 8.3: every code in what is made. */
export async function codedTermTable(): Promise<string> {
  const terms = new Map<string, { cells: string[]; kinds: Set<string> }>();
  for (const { kind, dataset } of await phantoms()) {
    for (const { value, scheme, meaning, usedIn } of codedTerms(dataset)) {
      const key = `${scheme} ${value} ${usedIn}`;
      const known = terms.get(key) ?? { cells: [value, scheme, meaning, `\`${usedIn}\``], kinds: new Set() };
      known.kinds.add(`\`${kind}\``);
      terms.set(key, known);
    }
  }
  return markdownTable(
    ["Code value", "Scheme", "Meaning", "In", "Kind"],
    [...terms]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([, { cells, kinds }]) => [...cells, [...kinds].join(", ")]),
  );
}

/** Their values name the options that they come from, in the characters that the VR has. */
const FACTS = {
  accession: "--accession",
  stepId: "--step-id",
  modality: "MODALITY",
  patientName: "--patient-name",
  patientId: "--patient-id",
};

/** Returns the attributes of `minipacs mpps`, N-CREATE and N-SET. */
export function stepTable(): string {
  const rowsOf = (dataset: Dataset, service: string) =>
    attributeRows(dataset).map((row) => [
      service,
      `${">".repeat(row.depth)}${row.depth > 0 ? " " : ""}\`${row.keyword}\``,
      row.tag,
      describeValue(row),
    ]);
  return markdownTable(
    ["Message", "Attribute", "Tag", "Value"],
    [
      ...rowsOf(createStep(FACTS, "--aet"), "N-CREATE"),
      ...rowsOf(createStepEnd(FACTS, MPPS_STATUS.completed), "N-SET"),
    ],
  );
}

function describeValue({ keyword, text, vr, items }: AttributeRow): string {
  if (items) return items.length === 0 ? "no item" : "one item";
  if (text === "") return "empty";
  if (text.startsWith("--")) return `\`${text}\``;
  if (text === FACTS.modality) return "`--modality`";
  if (text === MPPS_STATUS.completed)
    return `\`${text}\`, with \`--discontinue\` \`${MPPS_STATUS.discontinued}\``;
  if (keyword === "StudyInstanceUID") return "`--study-uid`, or a new UID";
  if (vr === "UI") return "a new UID";
  if (vr === "DA" || vr === "TM") return "now";
  return keyword === "PerformedProcedureStepID" ? "`PPS-` and the time" : `\`${text}\``;
}
