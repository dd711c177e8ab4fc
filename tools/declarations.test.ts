/** Which builds of each package are wanted: a build of declarations alone must leave the code of a server that runs. */
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import type { Options } from "tsup";
import * as assert from "uvu/assert";
import { repositoryPath } from "./test/data.ts";
import { runTool } from "./test/foreign-tools.ts";
import { modulePath, SOURCE_OPTIONS } from "./test/source-process.ts";
import { testSuite } from "./test/suite.ts";

const test = testSuite("tools/declarations");

const CONFIGURATIONS = [
  "dicom-core/tsup.config.ts",
  "dicom-core/tsup.node.config.ts",
  "dimse/tsup.config.ts",
  "viewer-canvas/tsup.config.ts",
  "minipacs/tsup.config.ts",
];

/** Returns the declarations of each build of each configuration, `null` where a build has none. */
async function declarationsOf(wanted: string | undefined): Promise<Options["dts"][][]> {
  const places = CONFIGURATIONS.map((name) => ({
    folder: repositoryPath(dirname(`packages/${name}`)),
    url: pathToFileURL(modulePath(repositoryPath(`packages/${name}`))).href,
  }));
  const script = `
    const builds = [];
    for (const { folder, url } of ${JSON.stringify(places)}) {
      process.chdir(folder);
      const { default: given } = await import(url);
      builds.push([given].flat().map(({ dts }) => dts || null));
    }
    console.log(JSON.stringify(builds));`;
  const args = [...SOURCE_OPTIONS, "--input-type=module", "--eval", script];
  const env = wanted === undefined ? {} : { MINIPACS_DECLARATIONS: wanted };
  const { code, stdout, output } = await runTool(process.execPath, args, { cwd: repositoryPath(), env });
  assert.is(code, 0, output);
  return JSON.parse(stdout);
}

test("declarations alone: one build a package, which makes nothing else", async () => {
  const builds = await declarationsOf("only");
  assert.equal(
    builds.map((ofOne) => ofOne.map((dts) => (dts as { only?: boolean } | null)?.only)),
    [[true], [], [true], [true], [true]],
  );
});

test("no declarations: all builds, none with them", async () => {
  const builds = await declarationsOf("none");
  assert.equal(
    builds.map((ofOne) => ofOne.length),
    [2, 4, 1, 4, 2],
  );
  assert.ok(builds.flat().every((dts) => dts === null));
});

test("a build by hand makes all of it", async () => {
  const builds = await declarationsOf(undefined);
  assert.equal(
    builds.map((ofOne) => ofOne.map((dts) => (dts as { only?: boolean } | null)?.only)),
    [
      [false, undefined],
      [undefined, undefined, undefined, undefined],
      [false],
      [false, undefined, undefined, undefined],
      [false, undefined],
    ],
  );
});
