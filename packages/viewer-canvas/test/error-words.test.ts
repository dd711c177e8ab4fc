/** Every error that can reach the canvas says in both languages what happened and what to try. */
import { readFileSync } from "node:fs";
import { DicomError } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { repositoryPath } from "../../../tools/test/data.ts";
import { testSuite } from "../../../tools/test/suite.ts";
import { describeError } from "../src/error-words.ts";
import { germanLabels } from "../src/german.ts";

const test = testSuite("viewer/error-words");

/** Codes of what reading, decoding, painting and the viewer itself throw. */
const OF_THE_CANVAS = /^(PIXEL|UNSUPPORTED|VIEWER|LIMIT)_|^FILE_NOT_DICOM$|^ARG_(FRAME|VOI)$/;
/** Of TLS in Node; of a viewer that is no longer there to say it. */
const NEVER = ["UNSUPPORTED_TLS_PROFILE", "VIEWER_CLOSED"];

const CODES = [
  ...readFileSync(repositoryPath("docs/errors.md"), "utf8").matchAll(/^\| `([A-Z0-9_]+)` \| ([^|]+) \|/gm),
]
  .filter(([, code, kind]) => OF_THE_CANVAS.test(code!) && kind!.trim() !== "diagnostic")
  .map(([, code]) => code!)
  .filter((code) => !NEVER.includes(code));

const SAID = "something in English";

function errorOf(code: string): unknown {
  if (code === "VIEWER_FAILED") return new TypeError(SAID);
  if (code === "VIEWER_PART") return new TypeError("Failed to fetch dynamically imported module: x");
  return new DicomError(code, SAID);
}

test("every code has advice in both languages, and a message in German", () => {
  assert.ok(CODES.length > 25, CODES.join());
  for (const code of CODES) {
    const english = describeError(errorOf(code));
    const german = describeError(errorOf(code), undefined, germanLabels);
    for (const words of [english, german]) {
      assert.is(words.code, code);
      assert.ok(words.message.length > 10, code);
      assert.ok(words.advice.length > 10, `${code} has no advice`);
    }
    assert.is.not(german.advice, english.advice, code);
    assert.is.not(german.message, english.message, code);
  }
});

test("what cannot be fetched: the server is asked after only where it has not answered", () => {
  const adviceOn = (details: Record<string, unknown>) =>
    [{}, germanLabels].map(
      (own) => describeError(new DicomError("VIEWER_FETCH", SAID, { details }), undefined, own).advice,
    );
  const cases: [Record<string, unknown>, RegExp, RegExp][] = [
    [{ status: 404 }, /address right/, /Stimmt die Adresse/],
    [{ status: 403 }, /may this page read/, /darf diese Seite lesen/],
    [{ status: 503 }, /The server failed/, /Auf dem Server/],
    [{ url: "https://pacs.example/a.dcm" }, /still running/, /Läuft der Server noch/],
    [
      { url: "file:///tmp/a.dcm" },
      /nothing from the disk.*over http/,
      /nichts von der Festplatte.*über http/,
    ],
  ];
  for (const [details, ...words] of cases) {
    for (const [index, advice] of adviceOn(details).entries()) assert.match(advice, words[index]!);
  }
});

test("what an error without words of its own says is not lost in German", () => {
  for (const code of ["PIXEL_RLE_HEADER", "LIMIT_EXCEEDED", "STATE_READ_ONLY", "VIEWER_FAILED"]) {
    const { message } = describeError(errorOf(code), undefined, germanLabels);
    assert.match(message, SAID);
    assert.is.not(message, SAID);
  }
});
