/** The page's entry. */
import { render } from "preact";
import { followLanguage, loadWords } from "./i18n/words.ts";
import { start } from "./live.ts";
import { followAddress } from "./routes.ts";
import { followShown } from "./shown.ts";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/header.css";
import "./styles/table.css";
import "./styles/panels.css";
import { Page } from "./views/page.tsx";

followLanguage();
followAddress();
followShown();
// Without its words the page is in English.
await loadWords().catch(() => {});
const root = document.getElementById("page");
root?.replaceChildren();
if (root) render(<Page />, root);
void start();
