/** The options of the side under test, as the settings of a script say. docs/testing.md describes them. */
import { bytes } from "../../../../tools/test/assert-bytes.ts";
import type { WireSession } from "../../../../tools/test/scripted-peer.ts";
import type { ContextRefusal } from "../../src/association/acceptor-policy.ts";
import type { AsyncWindow } from "../../src/association/async-window.ts";
import type { AssociationTimeouts } from "../../src/association/options.ts";
import type { UserIdentityOption, UserIdentityType } from "../../src/association/user-identity.ts";
import { defaultAcceptedContext } from "../../src/scp/accepted-contexts.ts";
import type { ServeOptions } from "../../src/scp/serve.ts";
import type { ConnectOptions } from "../../src/scu/connect.ts";
import { STORAGE_SOP_CLASSES } from "../../src/sop-class/storage.ts";
import { VERIFICATION } from "../../src/sop-class/verification.ts";

/** The settings that mean something, by side. */
export const SETTINGS = {
  acceptor: [
    ...["under test", "event", "calling", "timeout", "limit"],
    ...[
      "only called",
      "only calling",
      "hook",
      "authenticate",
      "refuse",
      "related",
      "roles",
      "extended",
      "window",
    ],
  ],
  requestor: [
    ...["under test", "call", "error", "timeout", "limit"],
    ...["identity", "roles", "extended", "window", "agreed"],
  ],
};

/** `key: name number` lines as an object. */
function numbers(session: WireSession, key: string): Record<string, number> {
  const pairs = (session.settings.get(key) ?? []).map((text) => text.split(" "));
  return Object.fromEntries(pairs.map(([name, value]) => [name, Number(value)]));
}

/** `window: 4 no-limit`: operations that this side may have invoked, and performs. */
function windowOf(session: WireSession): AsyncWindow | undefined {
  const text = session.settings.get("window")?.[0];
  if (text === undefined) return undefined;
  const [maxInvoked = 1, maxPerformed = 1] = text
    .split(" ")
    .map((count) => (count === "no-limit" ? Number.POSITIVE_INFINITY : Number(count)));
  return { maxInvoked, maxPerformed };
}

export function serveOptions(session: WireSession): Omit<ServeOptions, "aeTitle" | "port"> {
  const { settings } = session;
  const [hook] = settings.get("hook") ?? [];
  const [authenticate] = settings.get("authenticate") ?? [];
  const [extended] = settings.get("extended") ?? [];
  const [result, source, reason] = (hook ?? "").split(" ").map(Number);
  const [roles] = settings.get("roles") ?? [];
  return {
    handlers: { echo() {} },
    timeouts: numbers(session, "timeout") as Partial<AssociationTimeouts>,
    limits: numbers(session, "limit"),
    requireCalledAeTitle: settings.has("only called"),
    callingAeTitles: settings.get("only calling"),
    acceptRelatedGeneral: settings.has("related"),
    asyncOperations: windowOf(session),
    contexts: [
      {
        ...defaultAcceptedContext(VERIFICATION),
        ...(roles && { allowsRequestorAsScu: /SCU/.test(roles), allowsRequestorAsScp: /SCP/.test(roles) }),
      },
      ...(settings.has("related") ? STORAGE_SOP_CLASSES : []),
    ],
    ...(settings.has("refuse") && {
      refuseContext: ({ id }) => numbers(session, "refuse")[id] as ContextRefusal | undefined,
    }),
    ...(extended && { answerExtendedNegotiation: () => bytes(extended) }),
    ...(hook && {
      async onAssociate(_, { signal }) {
        if (hook === "throws") throw new Error("hook");
        if (hook !== "waits") return { result: result ?? 0, source: source ?? 0, reason: reason ?? 0 };
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        return undefined;
      },
    }),
    ...(authenticate && {
      // `type primary secondary-or-response`
      authenticate(identity) {
        const [type, primary, last] = authenticate.split(" ");
        if (identity?.type !== type || new TextDecoder().decode(identity?.primary) !== primary) return false;
        if (identity?.type === "username-passcode") return identity.passcode === last;
        return { response: new TextEncoder().encode(last) };
      },
    }),
  };
}

export function connectOptions(session: WireSession): Omit<ConnectOptions, "host" | "port"> {
  const { settings } = session;
  const [type, primary = "", secondary] = settings.get("identity")?.[0]?.split(" ") ?? [];
  const [roles] = settings.get("roles") ?? [];
  const [extended] = settings.get("extended") ?? [];
  return {
    contexts: [
      {
        abstractSyntax: VERIFICATION,
        ...(roles && { scuRole: /SCU/.test(roles), scpRole: /SCP/.test(roles) }),
        ...(extended && { applicationInformation: bytes(extended) }),
      },
    ],
    timeouts: numbers(session, "timeout") as Partial<AssociationTimeouts>,
    limits: numbers(session, "limit"),
    asyncOperations: windowOf(session),
    ...(type && {
      userIdentity: {
        type: type as UserIdentityType,
        primary,
        secondary,
        positiveResponseRequested: true,
      } satisfies UserIdentityOption,
    }),
  };
}
