import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { brokenUids, locate } from "../../src/storage/locate.ts";

const test = testSuite("minipacs/locate");

const identity = {
  sopClassUid: "1.2.840.10008.5.1.4.1.1.2",
  sopInstanceUid: "1.2.3",
  studyInstanceUid: "1.2.1",
  seriesInstanceUid: "1.2.2",
};

test("files by study, series and instance", () => {
  assert.equal(locate(identity, true), ["1.2.1", "1.2.2", "1.2.3.dcm"]);
});

test("files what cannot be parsed by the command's UIDs", () => {
  assert.equal(locate(identity, false), ["unparsed", "1.2.840.10008.5.1.4.1.1.2", "1.2.3.dcm"]);
});

test("names what has no study or series", () => {
  const bare = { ...identity, studyInstanceUid: undefined, seriesInstanceUid: "" };
  assert.equal(locate(bare, true), ["unknown", "unknown", "1.2.3.dcm"]);
});

test("names the UIDs that break the grammar or are missing", () => {
  assert.equal(brokenUids(identity), []);
  assert.equal(brokenUids({ ...identity, sopInstanceUid: "1.02", seriesInstanceUid: undefined }), [
    "SOPInstanceUID",
    "SeriesInstanceUID",
  ]);
});

test("never makes a path of what a peer sent", () => {
  const hostile = [
    "../../etc",
    "..",
    ".",
    "a/b",
    "1.2/../../x",
    "1.2\0",
    "CON",
    "1..2",
    "01.2",
    "1.2.",
    "x".repeat(5000),
  ];
  for (const uid of hostile) {
    const location = locate(
      { ...identity, sopInstanceUid: uid, studyInstanceUid: uid, sopClassUid: uid },
      true,
    );
    assert.match(location[0] ?? "", /^hash-[0-9a-f]{40}$/);
    assert.match(location[2] ?? "", /^hash-[0-9a-f]{40}\.dcm$/);
    assert.match(locate({ ...identity, sopClassUid: uid }, false)[1] ?? "", /^hash-[0-9a-f]{40}$/);
  }
});

test("gives different names to different texts", () => {
  const at = (uid: string) => locate({ ...identity, studyInstanceUid: uid }, true)[0];
  assert.is.not(at("a"), at("b"));
  assert.is(at("a"), at("a"));
});
