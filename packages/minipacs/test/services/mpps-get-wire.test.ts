/** N-GET and what is not served (M13, M16), in both modes, byte for byte; what a mode does apart from its answers. */
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { COMPLETED, CREATED, changed } from "../support/mpps-messages.ts";
import { MPPS_CLASS, type WireAnswer } from "../support/mpps-peer.ts";
import { MODES, newUid, play, scene, startServers } from "../support/mpps-scene.ts";

const test = testSuite("minipacs/mpps on the wire: N-GET", { timeoutMs: 20_000 });
startServers(test);

const items = (dataset: WireAnswer["dataset"], tag: string) => dataset?.get(tag) as Map<string, unknown>[];

for (const mode of MODES) {
  test(`M13: other services are not there: ${mode}`, () =>
    play(mode, async ({ peer, uid }) => {
      await peer.create(uid, CREATED);
      const instance = [
        ["0000,0003", MPPS_CLASS],
        ["0000,1001", uid],
      ] as const;
      for (const [field, command] of [
        [0x0150, instance],
        [0x0130, [...instance, ["0000,1008", "\x01\0"]]],
        [
          0x0100,
          [
            ["0000,0002", MPPS_CLASS],
            ["0000,1000", uid],
            ["0000,1002", "\x01\0"],
          ],
        ],
      ] as const) {
        assert.is((await peer.other(field, command)).status, 0x0211, field.toString(16));
      }
    }));

  test(`M16: N-GET: ${mode}`, async () => {
    const { events } = await scene(mode, async ({ peer, uid }) => {
      await peer.create(uid, CREATED);
      const some = await peer.get(uid, ["0010,0010", "0040,0254", "0040,0270"]);
      assert.is(some.status, 0);
      assert.equal(some.offendingElements, []);
      assert.equal([...(some.dataset?.keys() ?? [])], ["0008,0005", "0010,0010", "0040,0254", "0040,0270"]);
      assert.is(some.dataset?.get("0010,0010"), "M\xfcller^Hans ");
      assert.is(items(some.dataset, "0040,0270")[0]?.get("0008,0050"), "ACC-001 ");
      const unsupported = await peer.get(uid, ["0010,0020", "0010,4000", "0099,0010"]);
      assert.is(unsupported.status, 0x0001);
      assert.equal(unsupported.offendingElements, ["0010,4000", "0099,0010"]);
      assert.equal([...(unsupported.dataset?.keys() ?? [])], ["0008,0005", "0010,0020"]);
      const all = await peer.get(uid, []);
      assert.is(all.dataset?.size, CREATED.length);
      assert.is((await peer.get(newUid(), [])).status, 0x0112);
      await peer.set(uid, COMPLETED);
      assert.is((await peer.get(uid, ["0040,0252"])).dataset?.get("0040,0252"), "COMPLETED ");
    });
    const got = events.filter(({ type }) => type === "mpps.get") as { step?: object; status: number }[];
    assert.equal(
      got.map(({ status, step }) => [status, step !== undefined]),
      [
        [0, true],
        [1, true],
        [0, true],
        [0x0112, false],
        [0, true],
      ],
    );
  });

  test(`M16: what an SCP has to support and was not created comes empty: ${mode}`, () =>
    play("tolerant", async ({ peer, uid }) => {
      await peer.create(uid, [["0040,0252", "IN PROGRESS"]]);
      const answer = await peer.get(uid, ["0010,0010", "0040,0253"]);
      assert.is(answer.status, 0x0001);
      assert.equal(answer.offendingElements, ["0040,0253"]);
      assert.is(answer.dataset?.get("0010,0010"), "");
    }));

  test(`M16: N-GET is no operation of the MPPS class: ${mode}`, () =>
    play(mode, async ({ peer, uid }) => {
      await peer.create(uid, CREATED);
      const wrong = await peer.get(uid, [], { sopClassUid: MPPS_CLASS, contextId: 1 });
      assert.is(wrong.status, mode === "strict" ? 0x0211 : 0);
      const other = await peer.get(uid, [], { sopClassUid: "1.2.3", contextId: 3 });
      assert.is(other.status, mode === "strict" ? 0x0119 : 0);
    }));
}

test("a strict server keeps nothing of what it refuses but the message", () =>
  play("strict", async ({ peer, pacs, uid }) => {
    await peer.create(uid, CREATED);
    await peer.set(uid, [["0010,0010", "Other"]]);
    const step = pacs.mpps.get(uid);
    assert.is(step?.patientName, "Müller^Hans");
    assert.equal(
      step?.history.map(({ answer }) => answer),
      [0, 0x0105],
    );
    assert.is(pacs.mpps.history(uid)[1]?.dataset.getText("PatientName"), "Other");
    const unknown = newUid();
    await peer.create(unknown, changed(CREATED, { "0008,0060": undefined }));
    assert.is(pacs.mpps.get(unknown), undefined);
  }));

test("what is refused is among the refusals, whether there is a step or not", () =>
  play("strict", async ({ peer, pacs, uid }) => {
    const before = pacs.mppsRefusals.list().length;
    await peer.create(undefined, []);
    await peer.set(uid, COMPLETED);
    await peer.create(uid, CREATED);
    await peer.create(uid, CREATED);
    assert.equal(
      pacs.mppsRefusals
        .list()
        .slice(before)
        .map(({ service, sopInstanceUid, answer, peer: { callingAeTitle } }) => [
          ...[service, sopInstanceUid, answer, callingAeTitle],
        ]),
      [
        ["N-CREATE", "", 0x0120, "WIRE-CT"],
        ["N-SET", uid, 0x0112, "WIRE-CT"],
        ["N-CREATE", uid, 0x0111, "WIRE-CT"],
      ],
    );
  }));

test("a tolerant server takes a status that there is not as one in progress", () =>
  play("tolerant", async ({ peer, pacs, uid }) => {
    await peer.create(uid, changed(CREATED, { "0040,0252": undefined }));
    assert.is((await peer.set(uid, [["0040,0252", "DONE"]])).status, 0);
    assert.is(pacs.mpps.get(uid)?.status, "DONE");
    assert.is((await peer.set(uid, COMPLETED)).status, 0);
    assert.is((await peer.set(uid, COMPLETED)).status, 0x0110);
  }));
