/** Keys as people and assistive technology are told them. */
import "../../src/index.ts";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { describeKey, keysOf } from "../../src/controls/key-names.ts";
import { createLabels } from "../../src/controls/labels.ts";
import { mergeBindings } from "../../src/tool/bindings.ts";
import { COMMANDS, type CommandName } from "../../src/tool/commands.ts";

const test = testSuite("viewer/key-names");

test("names of bindings are read as keys that are held together", () => {
  assert.equal(describeKey("i"), { parts: ["I"], context: "always", aria: "I" });
  assert.equal(describeKey("Ctrl+o"), { parts: ["Ctrl", "O"], context: "always", aria: "Control+O" });
  assert.equal(describeKey("Shift+PageUp"), {
    parts: ["Shift", "Page Up"],
    context: "always",
    aria: "Shift+PageUp",
  });
  assert.equal(describeKey("stack:ArrowUp"), { parts: ["↑"], context: "stack", aria: "ArrowUp" });
  assert.equal(describeKey("measure:Enter").context, "measure");
  assert.equal(describeKey(" "), { parts: ["Space"], context: "always", aria: "Space" });
});

test("plus is a key as well as what joins keys", () => {
  assert.equal(describeKey("+"), { parts: ["+"], context: "always", aria: "Plus" });
  assert.equal(describeKey("Ctrl++"), { parts: ["Ctrl", "+"], context: "always", aria: "Control+Plus" });
});

test("a page's own keys are told in place of the usual ones", () => {
  const bindings = mergeBindings({ keys: { i: null, y: "invert", "Ctrl+i": "invert" } });
  assert.equal(
    keysOf("invert", bindings).map(({ parts }) => parts.join(" ")),
    ["Y", "Ctrl I"],
  );
});

test("every command has a key and a label", () => {
  const label = createLabels();
  for (const name of Object.keys(COMMANDS) as CommandName[]) {
    assert.ok(keysOf(name, mergeBindings()).length > 0, name);
    assert.is(label(name), COMMANDS[name].label);
  }
});

test("labels of a page go before the English ones, values into their places", () => {
  const label = createLabels({ invert: "Umkehren", "frame-of": "Bild {0} von {1}" });
  assert.is(label("invert"), "Umkehren");
  assert.is(label("frame-of", 3, 12), "Bild 3 von 12");
  assert.is(label("width"), "Width");
});
