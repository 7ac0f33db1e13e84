/* Searching and sorting the price list. Without it the list is a plain table in the registry's
 * order; what an operation costs at every dtype stands in its popover.
 *
 *   text, kind, dtype, "says otherwise"  -> hide rows
 *   a dtype                              -> one more column, with the prices at that dtype
 *   a column's heading                   -> sorts by it; again: the other way round
 *
 * What is chosen stands in the page's address, so that a view can be shared. (`q` is taken: it
 * opens the site's search.) Cells are found by the name of their column, wherever it stands.
 */
(() => {
  "use strict";

  const numberIn = (text) => parseFloat(text.replaceAll(",", ""));

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function choice(name, label, everything, options) {
    const select = element("select", { name }, element("option", { value: "" }, everything));
    for (const option of options) select.append(element("option", { value: option }, option));
    return element("label", {}, label, select);
  }

  function enhance(list) {
    const table = list.querySelector("table");
    const body = table.tBodies[0];
    const head = table.tHead.rows[0];
    const rows = Array.from(body.rows, (row, index) => ({
      element: row,
      index,
      text: row.querySelector("th").textContent.toLowerCase(),
      others: new Map((row.dataset.others || "").split(" ").map((pair) => pair.split(":"))),
    }));

    // Tools

    const search = element("input", { type: "search", name: "find", autocomplete: "off" });
    const differs = element("input", { type: "checkbox", name: "differs" });
    const count = element("p", { class: "prices__count", role: "status" });
    const tools = element(
      "form",
      { class: "filter", role: "search", "aria-label": "Price list" },
      element("label", { class: "prices__search" }, "Search operations", search),
      choice("kind", "Kind", "All kinds", list.dataset.kinds.split("|")),
      choice("dtype", "Runs at", "Any dtype", list.dataset.dtypes.split("|")),
      element("label", { class: "prices__check" }, differs, "flopscope says otherwise"),
      count,
    );
    tools.addEventListener("submit", (event) => event.preventDefault());
    list.prepend(tools);

    // Filtering

    function matches(row, words, kind, dtype) {
      return (
        words.every((word) => row.text.includes(word)) &&
        (!kind || row.element.dataset.kind === kind) &&
        (!dtype || row.others.has(dtype)) &&
        (!differs.checked || "differs" in row.element.dataset)
      );
    }

    function filter() {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      const kind = tools.elements.kind.value;
      const dtype = tools.elements.dtype.value;
      let shown = 0;
      for (const row of rows) {
        const isShown = matches(row, words, kind, dtype);
        row.element.hidden = !isShown;
        shown += isShown;
      }
      count.textContent = shown === rows.length ? `${shown} operations` : `${shown} of ${rows.length} operations`;
      showColumn(dtype);
    }

    /** Adds a column with the prices at a dtype that has none of its own. */
    function showColumn(dtype) {
      for (const cell of table.querySelectorAll(".prices__chosen")) cell.remove();
      if (!dtype) return;
      const attributes = { class: "number prices__chosen", "data-column": dtype };
      const heading = element("th", { ...attributes, scope: "col", role: "columnheader" }, dtype);
      head.querySelector(".prices__factor").before(heading);
      for (const row of rows) {
        const price = row.others.get(dtype) || "–";
        const cell = element("td", { ...attributes, role: "cell" }, price);
        row.element.querySelector(".prices__factor").before(cell);
      }
    }

    // Sorting

    /** What a row is sorted by: a number, or the name itself; rows without one come last. */
    function key(row, column) {
      const cell = row.element.querySelector(`[data-column="${column}"]`);
      if (!cell) return row.text; // What names the row says no column.
      // A formula is as high as the price that it gives.
      const given = cell.querySelector("[data-sort]");
      return numberIn(given ? given.dataset.sort : cell.textContent);
    }

    function compare(a, b) {
      if (typeof a === "string") return a.localeCompare(b);
      if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) - Number.isNaN(b);
      return a - b;
    }

    function sort(heading, column) {
      const isUp = heading.getAttribute("aria-sort") !== "ascending";
      for (const other of head.cells) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", isUp ? "ascending" : "descending");
      const keys = new Map(rows.map((row) => [row, key(row, column)]));
      rows.sort((a, b) => {
        const [x, y] = [keys.get(a), keys.get(b)];
        const isMissing = Number.isNaN(x) || Number.isNaN(y);
        return (isUp || isMissing ? 1 : -1) * compare(x, y) || a.index - b.index;
      });
      body.append(...rows.map((row) => row.element));
    }

    for (const heading of head.cells) {
      const button = element("button", { type: "button", class: "prices__sort" });
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => sort(heading, heading.dataset.column));
    }

    // The address

    function remember() {
      const chosen = new URLSearchParams();
      for (const [name, value] of new FormData(tools)) if (value) chosen.set(name, value);
      const query = chosen.toString();
      history.replaceState(history.state, "", (query ? `?${query}` : location.pathname) + location.hash);
    }

    function recall() {
      const chosen = new URLSearchParams(location.search);
      for (const name of ["find", "kind", "dtype"]) tools.elements[name].value = chosen.get(name) || "";
      differs.checked = chosen.has("differs");
    }

    tools.addEventListener("input", () => {
      filter();
      remember();
    });
    recall();
    filter();
  }

  for (const list of document.querySelectorAll(".prices")) enhance(list);
})();
