export const THEMES = ["light", "dark", "system"] as const;

export type Theme = (typeof THEMES)[number];

export const THEME_KEY = "theme";
/** Tells the page's own script (`ThemeScript`) to look again. */
export const THEME_CHOSEN = "rasid:theme";

/** Also in the page as text, so it stands on its own. The device's wish counts unless the person has one. */
export function keepTheme(key: string, chosenEvent: string): void {
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

export function readTheme(): Theme {
  try {
    const stored = localStorage.getItem(THEME_KEY);
    return THEMES.find((theme) => theme === stored) ?? "system";
  } catch {
    return "system";
  }
}

/** At once and everywhere: what fades from one colour to another would pass through every shade between. */
export function chooseTheme(theme: Theme): void {
  const stillness = document.createElement("style");
  stillness.textContent = "*,::before,::after{transition:none!important}";
  document.head.append(stillness);
  try {
    localStorage.setItem(THEME_KEY, theme);
  } catch {
    // Full or forbidden: the screen goes on as the device does.
  }
  window.dispatchEvent(new Event(THEME_CHOSEN));
  // Reading a style makes the browser work them all out, while nothing may fade.
  window.getComputedStyle(document.body).getPropertyValue("opacity");
  setTimeout(() => stillness.remove(), 1);
}
