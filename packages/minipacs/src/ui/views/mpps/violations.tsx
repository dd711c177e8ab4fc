/** Which rules for procedure steps are broken, and where. */
import type { ApiMppsStep } from "../../api.ts";
import { language, words } from "../../i18n/words.ts";
import { textOfAnswer } from "./link-words.ts";

type Violation = ApiMppsStep["violations"][number];

export function Violations({ violations }: { violations: readonly Violation[] }) {
  const { mpps } = words.value;
  return (
    <ul class="violations">
      {violations.map((violation, index) => (
        <li key={index}>
          <code>{violation.rule}</code> <strong>{mpps.rules[violation.rule] ?? violation.rule}</strong>
          {/* The rule's own words say it in other languages. */}
          {language.value === "en" && <span class="sub">{violation.sentence}</span>}
          {violation.attribute !== undefined && <span class="sub mono">{violation.attribute}</span>}
          {violation.isFatal ? (
            <span class="sub">{mpps.evenTolerant}</span>
          ) : (
            violation.status !== undefined && (
              <span class="sub">{mpps.strictAnswer(textOfAnswer(violation.status))}</span>
            )
          )}
        </li>
      ))}
    </ul>
  );
}
