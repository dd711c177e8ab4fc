// Elements by ascending tag against a Map and a sort.
import fc from "fast-check";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import "../../src/index.ts";
import { DataElement } from "../../src/dataset/element.ts";
import { ElementList } from "../../src/dataset/element-list.ts";

const test = testSuite("core/element-list");

const elementAt = (tag: number) => new DataElement(tag, "LO", { values: [] });
const tagsOf = (list: ElementList) => [...list.values()].map(({ tag }) => tag);

test("puts, finds and removes as a sorted map does", () => {
  const step = fc.record({ what: fc.constantFrom("set", "get", "delete", "go through"), tag: fc.nat(30) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const list = new ElementList();
      const map = new Map<number, DataElement>();
      for (const { what, tag } of steps) {
        if (what === "set") {
          const element = elementAt(tag);
          map.set(tag, element);
          list.set(element);
        } else if (what === "delete") {
          assert.is(list.delete(tag), map.delete(tag));
        } else if (what === "get") {
          assert.is(list.get(tag), map.get(tag));
        } else {
          const sorted = [...map.values()].sort((a, b) => a.tag - b.tag);
          const found = [...list.values()];
          assert.ok(found.length === sorted.length && found.every((element, i) => element === sorted[i]));
        }
        assert.is(list.size, map.size);
      }
    }),
    { seed: 3, numRuns: 500 },
  );
});

test("who goes through the elements sees them as they were", () => {
  const list = new ElementList();
  for (const tag of [1, 2, 3, 4]) list.set(elementAt(tag));
  const seen: number[] = [];
  for (const { tag } of list.values()) {
    seen.push(tag);
    list.delete(tag);
    list.set(elementAt(tag + 10));
  }
  assert.equal(seen, [1, 2, 3, 4]);
  assert.equal(tagsOf(list), [11, 12, 13, 14]);
});

test("filled at once: in order as they come, else sorted, the last of equal tags counts", () => {
  const list = new ElementList();
  list.fill([1, 5, 9].map(elementAt), true);
  assert.equal(tagsOf(list), [1, 5, 9]);
  const [first, second] = [elementAt(5), elementAt(5)];
  list.fill([first, elementAt(9), second, elementAt(1)], false);
  assert.equal(tagsOf(list), [1, 5, 9]);
  assert.is(list.get(5), second);
});
