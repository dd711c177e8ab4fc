/** Always there: whether the server is reached, who it is and how to change that, and the way to the views. */
import { useSignal } from "@preact/signals";
import { patchSettings, startListener, stopListener } from "../api.ts";
import { characterSets, hintOfCharacterSet, nameOfCharacterSet } from "../character-sets.ts";
import { SettingField } from "../components/setting-field.tsx";
import { formatNumber } from "../format.ts";
import { chooseLanguage, LANGUAGES, type Language, language, words } from "../i18n/words.ts";
import { connection, listener, refreshStatus, status } from "../live.ts";
import { ApiError } from "../request.ts";
import { formatRoute, route, VIEWS, type View } from "../routes.ts";
import { itemOf, shown } from "../shown.ts";
import { attempt, say } from "../toasts.ts";
import { ConnectDialog } from "./first-steps.tsx";

export function Header() {
  return (
    <header>
      <div class="identity">
        <h1>
          <img src="/assets/favicon.svg" alt="" width="28" height="28" />
          MiniPACS
        </h1>
        <State />
        <Settings />
        <LanguageChoice />
      </div>
      <nav aria-label={words.value.common.views}>
        {VIEWS.map((view) => (
          <Tab key={view} view={view} />
        ))}
      </nav>
      {connection.value === "lost" && <p class="lost-note">{words.value.common.lostHint}</p>}
    </header>
  );
}

function State() {
  const { common } = words.value;
  const isListening = listener.value?.isListening ?? true;
  const [label, tone] =
    connection.value === "connecting"
      ? [common.connecting, "wait"]
      : connection.value === "lost"
        ? [common.lost, "error"]
        : isListening
          ? [common.running, "ok"]
          : [common.stopped, "wait"];
  return (
    <p class={`state ${tone}`} role="status">
      <span class="dot" aria-hidden="true" />
      {label}
    </p>
  );
}

function Settings() {
  const { settings } = words.value;
  const isBusy = useSignal(false);
  const isConnectOpen = useSignal(false);
  const current = status.value;
  const isListening = listener.value?.isListening ?? true;
  const change = async (changes: Record<string, unknown>) => {
    const isDone = await attempt(() => patchSettings(changes).catch(inWords));
    if (isDone) say(settings.changed);
    refreshStatus();
    return isDone;
  };
  /** What happens often is said in the page's language. */
  const inWords = (error: unknown) => {
    throw error instanceof ApiError && error.code === "TRANSPORT_LISTEN" && language.peek() !== "en"
      ? new Error(settings.portTaken)
      : error;
  };
  const startOrStop = async () => {
    isBusy.value = true;
    await attempt(async () => {
      if (isListening) {
        await stopListener();
        say(settings.stopped);
      } else {
        const { dicomPort } = await startListener();
        say(settings.started(String(dicomPort)));
      }
    });
    refreshStatus();
    isBusy.value = false;
  };
  const aeTitleProblem = (text: string) =>
    /^[ -[\]-~]{1,16}$/.test(text) ? undefined : settings.aeTitleWrong;
  const portProblem = (text: string) =>
    /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? undefined : settings.portWrong;
  const charset = current?.SpecificCharacterSet.join("\\") ?? "";
  const chosen = characterSets.value.find((one) => one.charset === charset);
  const charsetHint = `${chosen ? hintOfCharacterSet(chosen) : charset}\n${settings.characterSetHint}`;
  return (
    <section class="settings" aria-label={settings.server}>
      <SettingField
        label={settings.aeTitle}
        value={current?.aeTitle ?? ""}
        hint={settings.aeTitleHint}
        check={aeTitleProblem}
        onApply={(text) => change({ aeTitle: text })}
      />
      <SettingField
        label={settings.port}
        value={String(current?.dicomPort ?? "")}
        isNumber
        check={portProblem}
        describedBy="port-hint"
        onApply={(text) => change({ port: Number(text) })}
      />
      <label class="setting">
        <span>{settings.characterSet}</span>
        <select
          value={charset}
          title={charsetHint}
          aria-describedby="character-set-hint"
          disabled={current === undefined}
          onChange={({ currentTarget }) => void change({ charset: currentTarget.value })}
        >
          {chosen === undefined && <option value={charset}>{charset}</option>}
          {characterSets.value.map((one) => (
            <option key={one.charset} value={one.charset} title={hintOfCharacterSet(one)}>
              {nameOfCharacterSet(one)}
            </option>
          ))}
        </select>
      </label>
      <span class="visually-hidden" id="character-set-hint">
        {charsetHint}
      </span>
      <p class="setting">
        <span>{settings.associations}</span>
        <strong class="mono">{formatNumber(current?.associationCount ?? 0)}</strong>
      </p>
      <button
        type="button"
        class={isListening ? undefined : "primary"}
        disabled={isBusy.value}
        onClick={startOrStop}
      >
        {isListening ? settings.stop : settings.start}
      </button>
      <button
        type="button"
        title={words.value.start.connectHint}
        onClick={() => {
          isConnectOpen.value = true;
        }}
      >
        ℹ️ {words.value.start.connect}
      </button>
      {isConnectOpen.value && (
        <ConnectDialog
          onClose={() => {
            isConnectOpen.value = false;
          }}
        />
      )}
      <p class="port-hint" id="port-hint">
        {settings.portHint}
      </p>
    </section>
  );
}

function LanguageChoice() {
  return (
    <select
      class="language"
      aria-label={words.value.common.language}
      value={language.value}
      onChange={({ currentTarget }) => void attempt(() => chooseLanguage(currentTarget.value as Language))}
    >
      {Object.entries(LANGUAGES).map(([tag, name]) => (
        <option key={tag} value={tag} lang={tag}>
          {name}
        </option>
      ))}
    </select>
  );
}

function Tab({ view }: { view: View }) {
  const isCurrent = route.value.view === view;
  const count = countOf(view);
  const item = view === "viewer" ? itemOf(shown.value) : undefined;
  return (
    <a href={formatRoute({ view, item })} aria-current={isCurrent ? "page" : undefined}>
      {words.value[view].title}
      {count !== undefined && <span class="count">{count}</span>}
    </a>
  );
}

/** Of what a view lists; studies are listed, but files are what arrives. */
function countOf(view: View): string | undefined {
  const current = status.value;
  if (current === undefined) return undefined;
  if (view === "worklist") return formatNumber(current.worklistCount);
  if (view === "mpps") return formatNumber(current.mppsCount);
  if (view === "received") return words.value.received.fileCount(formatNumber(current.instanceCount));
  return undefined;
}
