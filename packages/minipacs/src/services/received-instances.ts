/** The list of what C-STORE brought in, in memory. */
import type { ObjectLocation } from "../storage/object-store.ts";

/** A stored object as lists and pages show it; a plain object, empty text where the object says nothing. */
export interface ReceivedInstance {
  sopInstanceUid: string;
  sopClassUid: string;
  sopClassName: string;
  transferSyntaxUid: string;
  transferSyntaxName: string;
  /** Empty where the head of the object could not be parsed. */
  studyInstanceUid: string;
  seriesInstanceUid: string;
  patientName: string;
  patientId: string;
  accessionNumber: string;
  modality: string;
  studyDate: string;
  studyDescription: string;
  seriesDescription: string;
  /** Terms of (0008,0005). */
  specificCharacterSet: string[];
  hasPixelData: boolean;
  /** Of the file. */
  byteCount: number;
  callingAeTitle: string;
  /** ISO 8601. */
  receivedAt: string;
  location: ObjectLocation;
}

/** Instances in the order in which they came; one that comes again moves to the end. */
export class ReceivedInstances {
  readonly #byLocation = new Map<string, ReceivedInstance>();
  readonly #bySopInstanceUid = new Map<string, ReceivedInstance>();

  get size(): number {
    return this.#byLocation.size;
  }

  list(): ReceivedInstance[] {
    return [...this.#byLocation.values()];
  }

  /** Returns the instance with this UID; the latest, should objects of different series bear the same. */
  get(sopInstanceUid: string): ReceivedInstance | undefined {
    return this.#bySopInstanceUid.get(sopInstanceUid);
  }

  put(instance: ReceivedInstance): void {
    const key = instance.location.join("/");
    this.#byLocation.delete(key);
    this.#byLocation.set(key, instance);
    this.#bySopInstanceUid.set(instance.sopInstanceUid, instance);
  }
}
