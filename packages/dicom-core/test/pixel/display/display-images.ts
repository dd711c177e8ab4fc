/** Data sets of small images with what the display pipeline works on; written and read again, as files come. */
import {
  createDataset,
  type Dataset,
  type DatasetInit,
  decodeFrame,
  displayFactsOf,
  readDicomFile,
  TRANSFER_SYNTAX,
  writeDicomFile,
} from "../../../src/index.ts";

type Extra = Record<string, unknown>;

/** Returns the bytes of 16-bit values, little endian. */
export function words(values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(values.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i += 1) view.setUint16(2 * i, values[i]! & 0xffff, true);
  return bytes;
}

/** Returns a data set of 16-bit grey pixels in rows of `columns`; `extra` by keyword, or by tag in hex with `{ vr, value }`. */
export function greyDataset(values: ArrayLike<number>, columns: number, extra: Extra = {}): Dataset {
  const dataset = createDataset({
    SOPClassUID: "1.2.840.10008.5.1.4.1.1.7",
    SOPInstanceUID: "1.2.3.4",
    Modality: "OT",
    SamplesPerPixel: 1,
    PhotometricInterpretation: "MONOCHROME2",
    Rows: values.length / columns,
    Columns: columns,
    BitsAllocated: 16,
    BitsStored: 16,
    HighBit: 15,
    PixelRepresentation: 0,
  });
  dataset.set("PixelData", words(values), { vr: "OW" });
  return withElements(dataset, extra);
}

/** Returns a data set of 8-bit samples. */
export function byteDataset(values: Uint8Array, columns: number, extra: Extra = {}): Dataset {
  const samples = (extra.SamplesPerPixel as number | undefined) ?? 1;
  const dataset = greyDataset([], 1, {
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    Rows: values.length / columns / samples,
    Columns: columns,
  });
  if (samples > 1) dataset.set("PlanarConfiguration", 0);
  dataset.set("PixelData", values, { vr: "OB" });
  return withElements(dataset, extra);
}

function withElements(dataset: Dataset, extra: Extra): Dataset {
  for (const [key, value] of Object.entries(extra)) {
    const own = value as { vr?: "OW"; value?: unknown };
    if (own?.vr) dataset.set(key, own.value, { vr: own.vr });
    else dataset.set(key, value);
  }
  return dataset;
}

/** Returns an item with a lookup table. */
export function lutItem(
  descriptor: readonly number[],
  entries: ArrayLike<number>,
  extra: DatasetInit = {},
): Dataset {
  const item = createDataset(extra);
  item.set("LUTDescriptor", [...descriptor], { vr: descriptor[1]! < 0 ? "SS" : "US", validate: false });
  item.set("LUTData", words(entries), { vr: "OW" });
  return item;
}

/** Returns the elements of a palette from its three channels, or its segmented data. */
export function paletteElements(
  descriptor: readonly number[],
  channels: readonly Uint8Array[],
  segmented = "",
): Extra {
  const extra: Extra = {};
  ["Red", "Green", "Blue"].forEach((name, i) => {
    extra[`${name}PaletteColorLookupTableDescriptor`] = {
      vr: descriptor[1]! < 0 ? "SS" : "US",
      value: descriptor,
    };
    extra[`${segmented}${name}PaletteColorLookupTableData`] = { vr: "OW", value: channels[i] };
  });
  return extra;
}

/** Returns the bytes of a file with the data set. */
export function fileBytes(
  dataset: Dataset,
  transferSyntaxUid: string = TRANSFER_SYNTAX.explicitVrLittleEndian,
): Uint8Array {
  return writeDicomFile({ dataset, transferSyntaxUid });
}

/** Returns a frame of a data set that was written and read again. */
export function frameOf(dataset: Dataset, index = 0, transferSyntaxUid?: string) {
  return decodeFrame(readDicomFile(fileBytes(dataset, transferSyntaxUid)), index);
}

/** Returns the facts of a data set that was written and read again. */
export function factsOf(dataset: Dataset, index = 0, transferSyntaxUid?: string) {
  return displayFactsOf(readDicomFile(fileBytes(dataset, transferSyntaxUid)).dataset, index);
}

/** Returns what the picture shows in grey, after making sure that it is grey and opaque. */
export function greysOf(rgba: Uint8ClampedArray): number[] {
  return Array.from({ length: rgba.length / 4 }, (_, i) => {
    const [red, green, blue, alpha] = rgba.subarray(4 * i, 4 * i + 4);
    if (red !== green || red !== blue || alpha !== 255) throw new Error(`pixel ${i} is no opaque grey`);
    return red!;
  });
}
