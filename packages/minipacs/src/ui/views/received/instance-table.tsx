/** Files, each with its picture. */
import type { ComponentChildren } from "preact";
import type { ApiInstance } from "../../api.ts";
import { CharacterSetMark, otherCharacterSetsOf } from "../../components/character-set-mark.tsx";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { Patient } from "../../components/patient.tsx";
import { formatMoment, formatNumber, formatSize } from "../../format.ts";
import { words } from "../../i18n/words.ts";
import type { RemoteList } from "../../remote-list.ts";
import { ThumbnailPicture } from "../../thumbnails/thumbnail-picture.tsx";
import { nameOfInstance } from "./target.ts";

const ROW_PX = 56;

export interface InstanceTableProps {
  list: RemoteList<ApiInstance>;
  onOpen: (instance: ApiInstance) => void;
  openKey?: string | undefined;
  /** Whose they are, too: for files of all studies. */
  hasPatient?: boolean;
  empty?: ComponentChildren;
}

export function InstanceTable({ list, onOpen, openKey, hasPatient = false, empty }: InstanceTableProps) {
  const { received } = words.value;
  const columns: Column<ApiInstance>[] = [
    {
      key: "picture",
      title: "",
      width: "4.4rem",
      class: "picture",
      render: (instance) => <ThumbnailPicture instance={instance} />,
    },
    {
      key: "kind",
      title: received.instance,
      minWidth: "8rem",
      ...(hasPatient ? {} : { sort: "InstanceNumber" }),
      render: (instance) => (
        <>
          <CharacterSetMark others={otherCharacterSetsOf(instance)} />
          <span class="name">{nameOfInstance(instance)}</span>
          <span class="sub">{encodingOf(instance)}</span>
        </>
      ),
    },
    {
      key: "size",
      title: received.size,
      width: "5.4rem",
      class: "number",
      render: ({ byteCount }) => formatSize(byteCount),
    },
    {
      key: "arrived",
      title: received.arrived,
      width: "13.5rem",
      render: ({ receivedAt, callingAeTitle }) => (
        <>
          <span class="name plain">{formatMoment(receivedAt)}</span>
          <span class="sub mono">{callingAeTitle}</span>
        </>
      ),
    },
  ];
  if (hasPatient) {
    columns.splice(1, 0, {
      key: "patient",
      title: received.patient,
      render: ({ PatientName, PatientID }) => <Patient name={PatientName} id={PatientID} />,
    });
  }
  return (
    <DataTable
      label={received.files}
      list={list}
      columns={columns}
      rowHeight={ROW_PX}
      openKey={openKey}
      onOpen={onOpen}
      empty={empty}
    />
  );
}

function encodingOf({ transferSyntaxName, frameCount }: ApiInstance): string {
  const frames = frameCount > 1 ? words.value.received.frames(formatNumber(frameCount)) : "";
  return [frames, transferSyntaxName].filter(Boolean).join(" · ");
}
