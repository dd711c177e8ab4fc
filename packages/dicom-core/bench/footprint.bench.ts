/** What a parsed header keeps in memory, and what it costs to load the library. */
import { pathToFileURL } from "node:url";
import { bundleBytes } from "../../../tools/bench/bundle-size.ts";
import type { BenchCase } from "../../../tools/bench/case.ts";
import { retainedBytes } from "../../../tools/bench/heap.ts";
import { importTimeMs } from "../../../tools/bench/import-time.ts";
import { PEERS_FOLDER } from "../../../tools/bench/peers.ts";
import { repositoryPath } from "../../../tools/test/data.ts";
import { ctHeaderFile } from "./ct-header.ts";
import { heapInputs } from "./heap-makers.ts";
import type { Input } from "./inputs.ts";

const suite = "core";
const MAKERS = repositoryPath("packages/dicom-core/bench/heap-makers.ts");

function heapCases({ label }: Input): BenchCase[] {
  const common = { suite, unit: "B", rounds: 1 } as const;
  return [
    {
      ...common,
      name: `heap: ${label}`,
      compares:
        "bytes kept by each of 2,000 parsed files that share their input, after PatientName was read.",
      ours: () => retainedBytes(MAKERS, `ours: ${label}`),
      peers: {
        "dicom-parser": () => retainedBytes(MAKERS, `dicom-parser: ${label}`),
        dcmjs: () => retainedBytes(MAKERS, `dcmjs: ${label}`),
      },
      target: { atLeast: { "dicom-parser": 1 } },
    },
    {
      ...common,
      name: `heap with every value: ${label}`,
      compares:
        "the same after every value was read; ours and dcmjs keep decoded values, dicom-parser decodes again each time.",
      ours: () => retainedBytes(MAKERS, `ours with every value: ${label}`),
      peers: {
        "dicom-parser": () => retainedBytes(MAKERS, `dicom-parser with every value: ${label}`),
        dcmjs: () => retainedBytes(MAKERS, `dcmjs with every value: ${label}`),
      },
    },
  ];
}

const PEER_NAMES = ["dicom-parser", "dcmjs", "daikon"];
const OURS = "@minipacs/dicom-core";
const ROOT = repositoryPath();
const EMPTY_MODULE = pathToFileURL(repositoryPath("packages/dicom-core/dist/no-private-dictionary.js")).href;

/** The first file of a process: what was put off at the import is paid here. */
const FIRST_FILE: Readonly<Record<string, string>> = {
  ours: `String(module.readDicomFile(bytes).dataset.get("PatientName"));`,
  "dicom-parser": `module.default.parseDicom(bytes).string("x00100010");`,
  dcmjs: `module.default.data.DicomMessage.readFile(bytes.buffer).dict["00100010"].Value[0].Alphabetic;`,
  daikon: `module.default.Series.parseImage(new DataView(bytes.buffer)).getPatientName();`,
};
const firstFile = (name: string) =>
  `const bytes = Uint8Array.from(Buffer.from("${Buffer.from(ctHeaderFile()).toString("base64")}", "base64"));
   ${FIRST_FILE[name]}`;

/** What Node's loader takes of each figure. */
const NOTHING = "a module of one line";

const importCases: BenchCase[] = [
  {
    name: "import",
    suite,
    compares:
      "`import()` of the whole library in a fresh process; beside it a module that holds nothing, which is what Node's loader takes of each figure.",
    unit: "ms",
    rounds: 15,
    ours: () => importTimeMs(OURS, { cwd: ROOT }),
    peers: {
      ...Object.fromEntries(
        PEER_NAMES.map((name) => [name, () => importTimeMs(name, { cwd: PEERS_FOLDER })]),
      ),
      [NOTHING]: () => importTimeMs(EMPTY_MODULE),
    },
    target: {
      atMost: 15,
      atLeast: { [NOTHING]: 0.56 },
      shortfall:
        "Node's loader alone takes more than half of the 15 ms, as the module of one line shows. What is left is reading and compiling the code of the library; fewer files, minifying, and putting parts off until they are needed were tried, and what they gained is in the figure.",
    },
  },
  {
    name: "import and first file",
    suite,
    compares: "the same, then the generated CT header is parsed once and PatientName read.",
    unit: "ms",
    rounds: 15,
    ours: () => importTimeMs(OURS, { cwd: ROOT, andRun: firstFile("ours") }),
    peers: Object.fromEntries(
      PEER_NAMES.map((name) => [
        name,
        () => importTimeMs(name, { cwd: PEERS_FOLDER, andRun: firstFile(name) }),
      ]),
    ),
  },
];

const wholePeers = Object.fromEntries(
  PEER_NAMES.map((name) => [
    name,
    () => bundleBytes(`import * as all from "${name}"; globalThis.all = all;`, { resolveDir: PEERS_FOLDER }),
  ]),
);

const READER = `
  import { loadDictionary, readDicomFile } from "@minipacs/dicom-core/reader";
  globalThis.reader = { loadDictionary, readDicomFile };`;

const bundleCases: BenchCase[] = [
  {
    name: "bundle: reader at once",
    suite,
    compares:
      "what a page loads to call `readDicomFile` of `@minipacs/dicom-core/reader`, minified and gzipped, without chunks that are loaded later; the peers whole.",
    unit: "B",
    rounds: 1,
    ours: () => bundleBytes(READER, { resolveDir: ROOT }),
    peers: wholePeers,
    target: { atMost: 15_000 },
  },
  {
    name: "bundle: reader with dictionary",
    suite,
    compares:
      "the same with the chunks that `loadDictionary` fetches; dicom-parser has no dictionary. The registry of UIDs and the private dictionary are chunks of their own, not in this.",
    unit: "B",
    rounds: 1,
    ours: () => bundleBytes(READER, { resolveDir: ROOT, lazy: /\/(dictionary|inflate\.browser)\.js$/ }),
    peers: wholePeers,
    target: { atMost: 55_000 },
  },
  {
    name: "bundle: everything",
    suite,
    compares: "all that the packages export, with every chunk that is loaded later.",
    unit: "B",
    rounds: 1,
    ours: () =>
      bundleBytes(`import * as all from "@minipacs/dicom-core"; globalThis.all = all;`, {
        resolveDir: ROOT,
        lazy: /./,
      }),
    peers: wholePeers,
  },
];

export const cases: BenchCase[] = [...heapInputs.flatMap(heapCases), ...importCases, ...bundleCases];
