import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isDicomError } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { runConfig } from "../../src/commands/config.ts";
import { runServe } from "../../src/commands/serve.ts";
import { OPTION_CHECKS } from "../../src/config/option-checks.ts";
import { isChangeable, nameOfFlag, OPTIONS, variableOf } from "../../src/config/options.ts";
import { loadOptions, type OptionSources } from "../../src/config/sources.ts";
import { captured } from "../support/captured-output.ts";
import { rejection } from "../support/rejection.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("minipacs/configuration sources");

/** Loads with this text in a file of options; `FILE` in a message stands for its path. */
function load(text: string, sources: Partial<OptionSources> = {}) {
  return withFolder(async (folder) => {
    const configFile = join(folder, "options.json");
    await writeFile(configFile, text);
    try {
      return await loadOptions({ flags: {}, env: {}, configFile, ...sources });
    } catch (error) {
      if (isDicomError(error)) error.message = error.message.replaceAll(configFile, "FILE");
      throw error;
    }
  });
}

test("every option has one row, one flag, one variable, and every option of createPacs has a row", () => {
  for (const nameOf of [nameOfFlag, variableOf, ({ key }: (typeof OPTIONS)[number]) => key]) {
    assert.is(new Set(OPTIONS.map(nameOf)).size, OPTIONS.length);
  }
  const keys = OPTIONS.map(({ key }) => key as string);
  for (const key of Object.keys(OPTION_CHECKS)) assert.ok(keys.includes(key), key);
  assert.is(OPTIONS.filter(isChangeable).length, 19);
  assert.ok(OPTIONS.every(({ description }) => /^[^A-Z].*[^.]$|^[A-Z]{2}|^Specific/.test(description)));
});

test("flags come before the environment, that before the file, that before the defaults", async () => {
  const file = JSON.stringify({ aeTitle: "FILE", port: 1, charset: "ISO_IR 100", fsync: true });
  const { options, origins } = await load(file, {
    flags: { aeTitle: "FLAG" },
    env: { MINIPACS_AET: "ENV", MINIPACS_PORT: "2", MINIPACS_FSYNC: "no", OTHER: "x" },
  });
  assert.equal(options, { aeTitle: "FLAG", port: 2, charset: "ISO_IR 100", fsync: false });
  assert.match(origins.charset ?? "", /options\.json: charset$/);
  assert.equal([origins.aeTitle, origins.port, origins.mpps], ["--aet", "MINIPACS_PORT", undefined]);
});

test("without a file there is nothing to read, and the environment names one", async () => {
  assert.equal((await loadOptions({ flags: {}, env: {} })).options, {});
  await withFolder(async (folder) => {
    const path = join(folder, "x.json");
    await writeFile(path, '\ufeff{ "httpPort": false }');
    const { options } = await loadOptions({ flags: {}, env: { MINIPACS_CONFIG: path } });
    assert.equal(options, { httpPort: false });
    // As `minipacs config --json > minipacs.config.json` finds it, which the shell has emptied.
    await writeFile(path, "");
    const empty = { options: {}, origins: {}, warnings: [] };
    assert.equal(await loadOptions({ flags: {}, env: {}, configFile: path }), empty);
  });
});

test("lists and maps, of flags, variables and files", async () => {
  const { options } = await load('{ "allowAe": ["CT1"], "charsetFor": { "MR1": "" } }', {
    flags: { acceptSyntax: ["JPEG Lossless, Non-Hierarchical (Process 14)", "1.2.840.10008.1.2"] },
    env: { MINIPACS_CHARSET_FOR: "CT1=ISO_IR 100; CT2=ISO 2022 IR 6\\ISO 2022 IR 87;" },
  });
  assert.equal(options, {
    allowAe: ["CT1"],
    charsetFor: { CT1: "ISO_IR 100", CT2: "ISO 2022 IR 6\\ISO 2022 IR 87" },
    acceptSyntax: ["JPEG Lossless, Non-Hierarchical (Process 14)", "1.2.840.10008.1.2"],
  });
});

