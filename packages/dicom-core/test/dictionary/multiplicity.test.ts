import "../../src/index.ts";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { VM_CHOICES } from "../../src/dictionary/elements.generated.ts";
import { ANY_MULTIPLICITY, allowsCount, parseMultiplicity } from "../../src/dictionary/multiplicity.ts";

const test = testSuite("core/multiplicity");
const n = Number.POSITIVE_INFINITY;

test("reads every form that the dictionary prints", () => {
  const forms: [string, number, number, number][] = [
    ["1", 1, 1, 1],
    ["16", 16, 16, 1],
    ["1-3", 1, 3, 1],
    ["1-99", 1, 99, 1],
    ["1-n", 1, n, 1],
    ["2-n", 2, n, 1],
    ["2-2n", 2, n, 2],
    ["3-3n", 3, n, 3],
    ["6-6n", 6, n, 6],
  ];
  for (const [vm, min, max, step] of forms) assert.equal(parseMultiplicity(vm), { min, max, step }, vm);
  // An R behind it: that the element is retired.
  for (const vm of VM_CHOICES.replaceAll("R", "").split(" ")) {
    const { min, max } = parseMultiplicity(vm);
    assert.is(String(min), vm.split("-")[0], vm);
    assert.is(max === n, vm.endsWith("n"), vm);
  }
  for (const text of ["", "n", "1-", "many"]) assert.is(parseMultiplicity(text), ANY_MULTIPLICITY, text);
});

test("allows counts", () => {
  const allowed: [string, number[], number[]][] = [
    ["1", [0, 1], [2]],
    ["1-3", [1, 2, 3], [4]],
    ["2-2n", [0, 2, 4], [1, 3]],
    ["3-3n", [3, 6, 300], [1, 2, 4]],
    ["1-n", [1, 5000], []],
  ];
  for (const [vm, yes, no] of allowed) {
    for (const count of yes) assert.ok(allowsCount(parseMultiplicity(vm), count), `${vm} ${count}`);
    for (const count of no) assert.not.ok(allowsCount(parseMultiplicity(vm), count), `${vm} ${count}`);
  }
});
