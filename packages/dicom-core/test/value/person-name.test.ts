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

test("leaves out what is empty at the end, keeps empty groups before others", () => {
  assert.is(parsePersonName("Smith^John^^^").toString(), "Smith^John");
  assert.is(parsePersonName("=山田").toString(), "=山田");
  assert.is(parsePersonName("").toString(), "");
  assert.is(parsePersonName(" Smith ^ John ").toString(), "Smith^ John");
});

test("is made from parts", () => {
  assert.is(new PersonName({ alphabetic: { familyName: "Doe", givenName: "Jane" } }).toString(), "Doe^Jane");
});

test("more than five components stay in the last", () => {
  assert.is(parsePersonName("a^b^c^d^e^f").alphabetic.suffix, "e^f");
});
