import fc from "fast-check";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { PersonName, parsePersonName } from "../../src/index.ts";

const test = testSuite("core/person-name");

test("takes three groups of five components apart", () => {
  const name = parsePersonName("Yamada^Tarou^^Dr^PhD=山田^太郎=やまだ^たろう");
  assert.equal(name.alphabetic, {
    familyName: "Yamada",
    givenName: "Tarou",
    middleName: "",
    prefix: "Dr",
    suffix: "PhD",
  });
  assert.is(name.ideographic.givenName, "太郎");
  assert.is(name.phonetic.familyName, "やまだ");
  assert.is(name.toString(), "Yamada^Tarou^^Dr^PhD=山田^太郎=やまだ^たろう");
});

test("text that was read comes back as it is, parts without padding", () => {
  for (const text of [
    "Smith^John^^^",
    "=山田",
    "",
    "Smith ^ John",
    "a^b^c^d^e^f^^",
    "a=b=c=d^e=",
    "^^",
    "==",
  ]) {
    assert.is(parsePersonName(text).toString(), text);
  }
  const name = parsePersonName(" Smith ^ John ^^ Dr = 山田 ");
  assert.is(name.alphabetic.familyName, "Smith");
  assert.is(name.alphabetic.givenName, " John");
  assert.is(name.alphabetic.prefix, " Dr");
  assert.is(name.ideographic.familyName, "山田");
  assert.is(name.phonetic.familyName, "");
});

test("is made from parts", () => {
  assert.is(new PersonName({ alphabetic: { familyName: "Doe", givenName: "Jane" } }).toString(), "Doe^Jane");
});

test("a name from parts ends without delimiters, keeps empty groups before others", () => {
  assert.is(new PersonName({ alphabetic: { familyName: "Doe", suffix: "" } }).toString(), "Doe");
  assert.is(new PersonName({ alphabetic: { suffix: "Jr" } }).toString(), "^^^^Jr");
  assert.is(new PersonName({ phonetic: { familyName: "やまだ" } }).toString(), "==やまだ");
  assert.is(new PersonName({}).toString(), "");
});

test("what breaks the rule stays in the last component or group", () => {
  assert.is(parsePersonName("a^b^c^d^e^f").alphabetic.suffix, "e^f");
  assert.is(parsePersonName("a=b=c=d").phonetic.familyName, "c=d");
});

test("parts and text are inverse (seeded)", () => {
  const part = fc.string({ unit: fc.constantFrom(..."aZ é山ß.-"), maxLength: 6 }).map((text) => text.trim());
  const group = fc.record(
    { familyName: part, givenName: part, middleName: part, prefix: part, suffix: part },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(group, group, group, (alphabetic, ideographic, phonetic) => {
      const name = new PersonName({ alphabetic, ideographic, phonetic });
      const again = parsePersonName(name.toString());
      assert.equal(again.alphabetic, alphabetic);
      assert.equal(again.ideographic, ideographic);
      assert.equal(again.phonetic, phonetic);
      assert.is(again.toString(), name.toString());
    }),
    { seed: 3, numRuns: 500 },
  );
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."ab^= 山"), maxLength: 30 }), (text) => {
      assert.is(parsePersonName(text).toString(), text);
    }),
    { seed: 3, numRuns: 1000 },
  );
});
