/** The `video` entry: the film or the document in an object. Everything here is also in the main entry, and the same. */
export { type EncapsulatedDocument, encapsulatedDocument } from "./document/encapsulated-document.ts";
export type { VideoCodec } from "./pixel/video/video-codec.ts";
export { type VideoContainer, type VideoStream, videoStream } from "./pixel/video-stream.ts";
