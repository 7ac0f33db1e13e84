/* Makes figures and charged expressions nicer to use. Everything works without it too:
 * the buttons open their popovers by themselves, in the middle of the window.
 *
 *   hover, focus  -> shows a popover beside its button, and hides it again
 *   click, Enter  -> pins it, until Escape, a click elsewhere or a second click
 *   copy          -> buttons, and plain code for a selection in a listing
 *
 * All listeners stand on the document, so pages may come and go. Where there are no popovers
 * the style sheet hides what they hold, and this does nothing.
 */
(() => {
  "use strict";

  if (!("popover" in HTMLElement.prototype)) return;

  const SHOW_AFTER = 250;
  const SHOW_EXPRESSION_AFTER = 450; // Code is read with the pointer: be slower there.
  const HIDE_AFTER = 250; // Time to move the pointer from the button to the popover.
  const GAP = 6;
  const MARGIN = 8;

  /** What is open: button, popover, and whether it stays when the pointer leaves. */
  let open = null;
  let timer = 0;
  let closing = false;

  const popoverOf = (button) => document.getElementById(button.getAttribute("popovertarget"));

  /** The button for an element: itself, or the anchor of the charged expression around it. */
  function buttonOf(element) {
    if (!(element instanceof Element)) return null;
    const button = element.closest("button[popovertarget]");
    if (button) return button;
    const charge = element.closest(".charge");
    if (!charge) return null;
    const selector = `button[popovertarget="${charge.dataset.charge}"]`;
    return charge.closest(".listing").querySelector(selector);
  }

  function later(milliseconds, action) {
    clearTimeout(timer);
    timer = setTimeout(action, milliseconds);
  }

  // Showing and hiding

  function place() {
    if (!open || !open.button.isConnected) return;
    const { button, popover } = open;
    const page = document.documentElement;
    popover.style.maxHeight = "";
    popover.style.margin = "0";
    popover.style.inset = "auto";
    popover.style.position = "absolute"; // In page coordinates, so it scrolls along.
    const anchor = button.getBoundingClientRect();
    const below = page.clientHeight - anchor.bottom - GAP - MARGIN;
    const above = anchor.top - GAP - MARGIN;
    const isBelow = popover.offsetHeight <= below || below >= above;
    popover.style.maxHeight = `${Math.max(isBelow ? below : above, 120)}px`;
    const top = isBelow ? anchor.bottom + GAP : anchor.top - GAP - popover.offsetHeight;
    const rightmost = page.clientWidth - MARGIN - popover.offsetWidth;
    const left = Math.max(MARGIN, Math.min(anchor.left, rightmost));
    popover.style.top = `${top + scrollY}px`;
    popover.style.left = `${left + scrollX}px`;
  }

  function show(button, isPinned) {
    clearTimeout(timer);
    const popover = popoverOf(button);
    if (!popover) return;
    if (open) open.button.classList.remove("is-open"); // Two buttons may share a popover.
    if (!popover.matches(":popover-open")) popover.showPopover({ source: button });
    open = { button, popover, isPinned };
    button.classList.add("is-open");
    place();
  }

  function hide() {
    clearTimeout(timer);
    if (open && open.popover.matches(":popover-open")) open.popover.hidePopover();
  }

  function hideUnlessPinned() {
    clearTimeout(timer);
    if (open && !open.isPinned) later(HIDE_AFTER, hide);
  }

  document.addEventListener(
    "beforetoggle",
    (event) => {
      if (event.newState !== "closed" || !event.target.matches(".figure-popover")) return;
      // The browser gives the focus back to the button, which must not show it again.
      closing = true;
      setTimeout(() => (closing = false));
      if (open && open.popover === event.target) {
        open.button.classList.remove("is-open");
        open = null;
      }
    },
    true,
  );

  // With the page it scrolls by itself; a listing scrolls its code away under it.
  document.addEventListener(
    "scroll",
    ({ target }) => {
      if (open && target instanceof Element && target.contains(open.button)) place();
    },
    { capture: true, passive: true },
  );
  addEventListener("resize", place);

  // Pointer and keyboard

  /** Marks the whole extent of a charged expression, whose lines may be several. */
  function mark(button) {
    for (const charge of document.querySelectorAll(".charge.is-marked")) {
      charge.classList.remove("is-marked");
    }
    const listing = button && button.closest(".listing");
    if (!listing || !button.matches(".charge__anchor")) return;
    const id = button.getAttribute("popovertarget");
    for (const charge of listing.querySelectorAll(`.charge[data-charge="${id}"]`)) {
      charge.classList.add("is-marked");
    }
  }

  const isInside = (element) =>
    open && (open.popover.contains(element) || open.button === buttonOf(element));

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    if (isInside(event.target)) return clearTimeout(timer);
    const button = buttonOf(event.target);
    if (!button) return hideUnlessPinned();
    mark(button);
    if (open && open.isPinned) return;
    const isAnchor = button.contains(event.target);
    later(isAnchor ? SHOW_AFTER : SHOW_EXPRESSION_AFTER, () => show(button, false));
  });

  document.addEventListener("pointerout", (event) => {
    if (event.pointerType !== "mouse") return;
    if (!event.relatedTarget) hideUnlessPinned(); // It left the window.
    const button = buttonOf(event.relatedTarget);
    if (!button && !isInside(event.relatedTarget)) mark(null);
  });

  document.addEventListener("focusin", (event) => {
    if (closing) return;
    const button = buttonOf(event.target);
    if (!button || !event.target.matches(":focus-visible")) return;
    mark(button);
    if (!isInside(button)) later(SHOW_AFTER, () => show(button, false));
  });

  document.addEventListener("focusout", (event) => {
    if (closing || isInside(event.relatedTarget)) return;
    if (buttonOf(event.target)) mark(null);
    hideUnlessPinned();
  });

  document.addEventListener("click", (event) => {
    const button = buttonOf(event.target);
    if (!button) return;
    // Selecting code with the pointer ends in a click too.
    if (!button.contains(event.target) && !getSelection().isCollapsed) return;
    event.preventDefault(); // Instead of the browser's own opening and closing.
    mark(button);
    if (open && open.button === button && open.isPinned) hide();
    else show(button, true);
  });

  // What a screen reader or the keyboard stumbles over

  function repair() {
    // The copy buttons of code blocks stand in nameless navigation landmarks.
    for (const nav of document.querySelectorAll(".md-code__nav:not([role])")) {
      nav.setAttribute("role", "none");
    }
    // A table that is larger than its box can be scrolled with the keyboard too.
    for (const wrap of document.querySelectorAll(".md-typeset__scrollwrap, .data-table__scroll")) {
      const isLarger = wrap.scrollWidth > wrap.clientWidth || wrap.scrollHeight > wrap.clientHeight;
      if (isLarger) wrap.tabIndex = 0;
      else wrap.removeAttribute("tabindex");
    }
  }

  let isRepairDue = false;
  function repairSoon() {
    if (isRepairDue) return;
    isRepairDue = true;
    requestAnimationFrame(() => {
      isRepairDue = false;
      repair();
    });
  }
  new MutationObserver(repairSoon).observe(document.body, { childList: true, subtree: true });
  addEventListener("resize", repairSoon);
  repairSoon();

  // Copying

  const status = document.createElement("div");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  document.body.append(status);

  async function copy(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    // Without https there is no clipboard; the old way needs a selection.
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const isDone = document.execCommand("copy");
    area.remove();
    if (!isDone) throw new Error("not allowed");
  }

  function textToCopy(button) {
    if (button.dataset.copy !== "listing") return button.previousElementSibling.textContent;
    // The whole file, of which the listing may show a part: what is copied runs.
    return button.closest(".listing").querySelector("template").content.textContent;
  }

  function report(button, message) {
    const label = button.firstChild;
    const original = button.dataset.label || label.data;
    button.dataset.label = original;
    label.data = message;
    status.textContent = message;
    setTimeout(() => {
      label.data = original;
      status.textContent = "";
    }, 2000);
  }

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-copy]");
    if (!button) return;
    copy(textToCopy(button)).then(
      () => report(button, "Copied"),
      () => report(button, "Not copied: the browser refused"),
    );
  });

  /** The part of `range` that lies in `cell`, as text. */
  function selectedIn(cell, range) {
    const part = range.cloneRange();
    if (!cell.contains(range.startContainer)) part.setStart(cell, 0);
    if (!cell.contains(range.endContainer)) part.setEnd(cell, cell.childNodes.length);
    return part.toString();
  }

  document.addEventListener("copy", (event) => {
    const selection = getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    const around = range.commonAncestorContainer;
    const table = (around.closest ? around : around.parentElement).closest(".listing__table");
    if (!table) return;
    const cells = Array.from(table.querySelectorAll(".listing__code > code"));
    const lines = cells.filter((cell) => range.intersectsNode(cell));
    if (!lines.length) return;
    const text = lines.map((cell) => selectedIn(cell, range)).join("\n");
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
  });
})();
