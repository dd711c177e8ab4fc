/** Another DICOM node that the page talks to, and what went wrong in the words of the command line. */
import type { Target, TlsClientOptions } from "@minipacs/dimse";
import { CliError } from "../commands/cli-error.ts";
import { explained } from "../commands/explain.ts";
import type { PacsConfig } from "../config/config.ts";
import type { PacsSettings } from "../config/settings.ts";
import { escapeControls } from "../events/describe-event.ts";

/** Where a node is. */
export interface Node {
  aeTitle: string;
  host: string;
  port: number;
  /** With the certificate and the authorities of the server, where it has them. */
  tls?: boolean | undefined;
}

/** What of a server calls another node. */
export interface Caller {
  settings: Pick<PacsSettings, "aeTitle">;
  config: Pick<PacsConfig, "tls">;
}

/** Nobody waits longer for a page. */
export const NODE_TIMEOUTS = { connectMs: 5000, negotiateMs: 10_000, responseMs: 30_000 } as const;

/** Returns the node as it is called: by the server's own AE title. */
export function targetOf({ aeTitle, host, port, tls }: Node, { settings, config }: Caller): Target {
  return {
    ...{ host, port, calledAeTitle: aeTitle, callingAeTitle: settings.aeTitle },
    tls: tls ? tlsOf(config) : undefined,
  };
}

function tlsOf({ tls }: Caller["config"]): TlsClientOptions {
  if (tls === undefined) return {};
  const { ca, cert, key, passphrase, profile } = tls;
  return { ca, cert, key, passphrase, profile };
}

/**
 * Runs what talks to a node; resolves with a sentence where that fails.
 *
 * @throws what is no failure of the node or of the network
 */
export async function inWords<T>(
  target: Target,
  run: () => Promise<T>,
  context: Parameters<typeof explained>[2] = {},
): Promise<{ value: T } | { failure: string }> {
  try {
    return { value: await explained(target, run, context) };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { failure: forPage(error.message) };
  }
}

/** A page has fields where a command has options. */
const FIELDS: readonly [option: RegExp, field: string][] = [
  [/check --aec and --aet/g, "check both AE titles"],
  [/^An AE title cannot be used: --ae[ct]/, "An AE title cannot be used: it"],
  [/ with --ae[ct]\b/g, ""],
  [/with --tls-ca|--tls-cert and --tls-key|--tls-profile/g, "in the options of the server"],
  [/, or do without the check with --tls-no-verify/g, ""],
  [/--tls\b/g, "TLS"],
];

function forPage(sentence: string): string {
  return FIELDS.reduce((text, [option, field]) => text.replace(option, field), escapeControls(sentence));
}
