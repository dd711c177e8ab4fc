import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { matchesPersonName, type PersonNameOptions } from "../../src/match/person-name-match.ts";

const test = testSuite("core/person-name-match");
const YAMADA = "Yamada^Tarou=山田^太郎=やまだ^たろう";

function check(cases: [string, string, boolean][], options: PersonNameOptions = {}): void {
  for (const [query, name, fits] of cases)
    assert.is(matchesPersonName(query, name, options), fits, `${query} | ${name}`);
}

test("without regard to case and to composed letters", () => {
  check([
    ["doe^jane", "Doe^Jane", true],
    ["MÜLLER^HANS", "Müller^Hans", true],
    ["Mu\u0308ller^Hans", "Müller^Hans", true],
    ["ΟΔΟΣ", "οδος", true],
    ["ΟΔΟΣ*", "οδοσα", true],
    ["Doe^Jane", "Doe^John", false],
    ["Doe", "Doe^Jane", false],
    ["Muller^Hans", "Müller^Hans", false],
  ]);
});

test("with regard to case, without regard to accents, as options say", () => {
  check(
    [
      ["doe^jane", "Doe^Jane", false],
      ["Doe^Jane", "Doe^Jane", true],
    ],
    { isPersonNameCaseSensitive: true },
  );
  check(
    [
      ["muller^hans", "Müller^Hans", true],
      ["Müller*", "Muller^Hans", true],
      ["か", "が", false],
      ["각", "가", false],
    ],
    { isPersonNameAccentSensitive: false },
  );
});

test("spaces around components and delimiters at the end do not count", () => {
  check([
    ["Doe^Jane^^", "Doe^Jane", true],
    ["Doe^Jane", "Doe^Jane^^^", true],
    [" Doe ^ Jane ", "Doe^Jane", true],
    ["Doe^^Jane", "Doe^Jane", false],
    ["Doe^Jane=", "Doe^Jane", true],
  ]);
});

test("wildcards within a group, delimiters included", () => {
  check([
    ["D*", "Doe^Jane", true],
    ["D*^J*", "Doe^Jane", true],
    ["*^Jane", "Doe^Jane", true],
    ["D?e^*", "Doe^Jane", true],
    ["Doe^*", "Doe", true],
    ["Doe^*^*", "Doe^Jane", true],
    ["Doe^?*", "Doe", false],
    ["*^*^A", "Doe^Jane", false],
    ["J*", "Doe^Jane", false],
    ["*山田*", YAMADA, true],
  ]);
});

test("one group fits any group of the name, several each the one in its place", () => {
  check([
    ["yamada^tarou", YAMADA, true],
    ["山田^太郎", YAMADA, true],
    ["やまだ*", YAMADA, true],
    ["Yamada*=山田*", YAMADA, true],
    ["Yamada*=山田*=やまだ*", YAMADA, true],
    ["=山田^太郎", YAMADA, true],
    ["==やまだ^たろう", YAMADA, true],
    ["=やまだ*", YAMADA, false],
    ["山田*=Yamada*", YAMADA, false],
    ["Yamada*=佐藤*", YAMADA, false],
    ["Yamada*=山田*", "Yamada^Tarou", false],
  ]);
});
