/** Which transfer syntaxes hold a film in place of frames. PS3.5 8.2.5 to 8.2.8, A.4.5 to A.4.9. */

/** MPEG-2, MPEG-4 AVC/H.264, HEVC/H.265 and their fragmentable twins; the twins of HEVC the registry lacks. */
const VIDEO_SYNTAX = /^1\.2\.840\.10008\.1\.2\.4\.10[0-8](\.1)?$/;

/** Returns whether Pixel Data of a transfer syntax is one stream, which `videoStream` of the `video` entry gives. */
export function isVideoSyntax(transferSyntaxUid: string): boolean {
  return VIDEO_SYNTAX.test(transferSyntaxUid);
}
