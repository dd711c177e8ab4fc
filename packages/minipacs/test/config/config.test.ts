import { resolve } from "node:path";
import { isDicomError } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { type PacsOptions, resolveConfig } from "../../src/config/config.ts";

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
    httpToken: undefined,
    onDuplicate: "replace",
    syncsToDisk: false,
    charset: ["ISO_IR 192"],
    charsetFor: {},
    unencodable: "widen",
    requiresCalledAe: false,
    allowedAeTitles: [],
    filtersByStation: false,
    worklistDir: undefined,
    mppsMode: "tolerant",
    updatesStepStatus: true,
    acceptedTransferSyntaxes: [],
    maxPduLength: 131_072,
    acceptsAnySopClass: false,
    maxAssociations: 200,
    idleTimeoutSeconds: 1800,
    loadsSamples: false,
    mppsHistory: 1000,
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

test("takes transfer syntaxes by UID, keyword and start of the name, each once", () => {
  const { acceptedTransferSyntaxes } = resolveConfig({
    acceptSyntax: [
      "JPEG Baseline",
      "ExplicitVRLittleEndian",
      "1.2.840.10008.1.2.4.90",
      "jpeg 2000 image compression (lossless only)",
      "JPEG Extended",
      "1.2.3.4",
    ],
  });
  assert.equal(acceptedTransferSyntaxes, [
    "1.2.840.10008.1.2.4.50",
    "1.2.840.10008.1.2.1",
    "1.2.840.10008.1.2.4.90",
    "1.2.840.10008.1.2.4.51",
    "1.2.3.4",
  ]);
});

test("what other machines reach over HTTP needs a token", () => {
  assert.is(resolveConfig({ httpHost: "0.0.0.0", httpToken: "secret" }).httpToken, "secret");
  assert.is(resolveConfig({ httpHost: "0.0.0.0", httpPort: false }).httpPort, undefined);
  for (const httpHost of ["127.0.0.1", "127.3.2.1", "::1", "localhost"]) resolveConfig({ httpHost });
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
  ["an unknown set for a station", { charsetFor: { CT1: "X" } }, "CONFIG_CHARSET", /Specific/],
  ["a station without a name", { charsetFor: { " ": "" } }, "CONFIG_AE_TITLE", /only spaces/],
  ["a caller that is no AE title", { allowAe: ["OK", "A\\B"] }, "CONFIG_AE_TITLE", /backslash/],
  ["an unknown way with text", { unencodable: "drop" as "widen" }, "CONFIG_UNENCODABLE", /widen, replace/],
  ["an unknown way with MPPS", { mpps: "lax" as "strict" }, "CONFIG_MPPS", /strict, tolerant/],
  ["an unknown transfer syntax", { acceptSyntax: ["PNG"] }, "CONFIG_TRANSFER_SYNTAX", /JPEG Baseline/],
  ["an ambiguous one", { acceptSyntax: ["MPEG2"] }, "CONFIG_TRANSFER_SYNTAX", /Main Level.* or /],
  ["no transfer syntax", { acceptSyntax: [""] }, "CONFIG_TRANSFER_SYNTAX", /^""/],
  ["a PDU length in which nothing has room", { maxPdu: 12 }, "CONFIG_LIMIT", /from 16 to .* not 12/],
  ["a PDU length below 0", { maxPdu: -1 }, "CONFIG_LIMIT", /largest PDU .* not -1/],
  ["no association at all", { maxAssociations: 0 }, "CONFIG_LIMIT", /from 1/],
  ["an idle timeout of a text", { idleTimeoutSeconds: Number.NaN }, "CONFIG_LIMIT", /not a text/],
  ["an empty token", { httpToken: "" }, "CONFIG_HTTP_TOKEN", /empty/],
  ["HTTP for all without a token", { httpHost: "0.0.0.0" }, "CONFIG_HTTP_TOKEN", /--http-token/],
  ["a nameless worklist folder", { worklistDir: "" }, "CONFIG_WORKLIST_DIR", /needs a name/],
  ["a drain time that is no number", { drainMs: Number.NaN }, "CONFIG_DRAIN", /milliseconds/],
];

for (const [what, options, code, sentence] of WRONG) {
  test(`refuses ${what} with one sentence`, () => {
    try {
      resolveConfig(options);
    } catch (error) {
      assert.ok(isDicomError(error, code), String(error));
      assert.match(error.message, sentence);
      assert.match(error.message, /^[A-Z"][^\n]*\.$|^drainMs [^\n]*\.$/);
      return;
    }
    assert.unreachable();
  });
}
