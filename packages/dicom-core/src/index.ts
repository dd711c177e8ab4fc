/** Public exports of @minipacs/dicom-core. The dictionaries are there at once. */
import { installMainEntry } from "./dictionary/install.ts";

installMainEntry();

export {
  CHARACTER_SET,
  CHARACTER_SETS,
  type CharacterSetChoice,
} from "./charset/character-sets.ts";
export {
  DEFINED_TERMS,
  type DefinedTerm,
  findTerm,
  normalizeCharacterSet,
  type TermKind,
} from "./charset/defined-terms.ts";
export {
  type DecodeTextOptions,
  decodeText,
  type EncodeTextOptions,
  encodeText,
} from "./charset/text-codec.ts";
export { type ReadDatasetOptions, readDataset } from "./codec/dataset-reader.ts";
export { type WriteDatasetOptions, type WriteTextOptions, writeDataset } from "./codec/dataset-writer.ts";
export {
  type EncapsulatedPixelData,
  type EncapsulateOptions,
  encapsulateFrames,
} from "./codec/encapsulate-frames.ts";
export {
  EncapsulatedFrames,
  encapsulatedFrames,
  type FramePlacement,
  joinFragments,
  readOffsetTable,
} from "./codec/encapsulated.ts";
export type { BytesInput, Source } from "./codec/encoding.ts";
export type { ReadLimits } from "./codec/limits.ts";
export type { OffsetTable } from "./codec/offset-table.ts";
export { diagnoseText } from "./codec/text-check.ts";
export { createDataset, type DatasetInit, declaredCharacterSet } from "./dataset/create-dataset.ts";
export { Dataset, type ElementKey, type SetOptions, type Settable } from "./dataset/dataset.ts";
export { DataElement, type ElementSpan, type Fragment } from "./dataset/element.ts";
export { PrivateBlock } from "./dataset/private-block.ts";
export { type RecodedDataset, recode, type UnencodablePolicy } from "./dataset/recode.ts";
export { type NormalizeOptions, numbersOf } from "./dataset/values.ts";
export { type Diagnostic, DiagnosticCollector, type DiagnosticSeverity } from "./diagnostic.ts";
export type { Keyword, KeywordTypes } from "./dictionary/keyword-types.generated.ts";
export { loadPrivateDictionary } from "./dictionary/load.ts";
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
export { type EncapsulatedDocument, encapsulatedDocument } from "./document/encapsulated-document.ts";
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
export { type Dicomdir, readDicomdir, walkRecords } from "./file/dicomdir.ts";
export { type CreateDicomdirOptions, createDicomdir, type DicomdirEntry } from "./file/dicomdir-writer.ts";
export type { DirectoryRecord } from "./file/directory-tree.ts";
export { createFileMeta, encodeFileHead, type FileMetaInit } from "./file/file-meta.ts";
export { type DicomFileSource, type OpenDicomFileOptions, openDicomFile } from "./file/open-file.ts";
export { type DicomFile, type ReadDicomFileOptions, readDicomFile } from "./file/part10-reader.ts";
export { type DicomFileInit, type WriteDicomFileOptions, writeDicomFile } from "./file/part10-writer.ts";
export type {
  DicomJson,
  DicomJsonAttribute,
  DicomJsonPersonName,
  DicomJsonValue,
} from "./json/dicom-json.ts";
export { formatDicomJson } from "./json/format-dicom-json.ts";
export { type FromDicomJsonOptions, fromDicomJson } from "./json/from-dicom-json.ts";
export { type ToDicomJsonOptions, toDicomJson } from "./json/to-dicom-json.ts";
export { matchesIdentifier, matchIdentifier } from "./match/attribute-match.ts";
export {
  describeMatchReason,
  type ExplainedReason,
  explainMatch,
  type MatchExplanation,
} from "./match/explain.ts";
export type { MatchCause, MatchOptions, MatchReason, MatchRule } from "./match/match-types.ts";
export { selectReturnKeys } from "./match/return-keys.ts";
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
export { type CodestreamColor, type ColorSource, decideColor } from "./pixel/color-decision.ts";
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
export { extractEmbeddedOverlays, type OverlayPlane } from "./pixel/display/overlay.ts";
export { packColor } from "./pixel/display/packed-color.ts";
export { drawnOverlays, paintOverlay } from "./pixel/display/paint-overlay.ts";
export { type PaletteFacts, readPalette } from "./pixel/display/palette.ts";
export { type Palette, paletteOffset } from "./pixel/display/palette-offset.ts";
export { isInverted, type PresentationLutShape } from "./pixel/display/polarity.ts";
export type { DisplayShutter, ShutterShape } from "./pixel/display/shutter.ts";
export { createShutterMask } from "./pixel/display/shutter-mask.ts";
export { displayFactsOf } from "./pixel/display/special-facts.ts";
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
export { describePixels, type PixelDescription, type ReportDescription } from "./pixel/pixel-description.ts";
export { type RenderedFrame, type RenderOptions, renderFrame } from "./pixel/render-frame.ts";
export type { PixelArray } from "./pixel/unpack.ts";
export type { VideoCodec } from "./pixel/video/video-codec.ts";
export { isVideoSyntax } from "./pixel/video/video-syntaxes.ts";
export { type VideoContainer, type VideoStream, videoStream } from "./pixel/video-stream.ts";
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
export {
  type CreateUidOptions,
  createUid,
  IMPLEMENTATION_CLASS_UID,
  IMPLEMENTATION_VERSION_NAME,
  isValidUid,
} from "./uid.ts";
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
export {
  formatRange,
  parseDateRange,
  parseDateTimeRange,
  parseTimeRange,
  type ValueRange,
} from "./value/date-time-range.ts";
export { formatDecimalString, formatIntegerString, parseDecimalString } from "./value/decimal-string.ts";
export { PersonName, type PersonNameGroup, parsePersonName } from "./value/person-name.ts";
export { isVr, type ValueKind, VR_TABLE, type Vr, type VrFacts } from "./vr/vr-table.ts";
