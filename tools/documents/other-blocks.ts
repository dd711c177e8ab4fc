/** What becomes of the fenced blocks of the documents that are no TypeScript (`pages.ts` has those). */

export interface OtherBlock {
  language: string;
  /** The test that runs or reads it. */
  test?: string;
  /** Why it is only shown. */
  shown?: string;
}

const INTEROP = "packages/minipacs/test/interop";
const run = (test: string, language = "sh"): OtherBlock => ({ language, test });
const shown = (why: string, language = ""): OtherBlock => ({ language, shown: why });
const repeated = (count: number, block: OtherBlock): OtherBlock[] =>
  Array.from({ length: count }, () => block);

/** By page, in the order of the blocks. */
export const OTHER_BLOCKS: Readonly<Record<string, readonly OtherBlock[]>> = {
  "README.md": [
    run("tools/run.test.ts"),
    run("tools/run.test.ts"),
    run("tools/packed.test.ts"),
    run(`${INTEROP}/walk.test.ts`),
  ],
  "docs/architecture.md": repeated(3, shown("a drawing")),
  "docs/benchmarks.md": [run("tools/bench/report.test.ts")],
  "docs/conformance.md": [shown("a drawing", "text")],
  "docs/configuration.md": [run("packages/minipacs/test/docs.test.ts", "json")],
  "docs/events.md": repeated(30, run("tools/generate-events-doc.test.ts", "text")),
  "docs/executable.md": [
    run("tools/build-exe/build.test.ts"),
    shown("needs a Mac, and the page says that it was not tried", "text"),
  ],
  "docs/http-api.md": repeated(11, run("packages/minipacs/test/http/docs.test.ts")),
  "docs/test-a-modality.md": repeated(6, run(`${INTEROP}/task-docs.test.ts`)),
  "docs/test-a-ris.md": repeated(4, run(`${INTEROP}/task-docs.test.ts`)),
  "docs/trace.md": [run("packages/dimse/test/trace/recording.test.ts", "")],
  "docs/use-in-ci.md": [
    run(`${INTEROP}/use-in-ci.test.ts`),
    run(`${INTEROP}/use-in-ci.test.ts`, "yaml"),
    shown("needs Docker, and the page says that it was not tried", "text"),
    run(`${INTEROP}/use-in-ci.test.ts`, "yaml"),
  ],
  "docs/use-the-viewer.md": [
    run("packages/viewer-canvas/test/documents.test.ts", "html"),
    run("tools/packed.test.ts"),
    ...["jsx", "tsx", "vue"].map((language) =>
      run("packages/viewer-canvas/test/frameworks.test.ts", language),
    ),
  ],
  "docs/worklist.md": [
    run("packages/minipacs/test/docs.test.ts", "json"),
    run("packages/minipacs/test/docs.test.ts", ""),
  ],
  "packages/dicom-core/README.md": [run("tools/packed.test.ts")],
  "packages/dimse/README.md": [run("tools/packed.test.ts")],
  "packages/minipacs/README.md": repeated(2, run("tools/packed.test.ts")),
  "packages/viewer-canvas/README.md": [
    run("tools/packed.test.ts"),
    run("packages/viewer-canvas/test/documents.test.ts", "html"),
  ],
};
