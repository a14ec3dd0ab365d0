// After a post the banner, or the summary of errors, takes the focus, so that it is the first thing read.
function focusIn(part) {
  part.querySelector("[data-focus]")?.focus();
}

focusIn(document);
// Without a target: the whole page came back from the history of the browser.
document.addEventListener("htmx:afterSwap", (event) => focusIn(event.detail.target ?? document));
