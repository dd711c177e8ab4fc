/** Steps with their history in records.sqlite: after a restart, byte for byte, and where it cannot be written. */
import { join } from "node:path";
import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { PacsOptions } from "../../src/config/config.ts";
import { createPacs, type Pacs } from "../../src/pacs.ts";
import { openRecordsDatabase } from "../../src/records-db/records-database.ts";
import { MppsStore, type NewMppsMessage } from "../../src/services/mpps-store.ts";
import { WorklistStore } from "../../src/services/worklist-store.ts";
import { COMPLETED, CREATED, changed } from "../support/mpps-messages.ts";
import { encode, MppsPeer } from "../support/mpps-peer.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("minipacs/mpps store");

const UID = "1.2.3.4";

/** Runs a server on a folder, and closes it. */
async function onFolder<T>(
  dataDir: string,
  run: (pacs: Pacs) => Promise<T> | T,
  more: PacsOptions = {},
): Promise<T> {
  const pacs = await createPacs({ port: 0, host: "127.0.0.1", isHeadless: true, dataDir, ...more });
  try {
    return await run(pacs);
  } finally {
    await pacs.close({ drainMs: 0 });
  }
}

async function withPeer(pacs: Pacs, run: (peer: MppsPeer) => Promise<void>): Promise<void> {
  const peer = await MppsPeer.open(pacs.dicomPort);
  await run(peer);
  await peer.close();
}

test("after a restart everything is there: steps, messages with their bytes and violations, links", () =>
  withFolder(async (folder) => {
    const dataDir = join(folder, "data");
    const late = changed(COMPLETED, { "0010,0020": "P-2" });
    const told = await onFolder(dataDir, async (pacs) => {
      await withPeer(pacs, async (peer) => {
        await peer.create(UID, CREATED);
        await peer.create("1.2.3.5", changed(CREATED, { "0010,0010": "Zweite" }));
        await peer.set(UID, late);
        await peer.set(UID, late);
      });
      return pacs.mpps.list();
    });
    await onFolder(dataDir, async (pacs) => {
      // What is undefined is not kept.
      assert.equal(pacs.mpps.list(), JSON.parse(JSON.stringify(told)));
      assert.equal(
        told.map(({ sopInstanceUid }) => sopInstanceUid),
        [UID, "1.2.3.5"],
      );
      const history = pacs.mpps.history(UID);
      assert.equal(
        history.map(({ service, status, answer, callingAeTitle, peer }) => [
          ...[service, status, answer, callingAeTitle, peer.remoteAddress],
        ]),
        [
          ["N-CREATE", "IN PROGRESS", 0, "WIRE-CT", "127.0.0.1"],
          ["N-SET", "COMPLETED", 0, "WIRE-CT", "127.0.0.1"],
          ["N-SET", "COMPLETED", 0x0110, "WIRE-CT", "127.0.0.1"],
        ],
      );
      assert.equal(
        history.map(({ violations }) =>
          violations.map(({ rule, attribute }) => `${rule} ${attribute ?? ""}`),
        ),
        [[], ["M8 PatientID"], ["M11 "]],
      );
      for (const [index, sent] of [CREATED, late, late].entries()) {
        assertBytes(history[index]?.bytes ?? new Uint8Array(), encode(sent));
      }
      assert.is(history[0]?.dataset.getText("PatientName"), "Müller^Hans");
      assert.is(pacs.mpps.dataset(UID)?.getText("PatientName"), "Müller^Hans");
      assert.is(pacs.mpps.dataset(UID)?.getText("PatientID"), "P-2");
      await withPeer(pacs, async (peer) => {
        assert.is((await peer.create(UID, CREATED)).status, 0x0111);
        assert.is((await peer.set(UID, late)).errorId, 0xa710);
        assert.is((await peer.set("1.2.3.5", COMPLETED)).status, 0);
      });
    });
  }));

