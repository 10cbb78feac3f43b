// Runs before the page is painted, so that a chosen theme does not flash in.
try {
  const chosen = localStorage.getItem("theme");
  if (chosen) document.documentElement.dataset.theme = chosen;
} catch {
  // no storage: the system's theme it is
}
