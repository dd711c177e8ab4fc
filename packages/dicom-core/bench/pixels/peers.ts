/** The WebAssembly codecs that we compare with, as functions over bytes; each call copies in and out, as a page must. */
import { loadPeer } from "../../../../tools/bench/peers.ts";
import type { BenchImage } from "./images.ts";

export type Samples = Uint8Array | Uint16Array;

const charls = await loadPeer("@cornerstonejs/codec-charls/wasmjs")();
const turbo = await loadPeer("@cornerstonejs/codec-libjpeg-turbo-8bit/wasmjs")();
const { Decoder } = loadPeer("jpeg-lossless-decoder-js");

export function decodeWithCharls(bytes: Uint8Array): Samples {
  const decoder = new charls.JpegLSDecoder();
  try {
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    decoder.decode();
    return samplesOf(decoder.getDecodedBuffer(), decoder.getFrameInfo().bitsPerSample);
  } finally {
    decoder.delete();
  }
}

export function encodeWithCharls(image: BenchImage): Uint8Array {
  const encoder = new charls.JpegLSEncoder();
  try {
    encoder.getDecodedBuffer(frameInfo(image)).set(bytesOf(image.samples));
    encoder.encode();
    return encoder.getEncodedBuffer().slice();
  } finally {
    encoder.delete();
  }
}

export function decodeWithTurbo(bytes: Uint8Array): Samples {
  const decoder = new turbo.JPEGDecoder();
  try {
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    decoder.decode();
    return decoder.getDecodedBuffer().slice();
  } finally {
    decoder.delete();
  }
}

/** JPEG baseline of quality 90; colour as YCbCr with chroma of half the width, the usual of secondary captures. */
export function encodeWithTurbo(image: BenchImage): Uint8Array {
  const encoder = new turbo.JPEGEncoder();
  try {
    encoder.getDecodedBuffer(frameInfo(image)).set(image.samples);
    encoder.setQuality(90);
    encoder.setSubSampling(1);
    encoder.encode();
    return encoder.getEncodedBuffer().slice();
  } finally {
    encoder.delete();
  }
}

export function decodeWithLosslessJs(bytes: Uint8Array): Samples {
  const { buffer, byteOffset, length } = bytes;
  return new Decoder().decode(buffer, byteOffset, length);
}

function frameInfo({ width, height, componentCount, bitsPerSample }: BenchImage): object {
  return { width, height, bitsPerSample, componentCount, isSigned: false };
}

function bytesOf({ buffer, byteOffset, byteLength }: Samples): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** A copy of a view into WebAssembly memory. */
function samplesOf(view: Uint8Array, bitsPerSample: number): Samples {
  const bytes = view.slice();
  return bitsPerSample > 8 ? new Uint16Array(bytes.buffer) : bytes;
}
