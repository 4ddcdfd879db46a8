// What a page does beyond plain links and forms. Every page works without it.
"use strict";

// Buttons that only say what a script does by itself need not be seen.
document.documentElement.classList.add("scripted");

// Filters apply as they are chosen; the address says all of it.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-filters]");
  if (form && event.target.form === form && event.target.matches("[type=checkbox], select")) {
    form.requestSubmit();
  }
});

// An empty field says nothing in an address.
document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-filters]")) {
    for (const field of event.target.elements) {
      if (field.name && field.value === "" && field.type !== "checkbox") field.disabled = true;
    }
  }
});

// Filters take no room on a narrow screen until somebody wants them.
if (window.matchMedia("(max-width: 52rem)").matches) {
  for (const part of document.querySelectorAll("details[data-narrow-closed]")) part.open = false;
}

// Keys of the review queue: a letter presses its button; one that asks for a reason leads to it first.
document.addEventListener("keydown", (event) => {
  const form = document.querySelector("form[data-keys]");
  if (!form || event.ctrlKey || event.altKey || event.metaKey) return;
  const reason = form.elements.reason;
  if (event.target === reason) {
    if (event.key === "Escape") reason.blur();
    if (event.key === "Enter" && form.pending) {
      event.preventDefault();
      form.pending.click();
    }
    return;
  }
  if (event.target.matches("input, textarea, select")) return;
  const button = form.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!button) return;
  event.preventDefault();
  if ("asks" in button.dataset && !reason.value.trim()) {
    form.pending = button;
    reason.focus();
  } else {
    button.click();
  }
});
