/** Parsing a header and reading one value of it. */
import { readDicomFile, TRANSFER_SYNTAX } from "@minipacs/dicom-core";
import type { BenchCase } from "../../../tools/bench/case.ts";
import { CT_PATIENT_NAME, ctHeaderFile } from "./ct-header.ts";
import { corpusInput, DCMJS_READ, daikon, dcmjs, dicomParser, type Input } from "./inputs.ts";

const inputs: (Input & { name: string; isTarget?: boolean })[] = [
  {
    label: "generated CT header, explicit",
    bytes: ctHeaderFile(),
    name: CT_PATIENT_NAME,
    isTarget: true,
  },
  {
    label: "generated CT header, implicit",
    bytes: ctHeaderFile(TRANSFER_SYNTAX.implicitVrLittleEndian),
    name: CT_PATIENT_NAME,
    isTarget: true,
  },
  ...corpusInput("real CT of 260 elements, explicit", "pydicom/CT_small.dcm").map((input) => ({
    ...input,
    name: "CompressedSamples^CT1",
    isTarget: true,
  })),
  ...corpusInput("real CT of 260 elements, implicit", "generated/ct__implicit-le.dcm").map((input) => ({
    ...input,
    name: "CompressedSamples^CT1",
    isTarget: true,
  })),
  ...corpusInput("real CT of 512 × 512, explicit", "codec/CTImage_1.2.840.10008.1.2.1.dcm").map((input) => ({
    ...input,
    name: "MISTER^CT",
  })),
];

/** Whole files, Pixel Data included. daikon hands names out with spaces for carets and has read every value by then. */
export const cases: BenchCase[] = inputs.map(({ label, bytes, name, isTarget }) => ({
  name: `parse: ${label}`,
  suite: "core",
  compares: `reads the whole file (${bytes.length} bytes) and then PatientName; dcmjs and daikon decode every value on the way, dicom-parser and ours do not.`,
  ours: () => String(readDicomFile(bytes).dataset.get("PatientName")),
  peers: {
    "dicom-parser": () => dicomParser.parseDicom(bytes).string("x00100010"),
    dcmjs: () =>
      dcmjs.data.DicomMessage.readFile(bytes.buffer, DCMJS_READ).dict["00100010"].Value[0].Alphabetic,
    daikon: () => daikon.Series.parseImage(new DataView(bytes.buffer)).getPatientName(),
  },
  accepts: (result) => String(result).replaceAll("^", " ") === name.replaceAll("^", " "),
  ...(isTarget ? { target: { atLeast: { "dicom-parser": 2, dcmjs: 20 } } } : {}),
}));
