import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  createDataset,
  type Dataset,
  encodeFileHead,
  isValidUid,
  readDicomFile,
  TRANSFER_SYNTAX,
  writeDataset,
} from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { DimseStatusError } from "../../src/errors.ts";
import type { DimseHandlers } from "../../src/scp/handler-types.ts";
import { MPPS } from "../../src/sop-class/mpps.ts";
import { VERIFICATION } from "../../src/sop-class/verification.ts";
import { MODALITY_WORKLIST_FIND } from "../../src/sop-class/worklist.ts";
import { type Loopback, rejection, startLoopback, withFolder } from "../support/loopback.ts";

const CT = "1.2.840.10008.5.1.4.1.1.2";
const CONTEXTS = [
  { abstractSyntax: VERIFICATION },
  { abstractSyntax: CT, transferSyntaxes: [TRANSFER_SYNTAX.explicitVrLittleEndian] },
  { abstractSyntax: CT, transferSyntaxes: [TRANSFER_SYNTAX.jpegBaseline] },
  { abstractSyntax: MODALITY_WORKLIST_FIND },
  { abstractSyntax: MPPS },
];

function ctImage(pixelBytes: number): Uint8Array {
  const dataset = createDataset({
    SOPClassUID: CT,
    SOPInstanceUID: "1.2.3.4",
    PatientName: "Müller^Hans",
    SpecificCharacterSet: "ISO_IR 192",
    Rows: 1,
  });
  dataset.set(
    0x7fe00010,
    Uint8Array.from({ length: pixelBytes }, (_, i) => i % 251),
    { vr: "OW" },
  );
  return writeDataset(dataset, { transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian });
}

const OBJECT = {
  sopClassUid: CT,
  sopInstanceUid: "1.2.3.4",
  transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian,
};

/** Every test runs over TCP, in memory, and in memory byte by byte. */
const WAYS: Record<string, (loopback: Loopback) => ReturnType<Loopback["connect"]>> = {
  tcp: (loopback) => loopback.connect({ contexts: CONTEXTS, callingAeTitle: "MODALITY" }),
  memory: (loopback) => loopback.connectInMemory({ contexts: CONTEXTS, callingAeTitle: "MODALITY" }),
  "one byte at a time": (loopback) =>
    loopback.connectInMemory({
      contexts: CONTEXTS,
      callingAeTitle: "MODALITY",
      transport: { maxChunkBytes: 1, bufferBytes: 100_000_000 },
    }),
};

