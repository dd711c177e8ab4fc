/** The worker that decodes frames, as a file of its own. */
import { serveCodecs } from "./serve-codecs.ts";

serveCodecs();
