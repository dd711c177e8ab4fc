/** Writing a header back. The file has been parsed before; dcmjs always encodes every element anew. */
import {
  createDataset,
  type Dataset,
  readDicomFile,
  TRANSFER_SYNTAX,
  writeDicomFile,
} from "@minipacs/dicom-core";
import type { BenchCase } from "../../../tools/bench/case.ts";
import { CT_ELEMENT_COUNT, ctHeaderFile } from "./ct-header.ts";
import { corpusInput, dcmjs, type Input } from "./inputs.ts";

const { explicitVrLittleEndian, implicitVrLittleEndian } = TRANSFER_SYNTAX;
const TRANSFER_SYNTAX_UID = "00020010";

const inputs: Input[] = [
  { label: "generated CT header", bytes: ctHeaderFile() },
  ...corpusInput("real CT of 260 elements", "pydicom/CT_small.dcm"),
];

/** Tells whether what was written reads as a file with as many elements and this Patient ID. */
function accepts(expected: Dataset, patientId: unknown, transferSyntaxUid: string) {
  return (result: unknown): boolean => {
    const bytes = result instanceof ArrayBuffer ? new Uint8Array(result) : (result as Uint8Array);
    const file = readDicomFile(bytes);
    return (
      file.transferSyntaxUid === transferSyntaxUid &&
      file.dataset.size === expected.size &&
      file.dataset.get("PatientID") === patientId
    );
  };
}

function casesOf({ label, bytes }: Input): BenchCase[] {
  const suite = "core";
  const target = { atLeast: { dcmjs: 20 } };
  const file = readDicomFile(bytes);
  const { dataset } = file;
  const parse = () => dcmjs.data.DicomMessage.readFile(bytes.buffer);
  const unedited = parse();
  const edited = parse();
  const converted = parse();
  converted.meta[TRANSFER_SYNTAX_UID].Value = [implicitVrLittleEndian];
  const editedFile = readDicomFile(bytes);
  const implicit = { ...readDicomFile(bytes), transferSyntaxUid: implicitVrLittleEndian };
  let number = 0;
  return [
    {
      name: `write unedited: ${label}`,
      suite,
      compares:
        "writes what was parsed; ours finds that nothing was edited and gives the input back, as a view, so this is no work at all.",
      ours: () => writeDicomFile(file),
      peers: { dcmjs: () => unedited.write() },
      accepts: accepts(dataset, dataset.get("PatientID"), explicitVrLittleEndian),
      target,
    },
    {
      name: `write edited: ${label}`,
      suite,
      compares:
        "sets Patient ID to a new value and writes; ours encodes that element and the meta group, and copies the bytes of all others.",
      ours: () => {
        number = (number + 1) % 1000;
        editedFile.dataset.set("PatientID", `PAT-${number}`);
        return writeDicomFile(editedFile);
      },
      peers: {
        dcmjs: () => {
          number = (number + 1) % 1000;
          edited.dict["00100020"].Value = [`PAT-${number}`];
          return edited.write();
        },
      },
      accepts: (result) => accepts(dataset, `PAT-${number}`, explicitVrLittleEndian)(result),
      target,
    },
    {
      name: `write as Implicit VR: ${label}`,
      suite,
      compares: "was parsed from Explicit VR and is written in Implicit VR: no header can be copied.",
      ours: () => writeDicomFile(implicit),
      peers: { dcmjs: () => converted.write() },
      accepts: accepts(dataset, dataset.get("PatientID"), implicitVrLittleEndian),
      target,
    },
  ];
}

/** Values that were set, so that there are no bytes to copy. */
function builtCase(): BenchCase {
  const source = readDicomFile(ctHeaderFile()).dataset;
  const built = rebuild(source);
  const natural = dcmjs.data.DicomMessage.readFile(
    Uint8Array.from(writeDicomFile({ dataset: source, transferSyntaxUid: explicitVrLittleEndian })).buffer,
    { forceStoreRaw: false },
  );
  stripRaw(natural.dict);
  return {
    name: "write from values: generated CT header",
    suite: "core",
    compares: `writes ${CT_ELEMENT_COUNT} elements whose values were set and not read: every value is encoded.`,
    ours: () => writeDicomFile({ dataset: built, transferSyntaxUid: explicitVrLittleEndian }),
    peers: { dcmjs: () => natural.write() },
    accepts: accepts(source, source.get("PatientID"), explicitVrLittleEndian),
    target: { atLeast: { dcmjs: 20 } },
  };
}

function rebuild(source: Dataset): Dataset {
  const dataset = createDataset();
  for (const { tag, vr, items } of source.elements()) {
    const values = source.getAll(tag);
    const [first] = values;
    dataset.set(tag, items ? items.map(rebuild) : first instanceof Uint8Array ? first : values, { vr });
  }
  return dataset;
}

/** Removes the source text that dcmjs keeps beside decoded values. */
function stripRaw(dict: Record<string, { vr: string; Value?: unknown[]; _rawValue?: unknown }>): void {
  for (const entry of Object.values(dict)) {
    delete entry._rawValue;
    if (entry.vr === "SQ") for (const item of entry.Value ?? []) stripRaw(item as typeof dict);
  }
}

export const cases: BenchCase[] = [...inputs.flatMap(casesOf), builtCase()];