for (const [way, open] of Object.entries(WAYS)) {
  const test = testSuite(`dimse/services/${way}`);
  const pixelBytes = way === "one byte at a time" ? 10_000 : 700_000;

  async function session(
    handlers: DimseHandlers,
    run: (association: Awaited<ReturnType<Loopback["connect"]>>, loopback: Loopback) => Promise<void>,
  ): Promise<Loopback> {
    const loopback = await startLoopback({ handlers });
    try {
      const association = await open(loopback);
      try {
        await run(association, loopback);
        await association.release();
      } finally {
        association.abort();
      }
      await loopback.first("association-released");
    } finally {
      await loopback.close();
    }
    return loopback;
  }

  test("C-ECHO, with and without a handler", async () => {
    let calledBy = "";
    const loopback = await session(
      {
        echo(request) {
          calledBy = request.association.callingAeTitle;
        },
      },
      async (association) => {
        assert.is((await association.echo()).status, 0);
        assert.is((await association.echo()).status, 0);
      },
    );
    assert.is(calledBy, "MODALITY");
    assert.equal(
      loopback.events.map(({ type }) => type),
      ["association-opened", "echo", "echo", "association-released"],
    );
    const [event] = loopback.of("echo");
    assert.is(event?.status, 0);
    assert.is(event?.association.calledAeTitle, "ANY-SCP");
    assert.ok((event?.durationMs ?? -1) >= 0);
    const [released] = loopback.of("association-released");
    assert.ok((released?.receivedBytes ?? 0) > 100 && (released?.sentBytes ?? 0) > 100);
    await session({}, async (association) => {
      assert.is((await association.echo()).status, 0);
    });
  });

  test("C-STORE: save writes a Part 10 file with the bytes as sent", async () => {
    const data = ctImage(pixelBytes);
    await withFolder(async (folder) => {
      const path = join(folder, "a.dcm");
      let size = 0;
      const loopback = await session(
        {
          async store(request) {
            assert.is(request.sopClassUid, CT);
            assert.is(request.sopInstanceUid, "1.2.3.4");
            size = (await request.save(path)).bytes;
          },
        },
        async (association) => {
          const result = await association.store({ ...OBJECT, data });
          assert.is(result.status, 0);
          assert.is(result.transferSyntaxUid, TRANSFER_SYNTAX.explicitVrLittleEndian);
        },
      );
      const bytes = new Uint8Array(await readFile(path));
      assert.is(bytes.length, size);
      const head = encodeFileHead({ ...OBJECT, sourceAeTitle: "MODALITY" });
      assertBytes(bytes.subarray(0, head.length), head, "head");
      assertBytes(bytes.subarray(head.length), data, "data set");
      assert.is(readDicomFile(bytes).dataset.getText("PatientName"), "Müller^Hans");
      const event = loopback.of("store")[0];
      assert.is(event?.bytes, data.length);
      assert.is(event?.transferSyntaxUid, TRANSFER_SYNTAX.explicitVrLittleEndian);
    });
  });

  test("C-STORE: head, then each way to read the rest", async () => {
    const data = ctImage(pixelBytes);
    const seen: unknown[] = [];
    await withFolder(async (folder) => {
      let turn = 0;
      await session(
        {
          async store(request) {
            turn += 1;
            const head = await request.head();
            seen.push(head?.getText("PatientName"), head?.has(0x7fe00010));
            if (turn === 1) {
              const parts: Uint8Array[] = [];
              for await (const part of request.stream) parts.push(part);
              assertBytes(new Uint8Array(Buffer.concat(parts)), data);
            } else if (turn === 2) {
              const dataset = await request.dataset();
              assert.is((dataset.get(0x7fe00010) as Uint8Array).length, pixelBytes);
            } else {
              const { bytes } = await request.save(join(folder, "b.dcm"));
              const file = new Uint8Array(await readFile(join(folder, "b.dcm")));
              assert.is(bytes, file.length);
              assertBytes(file.subarray(bytes - data.length), data);
            }
            assert.is((await rejection(request.dataset())).code, "STATE_STREAM_TAKEN");
          },
        },
        async (association) => {
          for (let i = 0; i < 3; i += 1) assert.is((await association.store({ ...OBJECT, data })).status, 0);
        },
      );
      assert.equal(seen, ["Müller^Hans", false, "Müller^Hans", false, "Müller^Hans", false]);
    });
  });

  test("C-STORE: what the handler does not read is received and dropped", async () => {
    await session(
      {
        store(request) {
          if (request.messageId === 2) throw new DimseStatusError(0xa700, "disk full");
        },
      },
      async (association) => {
        const data = ctImage(pixelBytes);
        assert.is((await association.store({ ...OBJECT, data })).status, 0);
        const refused = await association.store({ ...OBJECT, data });
        assert.is(refused.status, 0xa700);
        assert.is(refused.errorComment, "disk full");
        assert.is((await association.echo()).status, 0);
      },
    );
  });

  test("C-FIND: matches as they come, pending first", async () => {
    const loopback = await session(
      {
        async *find(request) {
          assert.is(request.identifier.getText("PatientID"), "P*");
          assert.is(request.sopClassUid, MODALITY_WORKLIST_FIND);
          yield createDataset({ PatientID: "P1" });
          yield { dataset: createDataset({ PatientID: "P2" }), status: 0xff01 };
        },
      },
      async (association) => {
        const found: (string | undefined)[] = [];
        for await (const match of association.find("worklist", createDataset({ PatientID: "P*" }))) {
          found.push(match.getText("PatientID"));
        }
        assert.equal(found, ["P1", "P2"]);
      },
    );
    assert.is(loopback.of("find")[0]?.matches, 2);
  });

  test("C-FIND: leaving the loop cancels, and the association goes on", async () => {
    let wasStopped = false;
    let reason: unknown;
    const loopback = await session(
      {
        async *find(request) {
          request.signal.addEventListener("abort", () => {
            reason = request.signal.reason;
          });
          try {
            for (let i = 0; ; i += 1) {
              yield createDataset({ PatientID: String(i) });
              await new Promise((resolve) => setTimeout(resolve, 1));
            }
          } finally {
            wasStopped = true;
          }
        },
      },
      async (association) => {
        for await (const match of association.find("worklist", createDataset({ PatientID: "" }))) {
          if (match.getText("PatientID") === "3") break;
        }
        let count = 0;
        for await (const _ of association.find("worklist", createDataset({}), { limit: 2 })) count += 1;
        assert.is(count, 2);
        assert.is((await association.echo()).status, 0);
      },
    );
    assert.ok(wasStopped);
    assert.instance(reason, DimseStatusError);
    assert.equal(
      loopback.of("find").map(({ status }) => status),
      [0xfe00, 0xfe00],
    );
  });

  test("C-FIND: one that the other side cancels by itself has failed", async () => {
    await session(
      {
        async *find() {
          yield createDataset({ PatientID: "P1" });
          throw new DimseStatusError(0xfe00, "no time");
        },
      },
      async (association) => {
        let count = 0;
        const read = async () => {
          for await (const _ of association.find("worklist", createDataset({}))) count += 1;
        };
        const error = (await rejection(read())) as DimseStatusError;
        assert.equal([count, error.status, error.errorComment], [1, 0xfe00, "no time"]);
        assert.is((await association.echo()).status, 0);
      },
    );
  });

  test("N-CREATE and N-SET; a UID is assigned where none was given", async () => {
    const created: (string | undefined)[] = [];
    let set: Dataset | undefined;
    const loopback = await session(
      {
        nCreate(request) {
          created.push(request.sopInstanceUid);
          assert.is(request.dataset.getText("PerformedProcedureStepStatus"), "IN PROGRESS");
          if (created.length === 3)
            return { sopInstanceUid: "1.2.777", dataset: createDataset({ Modality: "CT" }) };
          return undefined;
        },
        nSet(request) {
          set = request.dataset;
          if (request.sopInstanceUid !== "1.2.3")
            throw new DimseStatusError(0x0112, "no such MPPS", { errorId: 7 });
        },
      },
      async (association) => {
        const dataset = createDataset({ PerformedProcedureStepStatus: "IN PROGRESS" });
        const first = await association.nCreate({ sopClassUid: MPPS, sopInstanceUid: "1.2.3", dataset });
        assert.is(first.status, 0);
        assert.is(first.sopInstanceUid, "1.2.3");
        const second = await association.nCreate({ sopClassUid: MPPS, dataset });
        assert.ok(isValidUid(second.sopInstanceUid ?? ""));
        const third = await association.nCreate({ sopClassUid: MPPS, dataset });
        assert.is(third.sopInstanceUid, "1.2.777");
        assert.is(third.dataset?.getText("Modality"), "CT");
        const done = createDataset({ PerformedProcedureStepStatus: "COMPLETED" });
        const good = await association.nSet({ sopClassUid: MPPS, sopInstanceUid: "1.2.3", dataset: done });
        assert.is(good.status, 0);
        assert.is(good.sopInstanceUid, "1.2.3");
        const bad = await association.nSet({ sopClassUid: MPPS, sopInstanceUid: "1.2.4", dataset: done });
        assert.equal([bad.status, bad.errorComment, bad.errorId], [0x0112, "no such MPPS", 7]);
      },
    );
    assert.equal(created, ["1.2.3", undefined, undefined]);
    assert.is(set?.getText("PerformedProcedureStepStatus"), "COMPLETED");
    assert.equal(
      loopback.of("n-set").map(({ status, sopInstanceUid }) => [status, sopInstanceUid]),
      [
        [0, "1.2.3"],
        [0x0112, "1.2.4"],
      ],
    );
    assert.is(loopback.of("n-create")[2]?.sopInstanceUid, "1.2.777");
  });
}
