import { readdirSync, readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { EVENT_NAMES } from "../packages/minipacs/src/events/event-names.ts";
import { EVENT_EXAMPLES } from "./events-doc/examples.ts";
import { CODES, WHEN } from "./events-doc/words.ts";
import { EVENTS_DOC_PATH, generateEventsDoc } from "./generate-events-doc.ts";
import { repositoryPath } from "./test/data.ts";
import { testSuite } from "./test/suite.ts";

const test = testSuite("tools/generate-events-doc");

const SOURCES = "packages/minipacs/src";
const read = (path: string) => readFileSync(repositoryPath(path), "utf8");
const sorted = (values: Iterable<string>) => [...new Set(values)].sort();

test("docs/events.md is what the generator writes", () => {
  assert.ok(read(EVENTS_DOC_PATH) === generateEventsDoc(), "stale: run npm run generate");
});

test("every event of the types has a name, a sentence and an example", () => {
  const types = read(`${SOURCES}/events/event-types.ts`).matchAll(/\btype: "([a-z.]+)"/g);
  const names = sorted([...types].map(([, name]) => name ?? ""));
  assert.ok(names.length > 20);
  assert.equal(sorted(EVENT_NAMES), names);
  assert.equal(Object.keys(WHEN), EVENT_NAMES);
  assert.equal(
    EVENT_EXAMPLES.map(({ type }) => type),
    EVENT_NAMES,
  );
});

test("every code that an event is told with has a row, and no other", () => {
  const found: string[] = [];
  for (const path of readdirSync(repositoryPath(SOURCES), { recursive: true, encoding: "utf8" })) {
    if (!path.endsWith(".ts") || path.startsWith("http/")) continue;
    const text = read(`${SOURCES}/${path}`);
    for (const [, code] of text.matchAll(/\bcode: (?:[^",;]*\? [^",;]* : )?"([A-Z][A-Z_]+)"/g))
      found.push(code ?? "");
  }
  assert.equal(sorted(found), sorted(Object.keys(CODES)));
});
