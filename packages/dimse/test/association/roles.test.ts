import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { agreedRoles, answerRoles, type Roles } from "../../src/association/roles.ts";

const test = testSuite("dimse/roles");

/** `SCU`, `SCP`, `both`, `none` of the roles, or no item 54H at all. */
type Item = "SCU" | "SCP" | "both" | "none" | "absent";

function item(name: Item) {
  if (name === "absent") return undefined;
  return {
    sopClassUid: "1.2",
    scuRole: name === "SCU" || name === "both",
    scpRole: name === "SCP" || name === "both",
  };
}

function nameOf(roles: Roles | undefined): Item {
  if (!roles) return "absent";
  if (roles.scuRole) return roles.scpRole ? "both" : "SCU";
  return roles.scpRole ? "SCP" : "none";
}

/** Proposed, answered, and what the requestor is then. PS3.7 D.3.3.4: the default is SCU. */
const AGREED: [Item, Item, Item][] = [
  ["absent", "absent", "SCU"],
  ["absent", "SCU", "SCU"],
  ["absent", "SCP", "SCU"],
  ["absent", "both", "SCU"],
  ["absent", "none", "SCU"],
  ["SCU", "absent", "SCU"],
  ["SCU", "SCU", "SCU"],
  ["SCU", "SCP", "none"],
  ["SCU", "both", "SCU"],
  ["SCU", "none", "none"],
  ["SCP", "absent", "SCU"],
  ["SCP", "SCU", "none"],
  ["SCP", "SCP", "SCP"],
  ["SCP", "both", "SCP"],
  ["SCP", "none", "none"],
  ["both", "absent", "SCU"],
  ["both", "SCU", "SCU"],
  ["both", "SCP", "SCP"],
  ["both", "both", "both"],
  ["both", "none", "none"],
  ["none", "absent", "SCU"],
  ["none", "SCU", "SCU"],
  ["none", "SCP", "SCU"],
  ["none", "both", "SCU"],
  ["none", "none", "SCU"],
];

for (const [proposed, answered, expected] of AGREED) {
  test(`proposed ${proposed}, answered ${answered}: ${expected}`, () => {
    assert.is(nameOf(agreedRoles(item(proposed), item(answered))), expected);
  });
}

/** Proposed, allowed by the acceptor, and its answer. */
const ANSWERS: [Item, Item, Item][] = [
  ["absent", "both", "absent"],
  ["none", "both", "absent"],
  ["SCU", "SCU", "SCU"],
  ["SCU", "SCP", "none"],
  ["SCU", "both", "SCU"],
  ["SCP", "SCU", "none"],
  ["SCP", "SCP", "SCP"],
  ["SCP", "both", "SCP"],
  ["both", "SCU", "SCU"],
  ["both", "SCP", "SCP"],
  ["both", "both", "both"],
  ["both", "none", "none"],
];

for (const [proposed, allowed, expected] of ANSWERS) {
  test(`proposed ${proposed}, allowed ${allowed}: answered ${expected}`, () => {
    assert.is(nameOf(answerRoles(item(proposed), item(allowed) as Roles)), expected);
  });
}

test("the table has every pair once", () => {
  assert.is(new Set(AGREED.map(([proposed, answered]) => `${proposed} ${answered}`)).size, 25);
});
