/** Parsing headers with many nested items and reading one value deep inside. */
import { type Dataset, readDicomFile } from "@minipacs/dicom-core";
import type { BenchCase } from "../../../tools/bench/case.ts";
import { enhancedCtFile, FRAME_COUNT, ITEM_COUNT, positionOfFrame } from "./enhanced-ct.ts";
import { corpusInput, DCMJS_READ, daikon, dcmjs, dicomParser, type Input } from "./inputs.ts";

const PER_FRAME_GROUPS = 0x52009230;

interface NestedInput extends Input {
  what: string;
  frame: number;
  /** Sequences of one item that lead from the frame's item to the value, each by its tag. */
  sequences: number[];
  tag: number;
  index: number;
  value: number;
}

const inputs: NestedInput[] = [
  ...(["explicit", "undefined"] as const).map((lengths) => ({
    label: `generated Enhanced CT, ${lengths} lengths`,
    bytes: enhancedCtFile(lengths),
    what: `${FRAME_COUNT} frames, ${ITEM_COUNT} items`,
    frame: FRAME_COUNT / 2,
    sequences: [0x00209113],
    tag: 0x00200032,
    index: 2,
    value: positionOfFrame(FRAME_COUNT / 2),
  })),
  ...corpusInput("real segmentation", "highdicom/seg_image_sm_control_labelmap_palette_color.dcm").map(
    (input) => ({
      ...input,
      what: "20 frames, 327 items",
      frame: 10,
      sequences: [0x00089124, 0x00082112],
      tag: 0x00081160,
      index: 0,
      value: 15,
    }),
  ),
];

function casesOf({ label, bytes, what, frame, sequences, tag, index, value }: NestedInput): BenchCase {
  const hex = (number: number) => number.toString(16).padStart(8, "0");
  const steps = sequences.map(hex);
  const leaf = hex(tag);
  return {
    name: `multi-frame: ${label}`,
    suite: "core",
    compares: `reads the whole file (${bytes.length} bytes, ${what}) and then one number of the item of frame ${frame}, ${sequences.length + 1} sequences deep.`,
    ours: () => {
      let item = (readDicomFile(bytes).dataset.get(PER_FRAME_GROUPS) as Dataset[])[frame] as Dataset;
      for (const sequence of sequences) item = (item.get(sequence) as Dataset[])[0] as Dataset;
      return item.getAll(tag)[index];
    },
    peers: {
      "dicom-parser": () => {
        let item = dicomParser.parseDicom(bytes).elements.x52009230.items[frame].dataSet;
        for (const step of steps) item = item.elements[`x${step}`].items[0].dataSet;
        return item.floatString(`x${leaf}`, index);
      },
      dcmjs: () => {
        const { dict } = dcmjs.data.DicomMessage.readFile(bytes.buffer, DCMJS_READ);
        let item = dict["52009230"].Value[frame];
        for (const step of steps) item = item[step].Value[0];
        return item[leaf].Value[index];
      },
      daikon: () => {
        const image = daikon.Series.parseImage(new DataView(bytes.buffer));
        let item = image.getTag(0x5200, 0x9230).value[frame];
        for (const sequence of sequences) item = daikonChild(item, sequence).value[0];
        return daikonChild(item, tag).value[index];
      },
    },
    accepts: (result) => result === value,
  };
}

interface DaikonTag {
  group: number;
  element: number;
  // biome-ignore lint/suspicious/noExplicitAny: tags of items or values
  value: any;
}

function daikonChild(item: DaikonTag, tag: number): DaikonTag {
  const isIt = ({ group, element }: DaikonTag) => group * 0x10000 + element === tag;
  return item.value.find(isIt);
}

export const cases: BenchCase[] = inputs.map(casesOf);
