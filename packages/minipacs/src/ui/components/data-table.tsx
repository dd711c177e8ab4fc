/**
 * A table of any length of which only the rows in sight are drawn. Rows are of one height; the keyboard walks them with
 * arrows, Page up and down, Home and End, opens with Enter, marks with Space and marks what is loaded with Ctrl+A.
 */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { formatNumber } from "../format.ts";
import { words } from "../i18n/words.ts";
import type { RemoteList } from "../remote-list.ts";
import type { Selection } from "../selection.ts";

export interface Column<T> {
  key: string;
  title: string;
  /** As the API sorts by it; absent where it cannot. */
  sort?: string;
  /** CSS width; the columns without one share the rest. */
  width?: string;
  /** Where that is less, the table is scrolled. Where something is open beside, such columns share the rest. */
  minWidth?: string;
  /** There too where something is open beside the table. */
  isAlways?: boolean;
  class?: string;
  render(row: T): ComponentChildren;
}

export interface DataTableProps<T> {
  label: string;
  list: RemoteList<T>;
  columns: readonly Column<T>[];
  /** Something is open beside it: only the columns that are always there are shown. */
  isNarrow?: boolean;
  /** Pixels. */
  rowHeight?: number;
  selection?: Selection;
  /** Key of the row that is open beside the table. */
  openKey?: string | undefined;
  onOpen?: (row: T) => void;
  rowClass?: (row: T) => string | undefined;
  /** What stands in the place of an empty list that no filter has emptied. */
  empty?: ComponentChildren;
}

/** Rows that are drawn above and below what is in sight. */
const OVERSCAN = 10;
const MARK_WIDTH = "2.6rem";
const LEAST_WIDTH = "11rem";

