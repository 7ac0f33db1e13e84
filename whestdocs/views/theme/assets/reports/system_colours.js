/* A report follows the system's colours, as the guide does. Without this it is light. */
(() => {
  "use strict";
  const page = document.documentElement;
  page.classList.remove("no-js");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    page.dataset.mdColorScheme = dark.matches ? "slate" : "default";
  };
  dark.addEventListener("change", follow);
  follow();
})();
