"use strict";
// What pages do besides following links: keys, and saying when the service is away. Works without it.
(() => {
  const away = () => document.getElementById("away");

  const isTyping = (target) =>
    target.closest("input, textarea, select") !== null || target.isContentEditable;

  const move = (by) => {
    const rows = [...document.querySelectorAll("a.row")];
    if (rows.length === 0) {
      return;
    }
    const at = rows.indexOf(document.activeElement);
    rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))].focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) {
      return;
    }
    const search = document.getElementById("search");
    if (event.key === "/" && search) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "j") {
      move(1);
    } else if (event.key === "k") {
      move(-1);
    }
  });

  // A page that nobody looks at asks for nothing, and what somebody opened or selected stays as it is.
  const isInUse = (target) =>
    document.hidden
      || target.querySelector("details[open]") !== null
      || (!document.getSelection().isCollapsed && target.contains(document.getSelection().anchorNode));

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.id === "live" && isInUse(event.target)) {
      event.preventDefault();
    }
  });
  for (const lost of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(lost, () => { away().hidden = false; });
  }
  document.addEventListener("htmx:responseError", (event) => {
    away().hidden = event.detail.xhr.status < 500;
  });
  document.addEventListener("htmx:afterOnLoad", (event) => {
    if (event.detail.successful) {
      away().hidden = true;
    }
  });
})();
