/** The settings of a running server, and what a change of them would make of them. */
import { InvalidArgumentError } from "@minipacs/dicom-core";
import { type PacsOptions, resolveSettings } from "./config.ts";
import { CHANGEABLE, type ChangeableOption } from "./option-checks.ts";
import type { PacsSettings } from "./settings.ts";

/** What can be changed while a server runs, named as in `PacsOptions`; what is not given stays. */
export type PacsSettingsPatch = Partial<Pick<PacsOptions, ChangeableOption>>;

/** A change that has been checked, and not been made. */
export interface SettingsChange {
  readonly settings: PacsSettings;
  /** Names of the options that differ, as in `PacsOptions`. */
  readonly changed: readonly ChangeableOption[];
  readonly options: PacsOptions;
}

export class LiveSettings {
  #options: PacsOptions;
  #current: PacsSettings;

  constructor(options: PacsOptions) {
    this.#options = options;
    this.#current = resolveSettings(options);
  }

  get current(): PacsSettings {
    return this.#current;
  }

  /** Returns what a patch comes to. @throws InvalidArgumentError CONFIG_… */
  plan(patch: PacsSettingsPatch): SettingsChange {
    const given = Object.entries(patch).filter(([, value]) => value !== undefined);
    for (const [name] of given) assertChangeable(name);
    const options: PacsOptions = { ...this.#options, ...Object.fromEntries(given) };
    // A folder that is named takes the place of the temporary one.
    if (patch.dataDir !== undefined) options.ephemeral = false;
    const settings = resolveSettings(options);
    const names = Object.keys(CHANGEABLE) as ChangeableOption[];
    const changed = names.filter((name) => {
      const setting = CHANGEABLE[name];
      return JSON.stringify(settings[setting]) !== JSON.stringify(this.#current[setting]);
    });
    return { options, settings, changed };
  }

  commit({ options, settings }: SettingsChange): void {
    this.#options = options;
    this.#current = settings;
  }
}

function assertChangeable(name: string): void {
  if (Object.hasOwn(CHANGEABLE, name)) return;
  throw new InvalidArgumentError(
    "CONFIG_NOT_CHANGEABLE",
    `${name} cannot be changed while the server runs; what can is ${Object.keys(CHANGEABLE).join(", ")}.`,
  );
}
