/** What the server can refuse or fail with has German words, by its code in docs/errors.md and by the tables of the source. */
import { readFile } from "node:fs/promises";
import * as assert from "uvu/assert";
import "../../src/index.ts";
import { repositoryPath } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { associations } from "../../src/ui/i18n/de/associations.ts";
import { mpps } from "../../src/ui/i18n/de/mpps.ts";
import { kinds, problems } from "../../src/ui/i18n/de/problems.ts";
import { received } from "../../src/ui/i18n/de/received.ts";
import { worklist } from "../../src/ui/i18n/de/worklist.ts";
import { language } from "../../src/ui/i18n/words.ts";
import { inPageWords, loadProblemWords } from "../../src/ui/problem-words.ts";

const test = testSuite("minipacs/ui-problem-words");

/** Told by commands only, or before there is a page. */
const NOT_OF_THE_PAGE =
  /^(HTTP_PAGE_MISSING|HTTP_LISTEN|CONFIG_(DATA_DIR|DRAIN|FILE|HTTP_TOKEN|LOG|UNKNOWN.*|WORKLIST_DIR|MISSING.*))$/;

test.afterEach(() => {
  language.value = "en";
});

const rows = async () =>
  [
    ...(await readFile(repositoryPath("docs/errors.md"), "utf8")).matchAll(
      /^\| `([A-Z0-9_]+)` \| ([^|]+) \|/gm,
    ),
  ].map(([, code = "", what = ""]) => ({ code, what: what.trim() }));

test("every answer of the API by its code, settings included", async () => {
  const codes = (await rows())
    .filter(({ code, what }) => /^HTTP \d/.test(what) || /^(CONFIG|TRANSPORT)_/.test(code))
    .map(({ code }) => code)
    .filter((code) => !NOT_OF_THE_PAGE.test(code));
  assert.ok(codes.length > 30, codes.join(" "));
  assert.equal(
    codes.filter((code) => problems[code] === undefined),
    [],
  );
});

test("whatever else an association can end with has words by its kind", async () => {
  language.value = "de";
  await loadProblemWords();
  const codes = (await rows()).filter(({ code }) => /^(ASSOC|ARG|DIMSE|PDU|TIMEOUT|TRANSPORT)/.test(code));
  assert.ok(codes.length > 40, String(codes.length));
  const english = codes.filter(({ code }) => inPageWords(code, "as it came") === "as it came");
  assert.equal(english, []);
});

test("no sentence is there twice or for a code that is none", async () => {
  const known = new Set((await rows()).map(({ code }) => code));
  assert.equal(
    Object.keys(problems).filter((code) => !known.has(code)),
    [],
  );
  for (const sentence of [...Object.values(problems), ...Object.values(kinds)])
    assert.match(sentence, /^[A-ZÄÖÜ].*\.$/);
});

test("rules for procedure steps, reasons of rejections and results of contexts have German words", async () => {
  const rules = (await readFile(repositoryPath("docs/mpps.md"), "utf8")).matchAll(/^\| (M\d+|C3) \|/gm);
  const ids = [...new Set([...rules].map(([, id = ""]) => id))];
  assert.ok(ids.length >= 17, ids.join(" "));
  for (const id of ids) assert.type(mpps.rules[id as keyof typeof mpps.rules], "string", id);
  // PS3.8 Tables 9-21 and 9-18.
  const rejections = ["1.1", "1.2", "1.3", "1.7", "2.1", "2.2", "3.1", "3.2"];
  for (const code of rejections) assert.type(associations.rejections[code], "string", code);
  for (const result of [1, 2, 3, 4])
    assert.type(associations.contextResults[result], "string", String(result));
});

test("remarks on queries and on files have German words, by the codes of the source", async () => {
  const codesOf = async (path: string, pattern: RegExp) => [
    ...new Set(
      (await readFile(repositoryPath(`packages/minipacs/src/services/${path}`), "utf8")).match(pattern),
    ),
  ];
  const queries = await codesOf("query-warnings.ts", /(?<=")WORKLIST_\w+(?=")/g);
  assert.is(queries.length, 5);
  for (const code of queries) assert.type(worklist.warnings[code], "string", code);
  const files = await codesOf("object-warnings.ts", /(?<=")STORE_\w+(?=")/g);
  assert.is(files.length, 3);
  for (const code of files) assert.type(received.remarkNames[code], "string", code);
  const texts = (await rows()).filter(({ code }) => /^CHARSET_/.test(code));
  assert.ok(texts.length > 8, String(texts.length));
  for (const { code } of texts) assert.type(problems[code], "string", code);
});

test("English is as the server says it, and a code without words too", async () => {
  assert.is(inPageWords("HTTP_NOT_FOUND", "There is nothing."), "There is nothing.");
  language.value = "de";
  await loadProblemWords();
  assert.is(inPageWords("HTTP_NOT_FOUND", "There is nothing."), "Das gibt es nicht mehr.");
  assert.is(
    inPageWords("ARG_VALUE_LENGTH", "at most 8 characters are allowed", "DA"),
    "Der Wert ist zu lang. Erwartet: ein Datum als JJJJMMTT, wie 20261201.",
  );
  assert.is(
    inPageWords("ARG_VALUE_LENGTH", "at most 64 characters are allowed", "LO"),
    "Der Wert ist zu lang.",
  );
  assert.is(inPageWords("NEW_CODE", "Something new."), "Something new.");
  assert.is(inPageWords("", "Something."), "Something.");
});
