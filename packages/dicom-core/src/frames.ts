/**
 * The `frames` entry: what a viewer takes to its first picture. Reads files, decodes their frames and windows them, with
 * the dictionaries as chunks of their own, as the `reader` entry has them, which also opens files piece by piece.
 * Pictures in colour, shutters and overlays are in the `render` entry, films in the `video` entry; `displayFactsOf` and
 * `readPalette`, which frames come with, are in the main entry. Everything here is also in that, and the same.
 */
export { type ReadDatasetOptions, readDataset } from "./codec/dataset-reader.ts";
export type { ReadLimits } from "./codec/limits.ts";
export { Dataset, type ElementKey, type SetOptions } from "./dataset/dataset.ts";
export { DataElement, type ElementSpan, type Fragment } from "./dataset/element.ts";
export { type NormalizeOptions, numbersOf } from "./dataset/values.ts";
export { type Diagnostic, DiagnosticCollector, type DiagnosticSeverity } from "./diagnostic.ts";
export type { Keyword, KeywordTypes } from "./dictionary/keyword-types.generated.ts";
export {
  loadCharacterSets,
  loadDictionary,
  loadPrivateDictionary,
  loadUidRegistry,
} from "./dictionary/load.ts";
export {
  describeTag,
  type ElementEntry,
  keywordForTag,
  lookupElement,
  lookupUid,
  tagForKeyword,
  type UidEntry,
  uidForKeyword,
  uidsOfType,
} from "./dictionary/lookup.ts";
export {
  lookupPrivateElement,
  type PrivateElementEntry,
  registerPrivateElements,
} from "./dictionary/private-blocks.ts";
export { type FormatDatasetOptions, formatDataset } from "./dump/format-dataset.ts";
export { formatFloat32 } from "./dump/format-value.ts";
export {
  DecodeError,
  DicomError,
  type DicomErrorOptions,
  EncodeError,
  InvalidArgumentError,
  InvalidStateError,
  isDicomError,
  LimitExceededError,
  UnsupportedError,
} from "./errors.ts";
export { type DicomFile, type ReadDicomFileOptions, readDicomFile } from "./file/part10-reader.ts";
export type { CodecImage, CodecProblem, DecodeCodestreamOptions } from "./pixel/codec-image.ts";
export {
  type CodecFamily,
  type DecodedCodestream,
  type DecoderFor,
  type FrameDecoder,
  type FrameFacts,
  familyOf,
  hasOwnDecoder,
  ownDecoder,
  registerDecoder,
} from "./pixel/codec-registry.ts";
export { type CodestreamColor, decideColor } from "./pixel/color-decision.ts";
export {
  type DecodedFrame,
  type DecodeFrameOptions,
  decodeFrame,
  type FrameSource,
  frameCount,
} from "./pixel/decode-frame.ts";
export { autoWindow, minMaxWindow } from "./pixel/display/auto-window.ts";
export type { DisplayFacts, SpecialFacts } from "./pixel/display/display-facts.ts";
export {
  createColorFunction,
  createDisplayTable,
  type DisplayOptions,
  type DisplayTable,
} from "./pixel/display/display-table.ts";
export type { LookupTable } from "./pixel/display/lookup-table.ts";
export {
  hasHounsfieldUnits,
  type ModalityFacts,
  modalityValue,
  paddingRange,
} from "./pixel/display/modality.ts";
export type { OverlayPlane } from "./pixel/display/overlay.ts";
export { packColor } from "./pixel/display/packed-color.ts";
export type { PaletteFacts } from "./pixel/display/palette.ts";
export { type Palette, paletteOffset } from "./pixel/display/palette-offset.ts";
export { isInverted, type PresentationLutShape } from "./pixel/display/polarity.ts";
export type { DisplayShutter, ShutterShape } from "./pixel/display/shutter.ts";
export { measureValues } from "./pixel/display/value-range.ts";
export {
  type VoiFacts,
  type VoiFunction,
  voiLutPosition,
  type Window,
  windowPosition,
} from "./pixel/display/voi.ts";
export {
  chooseVoi,
  defaultWindow,
  type Voi,
  type VoiOptions,
  WINDOW_PRESETS,
  type WindowPreset,
} from "./pixel/display/voi-choice.ts";
export { describePixels, type PixelDescription } from "./pixel/pixel-description.ts";
export type { RenderedFrame, RenderOptions } from "./pixel/render-frame.ts";
export type { PixelArray } from "./pixel/unpack.ts";
export { isVideoSyntax } from "./pixel/video/video-syntaxes.ts";
export {
  elementOf,
  formatTag,
  formatTagHex,
  groupOf,
  isPrivateCreatorTag,
  isPrivateTag,
  parseTag,
  type Tag,
  tagOf,
} from "./tag.ts";
export {
  findTransferSyntax,
  TRANSFER_SYNTAX,
  type TransferSyntax,
  transferSyntaxes,
} from "./transfer-syntax/transfer-syntaxes.ts";
export type { NumberArray } from "./value/binary-numbers.ts";
export {
  type DateParts,
  type DateTimeParts,
  formatDate,
  formatDateTime,
  formatTime,
  formatUtcOffset,
  parseDate,
  parseDateTime,
  parseTime,
  parseUtcOffset,
  type TimeParts,
} from "./value/date-time.ts";
export { PersonName, type PersonNameGroup, parsePersonName } from "./value/person-name.ts";
export { isVr, VR_TABLE, type Vr, type VrFacts } from "./vr/vr-table.ts";
