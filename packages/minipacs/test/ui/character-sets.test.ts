/** Character sets in the page's words: all that the server offers, each once. */
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { CHARACTER_SETS } from "../../src/http/character-sets.ts";
import { nameOfCharacterSet } from "../../src/ui/character-sets.ts";
import { language } from "../../src/ui/i18n/words.ts";

const test = testSuite("minipacs/ui-character-sets");

test.afterEach(() => {
  language.value = "en";
});

const names = () => CHARACTER_SETS.map(nameOfCharacterSet);

test("in English they have the server's names", () => {
  assert.equal(
    names(),
    CHARACTER_SETS.map(({ name }) => name),
  );
});

test("in German no English word is left, and no two are called the same", () => {
  language.value = "de";
  assert.is(new Set(names()).size, CHARACTER_SETS.length);
  assert.not.match(names().join(" "), /Cyrillic|Greek|Arabic|Hebrew|Japanese|Korean\b|Chinese|simplified/);
  assert.ok(names().includes("Kyrillisch (ISO 8859-5)"), names().join("; "));
  assert.ok(names().includes("Chinesisch (GB 2312)"), names().join("; "));
});
