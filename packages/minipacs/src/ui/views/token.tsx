/** Asks for the token of a server that wants one. */
import { useSignal } from "@preact/signals";
import { words } from "../i18n/words.ts";
import { giveToken } from "../session.ts";

export function TokenView() {
  const token = useSignal("");
  const isWrong = useSignal(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    isWrong.value = !(await giveToken(token.value.trim()));
  };
  return (
    <form class="token" onSubmit={(event) => void submit(event)}>
      <label>
        {words.value.common.token}{" "}
        <input
          type="password"
          autocomplete="current-password"
          value={token.value}
          onInput={({ currentTarget }) => {
            token.value = currentTarget.value;
          }}
        />
      </label>{" "}
      <button type="submit" class="primary">
        {words.value.common.open}
      </button>
      {isWrong.value && <p role="alert">{words.value.common.tokenWrong}</p>}
    </form>
  );
}
