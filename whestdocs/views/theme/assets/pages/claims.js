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
      group.hidden = verdict !== "" && group.getAttribute(`data-${round}`) !== verdict;
      shown += group.hidden ? 0 : 1;
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
