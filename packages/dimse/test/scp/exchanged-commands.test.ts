/** This package on both ends, the command sets between them compared with the fixtures in test-vectors/dimse. */
import { createDataset } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { DimseStatusError } from "../../src/errors.ts";
import { decodePdu } from "../../src/pdu/decode-pdu.ts";
import { PduFramer } from "../../src/pdu/framer.ts";
import { defaultAcceptedContext } from "../../src/scp/accepted-contexts.ts";
import type { DimseHandlers } from "../../src/scp/handler-types.ts";
import { serve } from "../../src/scp/serve.ts";
import { connect } from "../../src/scu/connect.ts";
import { MPPS } from "../../src/sop-class/mpps.ts";
import { STORAGE_COMMITMENT, STORAGE_COMMITMENT_INSTANCE } from "../../src/sop-class/storage-commitment.ts";
import { VERIFICATION } from "../../src/sop-class/verification.ts";
import { createMemoryTransportPair, type MemoryTransport } from "../../src/transport/memory.ts";
import { readCommandVector } from "../pdu/read-vector.ts";

const test = testSuite("dimse/exchanged-commands");

const FILM_SESSION = "1.2.840.10008.5.1.1.1";
const MPPS_RETRIEVE = "1.2.840.10008.3.1.2.3.4";
const SOP_CLASSES = [VERIFICATION, MPPS, MPPS_RETRIEVE, FILM_SESSION, STORAGE_COMMITMENT];
const dataset = createDataset({ Modality: "CT" });

interface Exchange {
  handlers: DimseHandlers;
  call(association: Awaited<ReturnType<typeof connect>>): Promise<{ status: number }>;
  status: number;
  /** Whether the requestor has to be SCP. */
  scpRole?: boolean;
}

/** By the fixtures of request and response. */
const EXCHANGES: Record<string, Exchange> = {
  "c-echo-rq c-echo-rsp-optional": {
    handlers: {},
    call: (association) => association.echo(),
    status: 0,
  },
  "n-create-rq n-create-rsp-optional": {
    handlers: { nCreate: () => ({ status: 0x0116, sopInstanceUid: "1.2.826.0.1.7", dataset }) },
    call: (association) => association.nCreate({ sopClassUid: FILM_SESSION }),
    status: 0x0116,
  },
  "n-create-rq-optional n-create-rsp-duplicate": {
    handlers: {
      nCreate: () => {
        throw new DimseStatusError(0x0111);
      },
    },
    call: (association) =>
      association.nCreate({ sopClassUid: MPPS, sopInstanceUid: "1.2.826.0.1.55", dataset }),
    status: 0x0111,
  },
  "n-set-rq n-set-rsp-optional": {
    handlers: {
      nSet: () => {
        throw new DimseStatusError(0x0110, "may no longer be updated", { errorId: 0xa710 });
      },
    },
    call: (association) => association.nSet({ sopClassUid: MPPS, sopInstanceUid: "1.2.826.0.1.55", dataset }),
    status: 0x0110,
  },
  "n-get-rq-optional n-get-rsp-optional": {
    handlers: { nGet: () => ({ status: 0x0107, dataset, attributes: [0x00080060] }) },
    call: (association) =>
      association.nGet({
        sopClassUid: MPPS_RETRIEVE,
        sopInstanceUid: "1.2.826.0.1.7",
        attributes: [0x00400252, 0x00400244, 0x00080060],
      }),
    status: 0x0107,
  },
  "n-delete-rq n-delete-rsp-optional": {
    handlers: { nDelete: () => ({ status: 0x0119 }) },
    call: (association) =>
      association.nDelete({ sopClassUid: FILM_SESSION, sopInstanceUid: "1.2.826.0.1.55" }),
    status: 0x0119,
  },
  "n-action-rq n-action-rsp-optional": {
    handlers: { nAction: () => ({ status: 0xb602, dataset }) },
    call: (association) =>
      association.nAction({ sopClassUid: FILM_SESSION, sopInstanceUid: "1.2.826.0.1.55", actionTypeId: 1 }),
    status: 0xb602,
  },
  "n-event-report-rq-optional n-event-report-rsp-optional": {
    handlers: { nEventReport: () => ({ dataset }) },
    call: (association) =>
      association.nEventReport({
        sopClassUid: STORAGE_COMMITMENT,
        sopInstanceUid: STORAGE_COMMITMENT_INSTANCE,
        eventTypeId: 1,
        dataset,
      }),
    status: 0,
    scpRole: true,
  },
};

/** Returns the command sets that an end writes, as they are written. */
function commandsOf(transport: MemoryTransport): Uint8Array[] {
  const commands: Uint8Array[] = [];
  const framer = new PduFramer();
  const write = transport.write.bind(transport);
  transport.write = (chunks) => {
    for (const chunk of chunks) {
      for (const { body } of framer.push(chunk.slice())) {
        const pdu = decodePdu(body);
        const pdvs = pdu.type === "P-DATA-TF" ? pdu.pdvs.filter(({ isCommand }) => isCommand) : [];
        for (const { data, isLast } of pdvs) {
          assert.ok(isLast, "a command set of this size fills one fragment");
          commands.push(data.slice());
        }
      }
    }
    return write(chunks);
  };
  return commands;
}

for (const [names, { handlers, call, status, scpRole = false }] of Object.entries(EXCHANGES)) {
  test(names, async () => {
    const server = await serve({
      aeTitle: "MINIPACS",
      port: 0,
      host: "127.0.0.1",
      handlers,
      contexts: SOP_CLASSES.map((uid) => ({ ...defaultAcceptedContext(uid), allowsRequestorAsScp: scpRole })),
    });
    const [near, far] = createMemoryTransportPair();
    const written = [commandsOf(near), commandsOf(far)];
    try {
      const association = await connect({
        host: "memory",
        port: 0,
        contexts: SOP_CLASSES.map((abstractSyntax) => ({ abstractSyntax, scpRole, scuRole: true })),
        openTransport: async () => {
          server.take(far);
          return near;
        },
      });
      assert.is((await call(association)).status, status);
      await association.release();
    } finally {
      await server.close({ drainMs: 0 });
    }
    names.split(" ").forEach((name, i) => {
      assert.is(written[i]?.length, 1, name);
      assertBytes(written[i]?.[0] ?? new Uint8Array(), readCommandVector(name), name);
    });
  });
}