const WRONG: [string, string, Partial<OptionSources>, string, string | RegExp][] = [
  ["a flag", "{}", { flags: { port: "x" } }, "CONFIG_PORT", /^--port: The DICOM port .* not a text\.$/],
  [
    "a variable",
    "{}",
    { env: { MINIPACS_PORT: "70000" } },
    "CONFIG_PORT",
    /^MINIPACS_PORT: The .* not 70000\.$/,
  ],
  ["a negative number", "{}", { flags: { port: "-1" } }, "CONFIG_PORT", /^--port: .* not -1\.$/],
  [
    "a number with a fraction",
    "{}",
    { env: { MINIPACS_MAX_PDU: "1.5" } },
    "CONFIG_LIMIT",
    /^MINIPACS_MAX_PDU: .* not 1\.5\.$/,
  ],
  [
    "an unknown TLS profile",
    "{}",
    { env: { MINIPACS_TLS_PROFILE: "best" } },
    "CONFIG_VALUE",
    /^MINIPACS_TLS_PROFILE: The TLS profile is one of bcp195/,
  ],
  [
    "an unknown wish for certificates",
    '{ "tlsClientCert": "yes" }',
    {},
    "CONFIG_VALUE",
    /^FILE: tlsClientCert: .* one of no, request, require\.$/,
  ],
  ["a value of the file", '{ "port": -1 }', {}, "CONFIG_PORT", /^FILE: port: The DICOM port .* not -1\.$/],
  ["a text for a number", '{ "port": "1" }', {}, "CONFIG_VALUE", "FILE: port: a number is expected."],
  [
    "a text for a switch",
    '{ "fsync": "yes" }',
    {},
    "CONFIG_VALUE",
    "FILE: fsync: true or false is expected.",
  ],
  [
    "a text for a list",
    '{ "allowAe": "A" }',
    {},
    "CONFIG_VALUE",
    "FILE: allowAe: a list of texts is expected.",
  ],
  ["a list for a map", '{ "charsetFor": [] }', {}, "CONFIG_VALUE", /^FILE: charsetFor: an object of texts/],
  ["a number in a list", '{ "allowAe": [1] }', {}, "CONFIG_VALUE", /a list of texts/],
  ["null", '{ "host": null }', {}, "CONFIG_VALUE", "FILE: host: a text is expected."],
  [
    "a switch that is none",
    "{}",
    { env: { MINIPACS_TLS: "2" } },
    "CONFIG_VALUE",
    /^MINIPACS_TLS: "2" is neither/,
  ],
  [
    "a pair that is none",
    "{}",
    { flags: { charsetFor: ["CT1"] } },
    "CONFIG_VALUE",
    /^--charset-for: "CT1" is not AE=TERMS/,
  ],
  [
    "an unknown log format",
    '{ "logFormat": "xml" }',
    {},
    "CONFIG_LOG",
    /^FILE: logFormat: .* pretty, json\.$/,
  ],
  ["a misspelt key", '{ "prot": 1 }', {}, "CONFIG_UNKNOWN_KEY", 'FILE: "prot" is no option; "port" is.'],
  [
    "the name of a flag",
    '{ "aet": "X" }',
    {},
    "CONFIG_UNKNOWN_KEY",
    'FILE: "aet" is no option; "aeTitle" is.',
  ],
  ["the same with dashes", '{ "step-status": true }', {}, "CONFIG_UNKNOWN_KEY", /"updatesStepStatus" is\.$/],
  ["a list as a file", "[]", {}, "CONFIG_FILE", /^FILE holds no JSON object/],
  [
    "what is no JSON",
    '{\n  "port": 1,\n}',
    {},
    "CONFIG_FILE",
    'FILE is not JSON: "}" is not expected in line 3, column 1.',
  ],
  [
    "half a file",
    '{ "port": ',
    {},
    "CONFIG_FILE",
    "FILE is not JSON: the end of the file is not expected in line 1, column 11.",
  ],
  [
    "HTTP for all without a token",
    '{ "httpHost": "0.0.0.0" }',
    {},
    "CONFIG_HTTP_TOKEN",
    /^FILE: httpHost: HTTP at 0\.0\.0\.0/,
  ],
];

for (const [what, text, sources, code, sentence] of WRONG) {
  test(`${what} that is wrong is told with where it comes from`, async () => {
    const error = await rejection(load(text, sources));
    assert.is(error.code, code, error.message);
    if (typeof sentence === "string") assert.is(error.message, sentence);
    else assert.match(error.message, sentence);
  });
}

test("variables that nothing reads are told with the nearest that is, never with their value", async () => {
  const env = {
    ...{
      MINIPACS_PROT: "secret",
      MINIPACS_HTTPTOKEN: "secret",
      MINIPACS_CONFIGURATION: "",
      minipacs_port: "1",
    },
    ...{
      MINIPACS_DATA: "/data",
      MINIPACS_DATA_REQUIRED: "1",
      MINIPACS_TLS_PASSPHRASE: "x",
      MINIPACS_AET: "A",
    },
  };
  assert.equal((await load("{}", { env })).warnings, [
    "MINIPACS_CONFIGURATION is no variable of the server and is ignored; MINIPACS_CONFIG is one.",
    "MINIPACS_HTTPTOKEN is no variable of the server and is ignored; MINIPACS_HTTP_TOKEN is one.",
    "MINIPACS_PROT is no variable of the server and is ignored; MINIPACS_PORT is one.",
  ]);
});

test("serve and config tell of them", async () => {
  process.env.MINIPACS_AETITLE = "CT1";
  const sentence = "MINIPACS_AETITLE is no variable of the server and is ignored; MINIPACS_AET is one.";
  try {
    const shown = await captured(() => runConfig({ flags: {}, configFile: undefined }, true));
    assert.is(shown.stderr, `${sentence}\n`);
    assert.is(JSON.parse(shown.stdout).aeTitle, "MINIPACS");
    // Cannot be listened at, so that it ends.
    const flags = { ephemeral: true, isHeadless: true, port: "0", host: "192.0.2.1", logFormat: "json" };
    const served = await captured(() => runServe({ flags, configFile: undefined }));
    const line = JSON.parse(served.stdout.split("\n")[0] ?? "");
    assert.equal([line.code, line.message, line.level], ["CONFIG_UNKNOWN_VARIABLE", sentence, "warn"]);
  } finally {
    delete process.env.MINIPACS_AETITLE;
  }
});

test("a file that was named has to be there", async () => {
  const error = await rejection(loadOptions({ flags: {}, env: {}, configFile: "/nowhere/x.json" }));
  assert.is(error.message, "/nowhere/x.json cannot be read: there is no such file (ENOENT).");
});
