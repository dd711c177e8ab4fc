/** The page's entry. */
import "@minipacs/viewer-canvas";
import { render } from "preact";
import { start } from "./state.ts";
import "./theme.css";
import { Page } from "./views/page.tsx";

const root = document.getElementById("page");
if (root) render(<Page />, root);
void start();
