import { resolve } from "node:path";
import { isDicomError } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../tools/test/suite.ts";
import { type PacsOptions, resolveConfig } from "../src/config.ts";

const test = testSuite("minipacs/config");

test("has a default for everything", () => {
  assert.equal(resolveConfig(), {
    aeTitle: "MINIPACS",
    port: 11112,
    host: undefined,
    tls: undefined,
    httpPort: 8080,
    isHttpPortExplicit: false,
    httpHost: "127.0.0.1",
    dataDir: resolve("minipacs-data"),
    isEphemeral: false,
    onDuplicate: "replace",
    syncsToDisk: false,
    charset: ["ISO_IR 192"],
    loadsSamples: false,
    isHeadless: false,
    drainMs: 5000,
  });
});

test("headless: samples, and HTTP only where it is asked for", () => {
  const headless = resolveConfig({ isHeadless: true });
  assert.is(headless.httpPort, undefined);
  assert.is(headless.loadsSamples, true);
  assert.is(resolveConfig({ isHeadless: true, samples: false }).loadsSamples, false);
  const withHttp = resolveConfig({ isHeadless: true, httpPort: 0 });
  assert.is(withHttp.httpPort, 0);
  assert.is(withHttp.isHttpPortExplicit, true);
  assert.is(resolveConfig({ httpPort: false }).httpPort, undefined);
});

test("an ephemeral server leaves the data directory alone", () => {
  assert.is(resolveConfig({ ephemeral: true, dataDir: "/somewhere" }).dataDir, undefined);
});

test("takes AE titles with spaces around, character sets with padding, empty and several terms", () => {
  assert.is(resolveConfig({ aeTitle: " CT 1 " }).aeTitle, "CT 1");
  assert.equal(resolveConfig({ charset: "ISO_IR 100 " }).charset, ["ISO_IR 100"]);
  assert.equal(resolveConfig({ charset: "\\ISO 2022 IR 87" }).charset, ["ISO 2022 IR 87"]);
  assert.equal(resolveConfig({ charset: "" }).charset, []);
  assert.equal(resolveConfig({ charset: "ISO 2022 IR 6\\ISO 2022 IR 149" }).charset, [
    "ISO 2022 IR 6",
    "ISO 2022 IR 149",
  ]);
});

const WRONG: [string, PacsOptions, string, RegExp][] = [
  ["an empty AE title", { aeTitle: "" }, "CONFIG_AE_TITLE", /only spaces/],
  ["an AE title of spaces", { aeTitle: "   " }, "CONFIG_AE_TITLE", /only spaces/],
  ["an AE title of 17 characters", { aeTitle: "A".repeat(17) }, "CONFIG_AE_TITLE", /17 characters/],
  ["a backslash", { aeTitle: "A\\B" }, "CONFIG_AE_TITLE", /backslash/],
  ["a control character", { aeTitle: "A\nB" }, "CONFIG_AE_TITLE", /control characters/],
  ["an umlaut", { aeTitle: "MÜ" }, "CONFIG_AE_TITLE", /outside ASCII/],
  ["a port above 65535", { port: 65_536 }, "CONFIG_PORT", /DICOM port .* 65536\.$/],
  ["a negative port", { port: -1 }, "CONFIG_PORT", /DICOM port/],
  ["a port that is no number", { port: Number.NaN }, "CONFIG_PORT", /not a text/],
  ["an HTTP port with a fraction", { httpPort: 1.5 }, "CONFIG_PORT", /HTTP port/],
  ["a host with a blank", { host: "a b" }, "CONFIG_HOST", /IP address/],
  ["an empty HTTP host", { httpHost: "" }, "CONFIG_HOST", /HTTP host/],
  ["an unknown character set", { charset: "UTF-8" }, "CONFIG_CHARSET", /ISO_IR 192/],
  ["an unknown second term", { charset: "ISO 2022 IR 6\\LATIN" }, "CONFIG_CHARSET", /Specific Character Set/],
  ["no data directory", { dataDir: "" }, "CONFIG_DATA_DIR", /needs a name/],
  [
    "an unknown way with duplicates",
    { onDuplicate: "drop" as "keep" },
    "CONFIG_DUPLICATE",
    /replace, keep, reject/,
  ],
  ["a drain time that is no number", { drainMs: Number.NaN }, "CONFIG_DRAIN", /milliseconds/],
];

for (const [what, options, code, sentence] of WRONG) {
  test(`refuses ${what} with one sentence`, () => {
    try {
      resolveConfig(options);
    } catch (error) {
      assert.ok(isDicomError(error, code), String(error));
      assert.match(error.message, sentence);
      assert.match(error.message, /^[A-Z][^\n]*\.$|^drainMs [^\n]*\.$/);
      return;
    }
    assert.unreachable();
  });
}
