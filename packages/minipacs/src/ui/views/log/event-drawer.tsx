/** An event beside the log, with all its members. */
import type { ComponentChildren } from "preact";
import type { ApiEvent } from "../../api.ts";
import { Drawer } from "../../components/drawer.tsx";
import { Facts } from "../../components/facts.tsx";
import { formatMoment, formatNumber } from "../../format.ts";
import { words } from "../../i18n/words.ts";
import { go } from "../../routes.ts";
import { peerOf } from "./filters.ts";

export function EventDrawer({ event, onClose }: { event: ApiEvent; onClose: () => void }) {
  const { log } = words.value;
  const { id, time, type, line, ...members } = event;
  const { associationId } = peerOf(event);
  return (
    <Drawer
      title={log.event(line.label, formatNumber(id))}
      onClose={onClose}
      actions={
        associationId !== undefined && (
          <button type="button" class="small" onClick={() => go("associations", String(associationId))}>
            {log.openAssociation}
          </button>
        )
      }
    >
      <p class="log-text" dir="auto" lang="en">
        {line.text}
      </p>
      <Facts
        facts={[
          [log.type, <code>{type}</code>],
          [log.time, formatMoment(time)],
          [log.level, log.levels[line.level]],
        ]}
      />
      <h4>{log.members}</h4>
      <Members members={members} />
    </Drawer>
  );
}

/** Members under the names that docs/events.md has for them. */
function Members({ members }: { members: object }) {
  return (
    <dl class="members" lang="en">
      {Object.entries(members).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd dir="auto">{shown(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function shown(value: unknown): ComponentChildren {
  if (value === null || value === undefined || value === "") return "–";
  if (Array.isArray(value) && value.every((one) => typeof one !== "object")) return value.join(", ") || "–";
  return typeof value === "object" ? <Members members={value} /> : String(value);
}
