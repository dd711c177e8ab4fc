/** How commands reach the HTTP of a running server: its address and token. */
import { describeErrno } from "@minipacs/dimse/internal";
import { sentenceAt } from "../worklist/describe-path.ts";
import { CliError, EXIT_FAILED } from "./cli-error.ts";

export interface HttpServerOptions {
  /** HOST:PORT; default 127.0.0.1:8080. */
  http?: string;
  httpToken?: string;
}

/** So that the token stands in no list of processes. */
const TOKEN_VARIABLE = "MINIPACS_HTTP_TOKEN";

export class HttpServer {
  /** `127.0.0.1:8080` */
  readonly address: string;
  readonly #headers: Record<string, string>;

  constructor({ http = "127.0.0.1:8080", httpToken = process.env[TOKEN_VARIABLE] }: HttpServerOptions) {
    if (!/^(?:\[[^\]]+\]|[^:/@?#\s]+):\d{1,5}$/.test(http)) {
      throw new CliError(`--http takes HOST:PORT, such as 127.0.0.1:8080, not "${http}".`);
    }
    this.address = http;
    this.#headers = httpToken === undefined ? {} : { authorization: `Bearer ${httpToken}` };
  }

  /**
   * Sends a request; returns the answer where it is a success.
   *
   * @throws CliError with the reason that the server gives, HttpUnreachable where there is no answer
   */
  async request(path: string, init: RequestInit = {}): Promise<Response> {
    let response: Response;
    try {
      const headers = { ...this.#headers, ...(init.headers as Record<string, string> | undefined) };
      response = await fetch(`http://${this.address}${path}`, { ...init, headers });
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw new HttpUnreachable(this.address, error);
    }
    if (response.ok) return response;
    const problem = (await response.json().catch(() => ({}))) as Problem;
    const { title = `status ${response.status}`, errors = [] } = problem;
    const places = errors.map(({ place, message }) =>
      sentenceAt(place.replace(/^(?:body|query)\/?/, ""), message),
    );
    const why = places.length > 0 ? `${title.replace(/\.$/, "")}: ${places.join("; ")}.` : title;
    const advice = response.status === 401 ? ` Give it with --http-token or in ${TOKEN_VARIABLE}.` : "";
    throw new CliError(`The server at ${this.address} refuses: ${why}${advice}`, EXIT_FAILED);
  }
}

/** RFC 9457, as the API answers. */
interface Problem {
  title?: string;
  errors?: readonly { place: string; message: string }[];
}

/** Nothing answers there. */
export class HttpUnreachable extends CliError {
  constructor(address: string, error: unknown) {
    const { cause = error } = error as { cause?: { code?: string; message?: string } };
    const { code, message } = cause as { code?: string; message?: string };
    const meaning = describeErrno(code ?? "");
    const why = code?.startsWith("HPE_")
      ? "what answers there is no HTTP; it may be the port of DICOM"
      : message === "bad port"
        ? "browsers and Node send no HTTP to this port (bad port), so that it has to listen on another one"
        : meaning === undefined
          ? (code ?? message ?? "no answer")
          : `${meaning} (${code})`;
    const advice = "Does minipacs run there, with a page or with --http-port?";
    super(`The server at ${address} cannot be reached: ${why}. ${advice}`, EXIT_FAILED);
  }
}