test("a step that is removed is gone with its history, also after a restart", () =>
  withFolder(async (folder) => {
    await onFolder(folder, async (pacs) => {
      await withPeer(pacs, async (peer) => {
        await peer.create(UID, CREATED);
        await peer.set(UID, COMPLETED);
      });
      assert.is(pacs.mpps.remove(UID), true);
      assert.is(pacs.mpps.remove(UID), false);
      assert.equal([pacs.mpps.size, pacs.mpps.get(UID), pacs.mpps.history(UID)], [0, undefined, []]);
    });
    await onFolder(folder, async (pacs) => {
      assert.equal(pacs.mpps.list(), []);
      await withPeer(pacs, async (peer) => {
        assert.is((await peer.set(UID, COMPLETED)).status, 0x0112);
        assert.is((await peer.create(UID, CREATED)).status, 0);
      });
      assert.is(pacs.mpps.history(UID).length, 1);
    });
  }));

test("of very many messages the N-CREATE and the latest are kept, the others are counted and told once", () =>
  withFolder(async (folder) => {
    const label = (n: number) => [["0040,0254", `Text ${n}`]] as const;
    const labels = (pacs: Pacs) =>
      pacs.mpps.history(UID).map(({ dataset }) => dataset.getText("PerformedProcedureStepDescription") ?? "");
    const earlier = await onFolder(
      folder,
      async (pacs) => {
        await withPeer(pacs, async (peer) => {
          await peer.create(UID, CREATED);
          for (let n = 1; n <= 5; n += 1) await peer.set(UID, label(n));
          await peer.set(UID, [["0010,0020", "P-2"]]);
        });
        assert.equal(labels(pacs), ["", "Text 5", ""]);
        const step = pacs.mpps.get(UID);
        assert.equal(
          step?.history.map(({ service }) => service),
          ["N-CREATE", "N-SET", "N-SET"],
        );
        assert.equal([step?.earlier?.messageCount, step?.earlier?.violationCount], [4, 0]);
        assert.ok((step?.earlier?.from ?? "") <= (step?.earlier?.to ?? ""));
        assert.is(pacs.mpps.dataset(UID)?.getText("PerformedProcedureStepDescription"), "Text 5");
        const told = pacs.events.recent().filter((event) => "code" in event && /LIMIT/.test(event.code));
        assert.is(told.length, 1);
        return step?.earlier;
      },
      { mppsHistory: 3 },
    );
    await onFolder(
      folder,
      async (pacs) => {
        assert.equal(pacs.mpps.get(UID)?.earlier, earlier);
        await withPeer(pacs, async (peer) => {
          await peer.set(UID, COMPLETED);
          await peer.set(UID, COMPLETED);
        });
        // Refused ones count as others do.
        assert.equal(
          pacs.mpps.get(UID)?.history.map(({ answer }) => answer),
          [0, 0x0110],
        );
        assert.equal([pacs.mpps.get(UID)?.earlier?.messageCount, pacs.mpps.history(UID).length], [7, 2]);
        assert.is(pacs.mpps.get(UID)?.earlier?.violationCount, 1);
      },
      { mppsHistory: 2 },
    );
  }));

test("where the records cannot be written, the modality hears 0110 and nothing is changed", async () => {
  const records = openRecordsDatabase();
  const mpps = new MppsStore({ records, worklist: new WorklistStore({ records }) });
  records.sqlite.exec("DROP TABLE mppsMessage");
  const message: NewMppsMessage = {
    ...{ time: "2026-11-24T10:00:00.000Z", service: "N-CREATE", status: "IN PROGRESS", answer: 0 },
    ...{
      callingAeTitle: "CT1",
      violations: [],
      transferSyntaxUid: "1.2.840.10008.1.2",
      bytes: encode(CREATED),
    },
    peer: {
      associationId: 1,
      callingAeTitle: "CT1",
      calledAeTitle: "M",
      remoteAddress: "::1",
      remotePort: 1,
    },
  };
  const summary = { sopInstanceUid: UID, scheduledSteps: [] } as never;
  assert.throws(
    () => mpps.record(UID, message, { summary, bytes: new Uint8Array() }),
    ({ code }: { code?: string }) => code === "RECORDS_WRITE",
  );
  assert.is(mpps.size, 0);
  records.close();
  await withFolder((folder) =>
    onFolder(folder, async (pacs) => {
      await withPeer(pacs, async (peer) => {
        pacs.mpps.record = () => {
          throw new Error("disk full");
        };
        assert.is((await peer.create(UID, CREATED)).status, 0x0110);
      });
      assert.is(pacs.mpps.size, 0);
    }),
  );
});
