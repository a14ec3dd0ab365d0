// After a post the banner, or the summary of errors, takes the focus, so that it is the first thing read.
const first = document.querySelector("[data-focus]");
if (first) {
  first.focus();
}
