/** Where the script of the script tag came from, if it is a file of its own: it can be its own worker. */
const src = (globalThis.document?.currentScript as HTMLScriptElement | null | undefined)?.src;

export const ownScriptUrl: string | undefined =
  src && /\/dicom-viewer[^/]*\.js$/.test(new URL(src).pathname) ? src : undefined;
