/** C-STORE as provider: files what comes in, indexes it, and tells what is odd about it. PS3.4 Annex B. */
import { type Dataset, isDicomError } from "@minipacs/dicom-core";
import { type AssociationInfo, DimseStatusError, STATUS, type StoreRequest } from "@minipacs/dimse";
import type { PacsSettings } from "../config/settings.ts";
import type { EventBus } from "../events/event-bus.ts";
import { HeadTexts } from "../index-db/head-texts.ts";
import type { IndexedInstance } from "../index-db/instance-index.ts";
import {
  columnOf,
  createInstanceRecord,
  type InstanceFacts,
  isIndexed,
} from "../index-db/instance-record.ts";
import { instanceOf } from "../index-db/listed-instance.ts";
import { readStoredRecord } from "../index-db/stored-record.ts";
import type { Archive } from "../storage/archive.ts";
import { describeDiskError } from "../storage/disk-error.ts";
import { locate } from "../storage/locate.ts";
import type { ObjectLocation, PutOutcome } from "../storage/object-store.ts";
import {
  charsetWarnings,
  type ObjectWarning,
  objectWarnings,
  type ReceivedObject,
} from "./object-warnings.ts";
import { peerOf } from "./peer.ts";
import { RequestNotes } from "./request-notes.ts";
import { stationTerms } from "./station-charset.ts";
import { noteReceivedBytes } from "./young-garbage.ts";

export interface StoreServiceOptions {
  /** Where objects go now. */
  archive(): Archive;
  events: EventBus;
  settings(): Pick<PacsSettings, "charset" | "charsetFor" | "onDuplicate">;
}

/** What came of one C-STORE. */
export interface StoreNote {
  outcome: PutOutcome;
  /** What is in place and was sent; absent where another object was kept. */
  instance: IndexedInstance | undefined;
}

/** What is remembered from one object of an association to the next. */
interface StoringAssociation {
  texts: HeadTexts;
  /** Differences between character sets that were told. */
  toldCharacterSets: Set<string>;
}

/** The C-STORE provider. */
export class StoreService {
  readonly #options: StoreServiceOptions;
  readonly notes = new RequestNotes<StoreNote>();
  readonly #associations = new WeakMap<AssociationInfo, StoringAssociation>();

  constructor(options: StoreServiceOptions) {
    this.#options = options;
  }

  /** Stores one object; resolves when its file is in place and it is listed. */
  async store(request: StoreRequest): Promise<void> {
    const head = await this.#readHead(request);
    const identity = {
      sopClassUid: request.sopClassUid,
      sopInstanceUid: request.sopInstanceUid,
      studyInstanceUid: head && textOf(head, "StudyInstanceUID"),
      seriesInstanceUid: head && textOf(head, "SeriesInstanceUID"),
    };
    // What is expected now holds for this object, whatever is set while it comes in.
    const expectedCharset = stationTerms(this.#options.settings(), request.association.callingAeTitle);
    if (head) this.#warn(request, { head, identity, expectedCharset });
    const location = locate(identity, head !== undefined);
    const note = await this.#put(location, request, { head, expectedCharset });
    noteReceivedBytes(request.receivedBytes);
    this.notes.put(request.association, request.messageId, note);
    if (note.outcome === "rejected") {
      throw new DimseStatusError(STATUS.duplicateSopInstance, "another object is there already");
    }
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

  #warn(request: StoreRequest, known: Pick<ReceivedObject, "head" | "identity" | "expectedCharset">): void {
    const { sopClassUid: SOPClassUID, sopInstanceUid: SOPInstanceUID } = request;
    const object = { by: "C-STORE", ...known, beside: { SOPClassUID, SOPInstanceUID } } as const;
    this.#tell(request, objectWarnings(object));
  }

  #tell({ association }: StoreRequest, warnings: readonly ObjectWarning[]): void {
    const { events } = this.#options;
    for (const { code, message } of warnings) {
      if (code === "STORE_CHARSET_MISMATCH") {
        // All objects of a series say the same: one line tells it.
        const { toldCharacterSets } = this.#remembered(association);
        if (toldCharacterSets.has(message)) continue;
        toldCharacterSets.add(message);
      }
      events.publish({ type: "warning", code, message, peer: peerOf(association) });
    }
  }

  async #put(
    location: ObjectLocation,
    request: StoreRequest,
    { head, expectedCharset }: Pick<InstanceFacts, "head"> & Pick<ReceivedObject, "expectedCharset">,
  ): Promise<StoreNote> {
    const { archive, settings } = this.#options;
    const { onDuplicate } = settings();
    const { texts } = this.#remembered(request.association);
    let instance: IndexedInstance | undefined;
    try {
      const outcome = await archive().use(({ objects, index }) =>
        objects.put(location, request, {
          onDuplicate,
          onPlaced: async (file, placed) => {
            // What cannot be parsed on its way in, such as a deflated data set, may be read from the file.
            const stored = head ? undefined : await readStoredRecord(objects, location, file);
            const facts = { ...factsOf(request), ...file, location, head, expectedCharset };
            const expected = expectedCharset.join("\\");
            const record = stored
              ? { ...stored, expectedCharacterSet: expected }
              : createInstanceRecord(facts, texts);
            if (stored) {
              const declared = columnOf(stored, "instance", "SpecificCharacterSet");
              this.#tell(request, charsetWarnings({ by: "C-STORE", declared, expected }));
            }
            const isKnown = placed === "unchanged" && isIndexed(record, await index.file(location));
            instance = isKnown ? instanceOf(record) : await index.put(record);
          },
        }),
      );
      return { outcome, instance };
    } catch (error) {
      throw this.#describeFailure(error, request);
    }
  }

  #remembered(association: AssociationInfo): StoringAssociation {
    const known = this.#associations.get(association);
    if (known) return known;
    const made = { texts: new HeadTexts(), toldCharacterSets: new Set<string>() };
    this.#associations.set(association, made);
    return made;
  }

  #describeFailure(error: unknown, request: StoreRequest): unknown {
    const { code } = error as NodeJS.ErrnoException;
    // Not the disk: the association ended, or the peer broke the protocol.
    if (isDicomError(error) || request.signal.aborted || typeof code !== "string") return error;
    this.#options.events.publish({
      type: "error",
      code: "STORE_WRITE_FAILED",
      message: `C-STORE object could not be written: ${describeDiskError(code)}`,
      peer: peerOf(request.association),
    });
    return new DimseStatusError(STATUS.outOfResources, `cannot be written: ${code}`, { cause: error });
  }
}

function factsOf({ sopClassUid, sopInstanceUid, transferSyntaxUid, association }: StoreRequest) {
  return { sopClassUid, sopInstanceUid, transferSyntaxUid, callingAeTitle: association.callingAeTitle };
}

function textOf(dataset: Dataset, key: string): string | undefined {
  return dataset.getText(key)?.trim();
}
