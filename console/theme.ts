// theme.ts: light or dark, set before the first paint. A classic script: it must be done before the body is drawn.
const key = "offlist-theme";
try {
    const chosen = localStorage.getItem(key);
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
    // a browser that keeps nothing follows the system
}