export function DataTable<T>(props: DataTableProps<T>) {
  const {
    label,
    list,
    isNarrow = false,
    rowHeight = 46,
    selection,
    openKey,
    onOpen,
    rowClass,
    empty,
  } = props;
  const columns = isNarrow ? props.columns.filter(({ isAlways }) => isAlways) : props.columns;
  const scroller = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(800);
  const active = useSignal(0);
  /** The active row is to have the focus as soon as it is there. */
  const wantsFocus = useRef(false);
  const totalCount = list.totalCount.value;
  const first = Math.max(0, Math.floor(top.value / rowHeight) - OVERSCAN);
  const last = Math.min(totalCount - 1, Math.ceil((top.value + height.value) / rowHeight) + OVERSCAN);

  useEffect(() => list.show(first, Math.max(first, last)), [list, first, last, totalCount]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      height.value = element.clientHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [height, list.isLoaded.value && totalCount > 0]);
  useEffect(() => {
    if (active.peek() > Math.max(0, totalCount - 1)) active.value = Math.max(0, totalCount - 1);
  }, [active, totalCount]);

  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-index="${active.value}"]`);
    // Until it has come, the table keeps the focus, so that the keys go on.
    (row ?? scroller.current)?.focus();
    wantsFocus.current = row === null;
  });

  if (list.problem.value !== "" && !list.isLoaded.value) return <p role="alert">{list.problem.value}</p>;
  if (!list.isLoaded.value) return <p class="hint">{words.value.common.loading}</p>;
  if (totalCount === 0) return <>{empty ?? <p class="hint">{words.value.common.nothingFits}</p>}</>;

  const walk = (index: number) => {
    const next = Math.max(0, Math.min(totalCount - 1, index));
    active.value = next;
    const element = scroller.current;
    if (!element) return;
    const head = element.querySelector("thead")?.clientHeight ?? 0;
    const rowTop = next * rowHeight;
    if (rowTop < element.scrollTop) element.scrollTop = rowTop;
    else if (rowTop + rowHeight > element.scrollTop + element.clientHeight - head) {
      element.scrollTop = rowTop + rowHeight - element.clientHeight + head;
    }
    top.value = element.scrollTop;
    wantsFocus.current = true;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.target as HTMLElement).matches("tr, .table")) return;
    const page = Math.max(1, Math.floor(height.peek() / rowHeight) - 2);
    const steps: Record<string, number> = {
      ArrowDown: active.peek() + 1,
      ArrowUp: active.peek() - 1,
      PageDown: active.peek() + page,
      PageUp: active.peek() - page,
      Home: 0,
      End: totalCount - 1,
    };
    const row = list.row(active.peek());
    if (event.key in steps) walk(steps[event.key] ?? 0);
    else if (event.key === "Enter" && row && onOpen) onOpen(row);
    else if (event.key === " " && row && selection) selection.toggle(list.key(row));
    else if (event.key === "a" && (event.ctrlKey || event.metaKey) && selection) {
      selection.set(list.rows.map((known) => list.key(known)));
    } else return;
    event.preventDefault();
  };
  const style = { minWidth: leastWidth(columns, selection !== undefined) };
  const indices = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears the keys for the rows that are not there yet
    <div
      class="table"
      ref={scroller}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onScroll={({ currentTarget }) => {
        top.value = currentTarget.scrollTop;
      }}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows take the focus, which makes it a grid */}
      <table role="grid" aria-label={label} aria-rowcount={totalCount + 1} style={style}>
        <colgroup>
          {selection && <col style={{ width: MARK_WIDTH }} />}
          {columns.map(({ key, width, minWidth }) => (
            <col key={key} style={isNarrow && minWidth ? undefined : { width }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {selection && (
              <th scope="col">
                <span class="visually-hidden">{words.value.common.selected("")}</span>
              </th>
            )}
            {columns.map((column) => (
              <HeadCell key={column.key} column={column} list={list} />
            ))}
          </tr>
        </thead>
        <tbody>
          {first > 0 && <Space height={first * rowHeight} />}
          {indices.map((index) => {
            const row = list.row(index);
            if (row === undefined) return <Space key={index} height={rowHeight} />;
            const key = list.key(row);
            const classes = [
              rowClass?.(row),
              list.fresh.value.has(key) && "fresh",
              onOpen && "opens",
              openKey === key && "open",
            ];
            return (
              <tr
                key={key}
                data-index={index}
                class={classes.filter(Boolean).join(" ") || undefined}
                style={{ height: `${rowHeight}px` }}
                aria-rowindex={index + 2}
                aria-selected={selection ? selection.has(key) : openKey === key}
                tabIndex={index === active.value ? 0 : -1}
                onFocus={() => {
                  active.value = index;
                }}
                onClick={onOpen && (() => onOpen(row))}
              >
                {selection && (
                  <td class="mark">
                    <input
                      type="checkbox"
                      tabIndex={-1}
                      aria-label={words.value.common.selected(key)}
                      checked={selection.has(key)}
                      onClick={(event) => event.stopPropagation()}
                      onChange={() => selection.toggle(key)}
                    />
                  </td>
                )}
                {columns.map((column) => (
                  <td key={column.key} class={column.class}>
                    {column.render(row)}
                  </td>
                ))}
              </tr>
            );
          })}
          {last < totalCount - 1 && <Space height={(totalCount - 1 - last) * rowHeight} />}
        </tbody>
      </table>
    </div>
  );
}

/** Narrow pages move the table, and do not cut the words in it. */
function leastWidth<T>(columns: readonly Column<T>[], isMarked: boolean): string {
  const widths = columns.map(({ width, minWidth }) => minWidth ?? width ?? LEAST_WIDTH);
  return `calc(${[isMarked ? MARK_WIDTH : "0px", ...widths].join(" + ")})`;
}

/** Holds the place of rows that are not drawn. */
function Space({ height }: { height: number }) {
  // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it is no row of the list
  return <tr role="presentation" class="space" style={{ height: `${height}px` }} />;
}

function HeadCell<T>({ column, list }: { column: Column<T>; list: RemoteList<T> }) {
  const { sort, title } = column;
  if (sort === undefined) {
    return (
      <th scope="col" class={column.class}>
        {title}
      </th>
    );
  }
  const current = list.query.value.sort;
  const direction = current === sort ? "ascending" : current === `-${sort}` ? "descending" : undefined;
  return (
    <th scope="col" class={column.class} aria-sort={direction ?? "none"}>
      <button
        type="button"
        class="sort"
        title={words.value.common.sortBy(title)}
        onClick={() => list.ask({ sort: direction === "ascending" ? `-${sort}` : sort })}
      >
        {title}
        <span aria-hidden="true">
          {direction === "ascending" ? "▲" : direction === "descending" ? "▼" : ""}
        </span>
      </button>
    </th>
  );
}

export interface RowCountProps<T> {
  list: RemoteList<T>;
  /** What rows are called, where they are not all that is counted of the view. */
  rows?: (count: string) => string;
}

/** How many rows there are, in words. */
export function RowCount<T>({ list, rows = words.value.common.rows }: RowCountProps<T>) {
  if (list.totalCount.value === 0) return null;
  return <p class="hint count-line">{rows(formatNumber(list.totalCount.value))}</p>;
}
