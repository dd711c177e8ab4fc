/** A worklist of many entries, and what a query for one day of one station takes. */
import { createDataset, type Dataset, formatDate } from "@minipacs/dicom-core";
import { connect, MODALITY_WORKLIST_FIND } from "@minipacs/dimse";
import type { Pacs } from "../../src/pacs.ts";
import { targetOf } from "./running-pacs.ts";

const MODALITIES = ["CT", "MR", "US", "CR"] as const;
const DAY_COUNT = 1000;

/** Returns entry `n`: its day is one of 1,000, its station one of 20, its modality that of the station. */
export function largeEntry(n: number): Dataset {
  const day = formatDate(new Date(2026, 0, 1 + (n % DAY_COUNT)));
  const station = Math.floor(n / DAY_COUNT) % 20;
  return createDataset(
    {
      PatientName: `Muster^Patient${n}`,
      PatientID: `P-${n}`,
      AccessionNumber: `ACC-${n}`,
      StudyInstanceUID: `1.2.3.${n}`,
      RequestedProcedureID: `RP-${n}`,
      RequestedProcedureDescription: "CT Schädel",
      ScheduledProcedureStepSequence: [
        {
          Modality: MODALITIES[station % 4] as string,
          ScheduledStationAETitle: `STATION${station}`,
          ScheduledProcedureStepStartDate: day,
          ScheduledProcedureStepStartTime: "080000",
          ScheduledProcedureStepID: `SPS-${n}`,
        },
      ],
    },
    { validate: false },
  );
}

/** Returns the answers to a query, and the median of the times that it takes over one association, ms. */
export async function timeQuery(pacs: Pacs, query: Dataset, times = 9) {
  const association = await connect({
    ...targetOf(pacs),
    contexts: [{ abstractSyntax: MODALITY_WORKLIST_FIND }],
  });
  const tookMs: number[] = [];
  let accessionNumbers: (string | undefined)[] = [];
  for (let time = 0; time < times; time += 1) {
    const startedMs = performance.now();
    accessionNumbers = [];
    for await (const answer of association.find("worklist", query)) {
      accessionNumbers.push(answer.getText("AccessionNumber"));
    }
    tookMs.push(performance.now() - startedMs);
  }
  await association.release();
  const medianMs = tookMs.sort((a, b) => a - b)[Math.floor(times / 2)] as number;
  return { accessionNumbers, medianMs };
}
