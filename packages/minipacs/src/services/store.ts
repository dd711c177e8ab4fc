/** C-STORE as provider: files what comes in, lists it, and looks at its character set. PS3.4 Annex B. */
import {
  type Dataset,
  declaredCharacterSet,
  findTransferSyntax,
  isDicomError,
  lookupUid,
} from "@minipacs/dicom-core";
import { DimseStatusError, STATUS, type StoreRequest } from "@minipacs/dimse";
import type { EventBus } from "../events/event-bus.ts";
import { describeDiskError } from "../storage/disk-error.ts";
import { locate } from "../storage/locate.ts";
import type { ObjectLocation, ObjectStore } from "../storage/object-store.ts";
import { peerOf } from "./peer.ts";
import type { ReceivedInstance, ReceivedInstances } from "./received-instances.ts";
import { RequestNotes } from "./request-notes.ts";

export interface StoreServiceOptions {
  objects: ObjectStore;
  received: ReceivedInstances;
  events: EventBus;
  /** Normalised terms that objects are compared with; none: nothing is compared. */
  charset: readonly string[];
}

/** What came of one C-STORE. */
export interface StoreNote {
  instance: ReceivedInstance;
  isReplacement: boolean;
}

/** The C-STORE provider. */
export class StoreService {
  readonly #options: StoreServiceOptions;
  readonly notes = new RequestNotes<StoreNote>();

  constructor(options: StoreServiceOptions) {
    this.#options = options;
  }

  /** Stores one object; resolves when its file is in place and it is listed. */
  async store(request: StoreRequest): Promise<void> {
    const { objects, received } = this.#options;
    const head = await this.#readHead(request);
    if (head) this.#compareCharacterSet(request, head);
    const identity = {
      sopClassUid: request.sopClassUid,
      sopInstanceUid: request.sopInstanceUid,
      studyInstanceUid: head && textOf(head, "StudyInstanceUID"),
      seriesInstanceUid: head && textOf(head, "SeriesInstanceUID"),
    };
    const location = locate(identity, head !== undefined);
    const { bytes, isReplacement } = await this.#put(objects, location, request);
    const instance = describeInstance(request, head, location, bytes);
    received.put(instance);
    this.notes.put(request.association, request.messageId, { instance, isReplacement });
  }

  /** A head that cannot be parsed is no reason to refuse the object: it is kept as it came, and that is told. */
  async #readHead(request: StoreRequest): Promise<Dataset | undefined> {
    try {
      return await request.head();
    } catch (error) {
      if (!isDicomError(error) || request.signal.aborted) throw error;
      this.#options.events.publish({
        type: "warning",
        code: "STORE_UNREADABLE_DATA_SET",
        message: `C-STORE data set cannot be parsed, kept under the UIDs of the command: ${error.message}`,
        peer: peerOf(request.association),
      });
      return undefined;
    }
  }

  #compareCharacterSet(request: StoreRequest, head: Dataset): void {
    const { charset, events } = this.#options;
    const received = declaredCharacterSet(head);
    const [theirs, ours] = [received.join("\\"), charset.join("\\")];
    if (theirs === "" || ours === "" || theirs === ours) return;
    events.publish({
      type: "warning",
      code: "STORE_CHARSET_MISMATCH",
      message: `C-STORE SpecificCharacterSet mismatch: received ${theirs}, server configured ${ours}`,
      peer: peerOf(request.association),
    });
  }

  async #put(objects: ObjectStore, location: ObjectLocation, request: StoreRequest) {
    try {
      return await objects.put(location, request);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      // Not the disk: the association ended, or the peer broke the protocol.
      if (isDicomError(error) || request.signal.aborted || typeof code !== "string") throw error;
      this.#options.events.publish({
        type: "error",
        code: "STORE_WRITE_FAILED",
        message: `C-STORE object could not be written: ${describeDiskError(code)}`,
        peer: peerOf(request.association),
      });
      throw new DimseStatusError(STATUS.outOfResources, `cannot be written: ${code}`, { cause: error });
    }
  }
}

function describeInstance(
  request: StoreRequest,
  head: Dataset | undefined,
  location: ObjectLocation,
  byteCount: number,
): ReceivedInstance {
  const { sopClassUid, sopInstanceUid, transferSyntaxUid, association } = request;
  const text = (key: string) => (head && textOf(head, key)) ?? "";
  return {
    sopInstanceUid,
    sopClassUid,
    sopClassName: lookupUid(sopClassUid)?.name ?? sopClassUid,
    transferSyntaxUid,
    transferSyntaxName: findTransferSyntax(transferSyntaxUid)?.name ?? transferSyntaxUid,
    studyInstanceUid: text("StudyInstanceUID"),
    seriesInstanceUid: text("SeriesInstanceUID"),
    patientName: text("PatientName"),
    patientId: text("PatientID"),
    accessionNumber: text("AccessionNumber"),
    modality: text("Modality"),
    studyDate: text("StudyDate"),
    studyDescription: text("StudyDescription"),
    seriesDescription: text("SeriesDescription"),
    specificCharacterSet: head ? declaredCharacterSet(head) : [],
    hasPixelData: head?.has("Rows") ?? false,
    byteCount,
    callingAeTitle: association.callingAeTitle,
    receivedAt: new Date().toISOString(),
    location,
  };
}

function textOf(dataset: Dataset, key: string): string | undefined {
  return dataset.getText(key)?.trim();
}
