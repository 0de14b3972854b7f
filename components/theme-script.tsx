import { THEME_CHOSEN, THEME_KEY } from "./shell/theme";

/** In the browser as text, so it stands on its own. The device's wish counts unless the person has one. */
function keepTheme(key: string, chosenEvent: string): void {
  const device = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    let chosen: string | null = null;
    try {
      chosen = window.localStorage.getItem(key);
    } catch {
      // A browser that refuses to store looks as the device does.
    }
    const isDark = chosen === "dark" || (chosen !== "light" && device.matches);
    document.documentElement.dataset.theme = isDark ? "dark" : "light";
  };
  apply();
  device.addEventListener("change", apply);
  for (const event of ["storage", chosenEvent]) window.addEventListener(event, apply);
}

/** Ahead of the first paint: a dark screen never begins with a white flash. */
export function ThemeScript() {
  const values = [THEME_KEY, THEME_CHOSEN].map((value) => JSON.stringify(value)).join(",");
  return <script dangerouslySetInnerHTML={{ __html: `(${keepTheme.toString()})(${values})` }} />;
}
