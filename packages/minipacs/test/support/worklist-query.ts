/** Asks a server in this process for its worklist. */
import type { Dataset } from "@minipacs/dicom-core";
import { find } from "@minipacs/dimse";
import type { Pacs } from "../../src/pacs.ts";
import { targetOf } from "./running-pacs.ts";

export async function query(pacs: Pacs, identifier: Dataset): Promise<Dataset[]> {
  const answers: Dataset[] = [];
  for await (const answer of find(targetOf(pacs), "worklist", identifier)) answers.push(answer);
  return answers;
}

/** The patients of what is answered. */
export const names = async (pacs: Pacs, identifier: Dataset) =>
  (await query(pacs, identifier)).map((answer) => answer.getText("PatientName"));
