/** Parsing a header and reading every value of it. */
import { readDicomFile } from "@minipacs/dicom-core";
import type { BenchCase } from "../../../tools/bench/case.ts";
import { ctHeaderFile } from "./ct-header.ts";
import { readDaikon, readDcmjs, readDicomParser, readOurs } from "./every-value.ts";
import { corpusInput, DCMJS_READ, daikon, dcmjs, dicomParser, type Input } from "./inputs.ts";

/** Elements without the meta group, nested ones included, as dcmdump lists them. */
const inputs: (Input & { count: number })[] = [
  { label: "generated CT header, explicit", bytes: ctHeaderFile(), count: 276 },
  ...corpusInput("real CT of 260 elements, explicit", "pydicom/CT_small.dcm").map((input) => ({
    ...input,
    count: 262,
  })),
];

export const cases: BenchCase[] = inputs.map(({ label, bytes, count }) => ({
  name: `every value: ${label}`,
  suite: "core",
  compares:
    "parses the file and reads all values of all elements, nested ones included: names in parts, DS and IS as numbers, binary as views.",
  ours: () => readOurs(readDicomFile(bytes).dataset),
  peers: {
    "dicom-parser": () => readDicomParser(dicomParser.parseDicom(bytes)),
    dcmjs: () => readDcmjs(dcmjs.data.DicomMessage.readFile(bytes.buffer, DCMJS_READ).dict),
    daikon: () => readDaikon(Object.values(daikon.Series.parseImage(new DataView(bytes.buffer)).tags)),
  },
  accepts: (result) => result === count,
  target: {
    atLeast: { dcmjs: 10 },
    shortfall:
      "most of the time goes into making the values that are asked for. Fewer objects an element, values without elements, decoding in one pass and numbers straight from bytes were tried, and what they gained is in the figure.",
  },
}));
