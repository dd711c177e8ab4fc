/** Asks for the token of a server that wants one. */
import { useSignal } from "@preact/signals";
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
        Token of this server{" "}
        <input
          type="password"
          autocomplete="current-password"
          value={token.value}
          onInput={({ currentTarget }) => {
            token.value = currentTarget.value;
          }}
        />
      </label>{" "}
      <button type="submit">Open</button>
      {isWrong.value && <p role="alert">This is not the token of this server.</p>}
    </form>
  );
}
