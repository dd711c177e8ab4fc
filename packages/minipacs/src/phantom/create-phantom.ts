/** Synthetic objects to test with, so that nobody needs a patient's. */
import { createFileMeta, type Dataset, type DicomFile } from "@minipacs/dicom-core";
import { crImage } from "./cr.ts";
import { ctSeries } from "./ct.ts";
import { mrSeries } from "./mr.ts";
import { type PhantomKind, type PhantomOptions, type PhantomPlan, planPhantom } from "./options.ts";
import { pdfDocument } from "./pdf.ts";
import { srDocument } from "./sr.ts";
import { usCine } from "./us.ts";
import { xaCine } from "./xa.ts";

/** An object, of which kind it is, and which one of its series. */
export interface PhantomObject extends DicomFile {
  readonly kind: PhantomKind;
  /** Instance Number, from 1. */
  readonly number: number;
}

const MAKERS: { readonly [K in PhantomKind]: (plan: PhantomPlan) => Iterable<Dataset> } = {
  ct: ctSeries,
  mr: mrSeries,
  xa: xaCine,
  us: usCine,
  cr: crImage,
  sr: srDocument,
  pdf: pdfDocument,
};

/**
 * Returns test objects of one study of one patient who does not exist, a series of each kind; each object is made
 * when it is asked for. `writeDicomFile` gives its bytes, and `store` of @minipacs/dimse sends it as it is.
 *
 * CT values are Hounsfield units, exact in the regions of {@link CT_REGIONS}; letters burnt into the images tell
 * their orientation, a counter the slice or frame.
 *
 * @throws InvalidArgumentError ARG_PHANTOM naming the option, ARG_CHARSET; ARG_VALUE_... for a name or number that its
 *   VR does not allow
 * @throws EncodeError ENCODE_CHARACTER for a name that the character set does not hold
 */
export async function* createPhantom(
  options: PhantomOptions = {},
): AsyncGenerator<PhantomObject, void, undefined> {
  const plan = planPhantom(options);
  for (const kind of plan.kinds) {
    for (const dataset of MAKERS[kind](plan)) {
      options.signal?.throwIfAborted();
      yield asFile(plan, kind, dataset);
    }
  }
}

/** Returns how many objects the options make, without making them. */
export function countPhantom(options: PhantomOptions = {}): number {
  const { kinds, countOf } = planPhantom(options);
  return kinds.reduce((sum, kind) => sum + (kind === "ct" || kind === "mr" ? countOf(kind) : 1), 0);
}

function asFile(plan: PhantomPlan, kind: PhantomKind, dataset: Dataset): PhantomObject {
  const { transferSyntaxUid } = plan;
  const meta = createFileMeta({
    sopClassUid: dataset.get("SOPClassUID") as string,
    sopInstanceUid: dataset.get("SOPInstanceUID") as string,
    transferSyntaxUid,
  });
  const number = dataset.get("InstanceNumber") as number;
  return { meta, dataset, transferSyntaxUid, diagnostics: [], kind, number };
}
