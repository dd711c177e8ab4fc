/** The entry for a script tag: on a page the viewer, started as a worker what decodes its frames. */
import { serveCodecs } from "./decode/serve-codecs.ts";
import "./decode/own-script.ts";

export * from "./index.ts";

if (globalThis.document === undefined && "importScripts" in globalThis) serveCodecs();
