/** A data set as a tree that can be searched: tag, VR, name and values; sequences open and close. */
import { useSignal } from "@preact/signals";
import { formatSize } from "../format.ts";
import { words } from "../i18n/words.ts";
import { useDictionary } from "./dataset/dictionary.ts";
import {
  type Attributes,
  type DatasetNode,
  type DicomJson,
  findNodes,
  formatTag,
  languageOfCharset,
  nodesOfAttributes,
  nodesOfJson,
} from "./dataset/nodes.ts";

export interface DatasetTreeProps {
  /** What it is the data set of, for those who do not see it. */
  label: string;
  /** In the DICOM JSON Model; or `attributes`. */
  dataset?: DicomJson | undefined;
  /** By keyword, as the API gives them. */
  attributes?: Attributes | undefined;
}

/** Longer values are folded. */
const LONG_CHARACTERS = 160;
/** With fewer elements there is nothing to search for. */
const SEARCH_FROM = 6;

export function DatasetTree({ label, dataset, attributes }: DatasetTreeProps) {
  const tables = useDictionary();
  const wanted = useSignal("");
  const { searchDataset, emptyDataset, elementNotFound } = words.value.common;
  const all = dataset ? nodesOfJson(dataset, tables) : nodesOfAttributes(attributes ?? {}, tables);
  const nodes = findNodes(all, wanted.value);
  const charset = all.find(({ tag }) => tag === "00080005");
  if (all.length === 0) return <p class="hint">{emptyDataset}</p>;
  return (
    <section class="dataset" aria-label={label}>
      {all.length >= SEARCH_FROM && (
        <input
          type="search"
          placeholder={searchDataset}
          aria-label={searchDataset}
          onInput={({ currentTarget: { value } }) => {
            wanted.value = value;
          }}
        />
      )}
      {nodes.length === 0 && <p class="hint">{elementNotFound}</p>}
      <div lang={languageOfCharset(charset?.values ?? [])}>
        <Elements nodes={nodes} isSearched={wanted.value.trim() !== ""} />
      </div>
    </section>
  );
}

function Elements({ nodes, isSearched }: { nodes: readonly DatasetNode[]; isSearched: boolean }) {
  return (
    <ul>
      {nodes.map((node) => (
        <li key={`${node.tag} ${node.keyword}`}>
          {node.items ? (
            <Sequence node={node} items={node.items} isSearched={isSearched} />
          ) : (
            <div class="element">
              <Head node={node} />
              <Value node={node} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

type SequenceProps = { node: DatasetNode; items: NonNullable<DatasetNode["items"]>; isSearched: boolean };

function Sequence({ node, items, isSearched }: SequenceProps) {
  const { itemCount, item } = words.value.common;
  return (
    <details open>
      <summary>
        <Head node={node} /> <span class="sub">{itemCount(items.length)}</span>
      </summary>
      {items.map((nodes, index) =>
        isSearched && nodes.length === 0 ? null : (
          <section key={`${node.tag} ${index}`} class="item" aria-label={item(index + 1)}>
            {items.length > 1 && <p class="sub">{item(index + 1)}</p>}
            <Elements nodes={nodes} isSearched={isSearched} />
          </section>
        ),
      )}
    </details>
  );
}

function Head({ node: { tag, vr, keyword, name } }: { node: DatasetNode }) {
  return (
    <span class="element-head" lang="en">
      <code>{formatTag(tag)}</code>
      <code class="vr">{vr}</code>
      <span class="element-name" title={keyword}>
        {name || keyword}
      </span>
    </span>
  );
}

function Value({ node: { values, byteCount } }: { node: DatasetNode }) {
  const isWhole = useSignal(false);
  const { showAll, showLess, noValue, bytes } = words.value.common;
  if (byteCount !== undefined) return <span class="hint">{bytes(formatSize(byteCount))}</span>;
  const text = values.join(" \\ ");
  if (text === "") return <span class="hint">{noValue}</span>;
  const isLong = text.length > LONG_CHARACTERS;
  return (
    <span class="element-value">
      <bdi>{isLong && !isWhole.value ? `${text.slice(0, LONG_CHARACTERS)}…` : text}</bdi>
      {isLong && (
        <button
          type="button"
          class="icon"
          aria-expanded={isWhole.value}
          onClick={() => {
            isWhole.value = !isWhole.peek();
          }}
        >
          {isWhole.value ? showLess : showAll}
        </button>
      )}
    </span>
  );
}
