// Makes the round selector lead to the same page of another round.
//
// Material finds that page in the other round's sitemap, which holds absolute addresses and so
// works only where the site was built for. All rounds are built from the same pages, so the
// path within a round is enough, wherever the site is served from. The section is kept too: a
// page that does not have it opens at its top.
(function () {
  "use strict";

  function base() {
    const config = JSON.parse(document.getElementById("__config").textContent);
    return new URL(config.base.replace(/\/?$/, "/"), location.href);
  }

  function stayOnPage(event) {
    const selector = event.target instanceof Element && event.target.closest(".md-version");
    if (!selector || !location.href.startsWith(base().href)) return;
    const page = location.href.slice(base().href.length); // With the section, which changes.
    for (const link of selector.querySelectorAll(".md-version__link")) {
      link.dataset.round ??= link.href;
      link.href = new URL(page, link.dataset.round).href;
    }
  }

  // Whatever opens the selector comes before a link in it can be followed.
  document.addEventListener("pointerover", stayOnPage);
  document.addEventListener("focusin", stayOnPage);
})();
