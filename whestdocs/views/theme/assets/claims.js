// Filters the statements of the page "Claims, measured" by verdict and round.
//
// The form is hidden until this runs: without it every statement is shown.
(function () {
  "use strict";

  function show(form) {
    const verdict = form.elements.verdict.value;
    const round = form.elements.round.value;
    let shown = 0;
    for (const group of document.querySelectorAll(".claims__group")) {
      const rows = group.querySelectorAll(".claims__row");
      let left = 0;
      for (const row of rows) {
        row.hidden = verdict !== "" && row.getAttribute(`data-${round}`) !== verdict;
        left += row.hidden ? 0 : 1;
      }
      group.hidden = left === 0;
      shown += left;
    }
    const noun = shown === 1 ? "statement" : "statements";
    form.querySelector("output").value = `${shown} ${noun}`;
  }

  for (const form of document.querySelectorAll(".claims-filter")) {
    form.hidden = false;
    form.addEventListener("change", () => show(form));
    form.addEventListener("submit", (event) => event.preventDefault());
    show(form); // A browser may have kept what was chosen before.
  }
})();
