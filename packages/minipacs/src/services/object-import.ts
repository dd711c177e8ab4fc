/** Takes Part 10 files that come by another way than C-STORE into the archive, under the same rules. */
import { open } from "node:fs/promises";
import { InvalidArgumentError, openDicomFile } from "@minipacs/dicom-core";
import type { PacsSettings } from "../config/settings.ts";
import type { EventBus } from "../events/event-bus.ts";
import type { IndexedInstance } from "../index-db/instance-index.ts";
import { createInstanceRecord, isIndexed } from "../index-db/instance-record.ts";
import { instanceOf } from "../index-db/listed-instance.ts";
import type { Archive } from "../storage/archive.ts";
import { locate } from "../storage/locate.ts";
import type { PutOutcome } from "../storage/object-store.ts";
import { objectWarnings } from "./object-warnings.ts";
import { stationTerms } from "./station-charset.ts";

const PIXEL_DATA = 0x7fe00010;

/** What came of an import. */
export interface ImportedObject {
  outcome: PutOutcome;
  sopInstanceUid: string;
  /** Absent where another object was kept. */
  instance: IndexedInstance | undefined;
}

/**
 * Stores a Part 10 file, its bytes as they come; only its head is held in memory. The event `storage.imported` tells
 * what came of it.
 *
 * @throws what openDicomFile throws where it is no DICOM file; InvalidArgumentError ARG_OBJECT where it does not say what
 *   it is; the system's errors
 */
export async function importObject(
  archive: Archive,
  source: AsyncIterable<Uint8Array>,
  options: { settings: Pick<PacsSettings, "charset" | "charsetFor" | "onDuplicate">; events: EventBus },
): Promise<ImportedObject> {
  const { settings, events } = options;
  const { onDuplicate } = settings;
  const stream = new HeadedStream(source);
  const { meta, dataset, transferSyntaxUid } = await openDicomFile(stream.head(), { until: PIXEL_DATA });
  const textOf = (key: string) => dataset.getText(key)?.trim() || undefined;
  const sopClassUid = textOf("SOPClassUID") ?? meta.getText("MediaStorageSOPClassUID")?.trim() ?? "";
  const sopInstanceUid = textOf("SOPInstanceUID") ?? meta.getText("MediaStorageSOPInstanceUID")?.trim() ?? "";
  const callingAeTitle = meta.getText("SourceApplicationEntityTitle")?.trim() ?? "";
  const identity = {
    ...{ sopClassUid, sopInstanceUid },
    studyInstanceUid: textOf("StudyInstanceUID"),
    seriesInstanceUid: textOf("SeriesInstanceUID"),
  };
  if (sopClassUid === "" || sopInstanceUid === "" || !meta.has("TransferSyntaxUID")) {
    const why =
      "file meta information with a transfer syntax, SOP Class UID and SOP Instance UID are expected";
    throw new InvalidArgumentError("ARG_OBJECT", why);
  }
  const beside = {
    SOPClassUID: meta.getText("MediaStorageSOPClassUID")?.trim(),
    SOPInstanceUID: meta.getText("MediaStorageSOPInstanceUID")?.trim(),
  };
  const expectedCharset = stationTerms(settings, callingAeTitle);
  for (const warning of objectWarnings({ by: "Upload", head: dataset, identity, beside, expectedCharset })) {
    events.publish({ type: "warning", ...warning, peer: undefined });
  }
  const location = locate(identity, true);
  let instance: IndexedInstance | undefined;
  const outcome = await archive.use(({ objects, index }) =>
    objects.put(location, stream, {
      onDuplicate,
      async onPlaced(file, placed) {
        const facts = { sopClassUid, sopInstanceUid, transferSyntaxUid, callingAeTitle, ...file };
        const record = createInstanceRecord({ ...facts, location, head: dataset, expectedCharset });
        const isKnown = placed === "unchanged" && isIndexed(record, await index.file(location));
        instance = isKnown ? instanceOf(record) : await index.put(record);
      },
    }),
  );
  events.publish({ type: "storage.imported", sopInstanceUid, outcome, instance });
  return { outcome, sopInstanceUid, instance };
}

/** A stream whose beginning is read before the whole of it is saved. */
class HeadedStream {
  readonly #rest: AsyncIterator<Uint8Array>;
  readonly #begun: Uint8Array[] = [];

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#rest = source[Symbol.asyncIterator]();
  }

  /** As much as is asked for; it stays in memory for `save`. */
  async *head(): AsyncGenerator<Uint8Array> {
    for (let next = await this.#rest.next(); !next.done; next = await this.#rest.next()) {
      this.#begun.push(next.value);
      yield next.value;
    }
  }

  async save(path: string): Promise<{ bytes: number }> {
    const file = await open(path, "w");
    let bytes = 0;
    try {
      for (const chunk of this.#begun.splice(0)) bytes += (await file.write(chunk)).bytesWritten;
      for (let next = await this.#rest.next(); !next.done; next = await this.#rest.next()) {
        bytes += (await file.write(next.value)).bytesWritten;
      }
    } finally {
      await file.close();
    }
    return { bytes };
  }
}
