/** What becomes of the command lines that stand within the text of the documents (`other-blocks.ts` has the blocks). */

export interface InlineCommand {
  line: RegExp;
  /** The test that runs it, or looks it up. */
  test?: string;
  /** Why no test runs it. */
  shown?: string;
}

/** Programs that a line begins with; `minipacs` has its options compared with `--help` by docs.test.ts of its package. */
export const PROGRAMS = /^(?:codesign|curl|diff|docker|git|node|npm|npx|sh|signtool|sudo|tar|xattr) \S/;

/** The first that fits holds. Scripts of package.json are looked for by tools/docs.test.ts. */
export const INLINE_COMMANDS: readonly InlineCommand[] = [
  { line: /^npm (?:start|test)$/, test: "tools/run.test.ts" },
  { line: /^npm run [\w:-]+$/, test: "tools/docs.test.ts" },
  { line: /^node tools\/run\.mjs start$/, test: "tools/run.test.ts" },
  { line: /^npm start -- find --help$/, test: "tools/run.test.ts" },
  { line: /^npm start --(?: worklist list)?$/, shown: "as the line before, with another command" },
  { line: /^npm test -- dimse\/test\/pdu$/, shown: "would run tests within tests" },
  {
    line: /^npm run bench -- --check$/,
    shown: "measures for long; tools/bench/check.test.ts has what it compares",
  },
  { line: /^npm run build:exe -- FOLDER$/, test: "tools/build-exe/build.test.ts" },
  {
    line: /^npm install (?:--global )?(?:@minipacs\/[\w-]+|minipacs)$/,
    shown: "nothing is on a registry yet",
  },
  { line: /^npm install \.\/\*\.tgz$/, shown: "as with --save-dev, which tools/packed.test.ts runs" },
  { line: /^npx minipacs$/, test: "tools/packed.test.ts" },
  { line: /^npx tsx example\.mts$/, test: "tools/packed.test.ts" },
  { line: /^npm ci$/, test: "tools/packed.test.ts" },
  { line: /^npm install --save-dev \.\/minipacs\/\*\.tgz$/, test: "tools/packed.test.ts" },
  {
    line: /^node --max-semi-space-size=2$/,
    shown: "an option of Node; the benchmarks run receivers with it",
  },
  {
    line: /^node --conditions=.* tools\/test\/run-file\.ts /,
    shown: "runs one test file, as every test is run",
  },
  {
    line: /^node --conditions=.* tools\/generate-pixel-vectors\.ts /,
    shown: "needs encoders of other projects",
  },
  {
    line: /^node --import tsx tools\/bundle-size\.ts$/,
    shown: "prints measureBundles(), which tests take too",
  },
  { line: /^diff -I /, test: "packages/dimse/test/trace/recording.test.ts" },
  { line: /^curl --json$/, shown: "the name of an option" },
  { line: /^(?:codesign|signtool) /, shown: "needs a Mac or Windows; the page says that neither was tried" },
];
