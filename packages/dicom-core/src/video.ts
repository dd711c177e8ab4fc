/** The `video` entry: the stream of an object that holds a film. Everything here is also in the main entry, and the same. */
export type { VideoCodec } from "./pixel/video/video-codec.ts";
export { type VideoContainer, type VideoStream, videoStream } from "./pixel/video-stream.ts";
