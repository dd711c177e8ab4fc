/** What a requestor offers to take by C-GET when it is not told what will come. PS3.4 C.5.3, PS3.8 9.3.2.2. */
import { TRANSFER_SYNTAX } from "@minipacs/dicom-core";
import type { ContextOffer } from "../association/proposal.ts";

const NATIVE = [TRANSFER_SYNTAX.explicitVrLittleEndian, TRANSFER_SYNTAX.implicitVrLittleEndian];

const COMPRESSED = [
  TRANSFER_SYNTAX.jpegBaseline,
  TRANSFER_SYNTAX.jpegLosslessSv1,
  TRANSFER_SYNTAX.jpegLsLossless,
  TRANSFER_SYNTAX.jpeg2000Lossless,
  TRANSFER_SYNTAX.jpeg2000,
  TRANSFER_SYNTAX.rleLossless,
];

const STORAGE = "1.2.840.10008.5.1.4.1.1.";

/** Images that archives often hold compressed: CR, DX, MG, CT, MR, US, secondary capture, XA. */
const OFTEN_COMPRESSED = ["1", "1.1", "1.2", "2", "4", "6.1", "3.1", "7", "12.1"].map((end) => STORAGE + end);

/** The rest of what imaging departments hold: there is room for 128 contexts, not for all storage SOP classes. */
const OTHERS = [
  ...["1.1.1", "1.2.1", "1.3", "2.1", "2.2", "4.1", "4.2", "4.3", "4.4"], // for processing, intra-oral, enhanced CT and MR
  ...["6.2", "7.1", "7.2", "7.3", "7.4", "12.1.1", "12.2", "12.2.1"], // enhanced US, multi-frame captures, XA, XRF
  ...["13.1.3", "20", "30"], // tomosynthesis, nuclear medicine, parametric maps
  ...["9.1.1", "9.1.2", "9.1.3", "11.1", "11.2", "11.3", "11.4"], // waveforms, presentation states
  ...["66", "66.1", "66.2", "66.3", "66.4", "66.5", "67"], // raw data, registration, segmentation, value mapping
  ...["77.1.1", "77.1.1.1", "77.1.2", "77.1.3", "77.1.4", "77.1.4.1"], // visible light
  ...["77.1.5.1", "77.1.5.2", "77.1.5.4", "77.1.6"], // ophthalmology, slides
  ...["88.11", "88.22", "88.33", "88.34", "88.50", "88.59", "88.65", "88.67"], // reports, key objects, dose
  ...["104.1", "104.2", "104.3", "128", "130"], // documents, PET
].map((end) => STORAGE + end);

/** RT: image, dose, structures, plan, ion plan. */
const RADIOTHERAPY = ["1", "2", "3", "5", "8"].map((end) => `${STORAGE}481.${end}`);

/**
 * Returns offers of storage SOP classes with the requestor as SCP: native for all of them, and each common compression of
 * the images that often have one, in a context of its own, so that the provider can send objects as they are.
 */
export function retrievableContexts(): ContextOffer[] {
  return [...OFTEN_COMPRESSED, ...OTHERS, ...RADIOTHERAPY].flatMap((abstractSyntax) => [
    { abstractSyntax, transferSyntaxes: NATIVE, scpRole: true },
    ...(OFTEN_COMPRESSED.includes(abstractSyntax)
      ? COMPRESSED.map((uid) => ({ abstractSyntax, transferSyntaxes: [uid], scpRole: true }))
      : []),
  ]);
}
