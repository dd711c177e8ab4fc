/**
 * The part of Node's zlib that is used, so that its global types stay out of the sources. Declared for `zlib` because
 * there it adds to the real declarations where a program has them.
 */
declare module "zlib" {
  export function inflateRawSync(
    bytes: Uint8Array,
    options: { info: true; chunkSize: number; maxOutputLength: number },
  ): Uint8Array;
  export function deflateRawSync(bytes: Uint8Array): Uint8Array;
}

declare module "node:zlib" {
  // biome-ignore lint/correctness/noNodejsModules: types only
  // biome-ignore lint/style/useNodejsImportProtocol: the declaration above
  export * from "zlib";
}
