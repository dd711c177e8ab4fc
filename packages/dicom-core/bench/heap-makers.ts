/** Parsed headers, to be counted in memory; each maker runs in a process of its own. */
import { readDicomFile } from "@minipacs/dicom-core";
import { ctHeaderFile } from "./ct-header.ts";
import { readDcmjs, readDicomParser, readOurs } from "./every-value.ts";
import { corpusInput, DCMJS_READ, dcmjs, dicomParser, type Input } from "./inputs.ts";

export const heapInputs: Input[] = [
  { label: "generated CT header", bytes: ctHeaderFile() },
  ...corpusInput("real CT of 260 elements", "pydicom/CT_small.dcm"),
];

/** By `side: label`, and `side with every value: label`. */
export const makers: Record<string, () => unknown> = {};

for (const { label, bytes } of heapInputs) {
  makers[`ours: ${label}`] = () => {
    const file = readDicomFile(bytes);
    file.dataset.get("PatientName");
    return file;
  };
  makers[`dicom-parser: ${label}`] = () => {
    const dataSet = dicomParser.parseDicom(bytes);
    dataSet.string("x00100010");
    return dataSet;
  };
  makers[`dcmjs: ${label}`] = () => dcmjs.data.DicomMessage.readFile(bytes.buffer, DCMJS_READ);
  makers[`ours with every value: ${label}`] = () => {
    const file = readDicomFile(bytes);
    readOurs(file.dataset);
    return file;
  };
  makers[`dicom-parser with every value: ${label}`] = () => {
    const dataSet = dicomParser.parseDicom(bytes);
    readDicomParser(dataSet);
    return dataSet;
  };
  makers[`dcmjs with every value: ${label}`] = () => {
    const dict = dcmjs.data.DicomMessage.readFile(bytes.buffer, DCMJS_READ);
    readDcmjs(dict.dict);
    return dict;
  };
}
