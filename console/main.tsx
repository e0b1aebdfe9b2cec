// main.tsx: starts the console.
import { render } from "preact";
import { App } from "./parts/app";

render(<App />, document.getElementById("app")!);
